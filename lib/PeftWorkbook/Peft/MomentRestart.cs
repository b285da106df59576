using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>Entries of a trained parameter that have become others, so that an optimiser's moments of them mean nothing.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Entries">The numbers of the entries, int64 <c>[n]</c>; whoever takes the record disposes it.</param>
public sealed record MomentRestart(Parameter Parameter, Tensor Entries);
