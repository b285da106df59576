using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>Takes the rows of a batch apart, and puts outputs together again.</summary>
internal static class MixedRows
{
    /// <summary>Some rows of a batch, without labels: the mean of a part is not a part of the mean.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="rows">The rows' numbers, int64.</param>
    /// <param name="batch">How many rows there are; what has another first axis is for all of them.</param>
    internal static ModelInput Select(ModelInput input, Tensor rows, long batch)
    {
        Tensor? Of(Tensor? whole) => whole is null || whole.shape[0] != batch ? whole : whole.index_select(0, rows);

        return input with
        {
            InputIds = Of(input.InputIds),
            AttentionMask = Of(input.AttentionMask),
            TokenTypeIds = Of(input.TokenTypeIds),
            PositionIds = Of(input.PositionIds),
            InputsEmbeds = Of(input.InputsEmbeds),
            PixelValues = Of(input.PixelValues),
            Labels = null,
            TaskIds = Of(input.TaskIds),
            InputTypeMask = Of(input.InputTypeMask),
            DecoderInputIds = Of(input.DecoderInputIds),
            DecoderInputsEmbeds = Of(input.DecoderInputsEmbeds),
            EncoderOutput = Of(input.EncoderOutput),
            TextPositions = Of(input.TextPositions),
        };
    }

    /// <summary>The rows of a batch, each a batch of its own with its labels.</summary>
    internal static IEnumerable<ModelInput> Each(ModelInput batch)
    {
        var count = (batch.InputIds ?? batch.InputsEmbeds ?? batch.PixelValues)!.shape[0];
        for (var i = 0L; i < count; i++)
        {
            using var number = tensor([i], device: batch.Device);
            yield return Select(batch, number, count) with { Labels = batch.Labels?.index_select(0, number) };
        }
    }

    /// <summary>The outputs one below the other, in another order of rows.</summary>
    internal static ModelOutput Join(IReadOnlyList<ModelOutput> parts, Tensor order)
    {
        Tensor? Of(Func<ModelOutput, Tensor?> field)
        {
            List<Tensor> tensors = [.. parts.Select(field).OfType<Tensor>()];
            return tensors.Count < parts.Count ? null : Stack(tensors, order);
        }

        IReadOnlyList<Tensor>? All(Func<ModelOutput, IReadOnlyList<Tensor>?> field) =>
            parts.Any(p => field(p) is null)
                ? null
                : [.. field(parts[0])!.Select((_, i) => Stack([.. parts.Select(p => field(p)![i])], order))];

        return new()
        {
            Logits = Of(p => p.Logits),
            LastHiddenState = Of(p => p.LastHiddenState),
            PoolerOutput = Of(p => p.PoolerOutput),
            EncoderLastHiddenState = Of(p => p.EncoderLastHiddenState),
            HiddenStates = All(p => p.HiddenStates),
            Attentions = All(p => p.Attentions),
        };
    }

    private static Tensor Stack(IReadOnlyList<Tensor> tensors, Tensor order) =>
        tensors.All(t => t.shape[1..].SequenceEqual(tensors[0].shape[1..]))
            ? cat([.. tensors]).index_select(0, order)
            : throw new NotSupportedException(
                "The adapters of this batch give outputs of different lengths (a prompt adds positions): run them one by one.");
}
