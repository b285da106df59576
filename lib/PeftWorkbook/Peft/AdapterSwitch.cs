using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// What all adapted layers of a model look at: which adapters act, and what the model was given in this pass. Switching touches no
/// layer.
/// </summary>
internal sealed class AdapterSwitch(bool isSequenceFirst)
{
    internal IReadOnlyList<string> Active { get; set; } = [];

    internal bool IsDisabled { get; set; }

    /// <summary>Whether the mask is an encoder's, and layers of a decoder have none.</summary>
    internal bool IsEncoderDecoder { get; init; }

    /// <summary>The layers whose weights are not their own now: merged, or moved by an active adapter.</summary>
    internal HashSet<AdaptedLayer> Changed { get; } = [];

    /// <summary>The input of the pass that runs.</summary>
    internal ModelInput? Input { get; set; }

    /// <summary>The rows of each adapter in a mixed batch, as int64 index tensors; null where all rows go one way.</summary>
    internal IReadOnlyList<RowGroup>? Groups { get; set; }

    /// <summary>The rows that go through an adapter at this moment, in a mixed batch; null means all.</summary>
    internal Tensor? Rows { get; set; }

    /// <summary>The axis of a layer's input that counts the batch; an embedding's input is ids, one axis less than hidden states.</summary>
    internal int BatchAxis(Tensor x, LayerKind kind) => isSequenceFirst && x.dim() == (kind == LayerKind.Embedding ? 2 : 3) ? 1 : 0;
}

/// <summary>The rows of a mixed batch that go through one adapter.</summary>
/// <param name="Adapter">The adapter; null means the base model.</param>
/// <param name="Rows">Their numbers, int64 <c>[rows]</c>.</param>
internal sealed record RowGroup(string? Adapter, Tensor Rows);
