using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized.LoraOptions;

/// <summary>
/// QA-LoRA (arXiv 2309.14717): A is <c>[r, in / g]</c> and acts on the means of groups of g inputs, times the number of
/// groups, so that the
/// update folds into the zero points of a weight that is quantised in groups.
/// </summary>
/// <param name="GroupSize">g.</param>
internal sealed record QaLoraOption(int GroupSize) : ILoraOption
{
    public string Name => "QA-LoRA";

    public LoraAdapter Create(LoraPlace place, AdapterSite site) => GroupSize > 0 && place.In % GroupSize == 0
        ? new QaLoraAdapter(place, GroupSize)
        : throw new ArgumentException(
            $"qalora_group_size is {GroupSize}, which does not divide the {place.In} inputs of '{place.Module}'.");
}

/// <summary>QA-LoRA on one linear layer.</summary>
internal sealed class QaLoraAdapter(LoraPlace place, int groupSize) : LoraAdapter(place)
{
    /// <summary>
    /// A with each column repeated for its group, divided by the group's size (a mean), times the number of groups.
    /// </summary>
    protected override (Tensor A, Tensor B) Factors =>
        (A.repeat_interleave(groupSize, 1) * ((double)Place.In / groupSize / groupSize), B);

    /// <inheritdoc/>
    protected override LoraFactors Start(LoraPlace place)
    {
        var whole = base.Start(place);
        return whole with { A = whole.A.narrow(1, 0, place.In / groupSize) * Math.Sqrt(groupSize) };
    }
}
