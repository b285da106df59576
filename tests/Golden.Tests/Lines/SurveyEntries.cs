using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Selective.Entries;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Chosen entries of tensors, which are recorded flat, and masks.</summary>
internal static class SurveyEntries
{
    private const string Values = "_values", Indices = "_indices";

    /// <summary>
    /// The settings with the recorded masks, where the method chooses entries; a trained tensor without a mask is whole.
    /// </summary>
    internal static PeftConfig WithMasks(PeftConfig config, GoldenTensors expected)
    {
        var masks = expected.Below("mask.").ToDictionary(n => n, n => GoldenInput.Tensor(expected["mask." + n]));
        if (config is not EntriesConfig entries || masks.Count == 0)
        {
            return config;
        }

        foreach (var name in expected.Below("adapter.").Where(n => !masks.ContainsKey(n)))
        {
            masks[name] = ones(expected["adapter." + name].Values.Length);
        }

        return entries with { Masks = masks };
    }

    /// <summary>Places, or a mask, as a mask of a recorded tensor's shape.</summary>
    internal static GoldenTensor Mask(Tensor ours, GoldenTensor recorded)
    {
        var values = Close.Values(ours);
        if (ours.numel() == recorded.Values.Length && ours.dtype == ScalarType.Byte)
        {
            return recorded with { Values = values };
        }

        var mask = None(recorded);
        foreach (var place in values)
        {
            mask.Values[(int)place] = 1;
        }

        return mask;
    }

    /// <summary>A mask of a recorded tensor's shape that has no entry.</summary>
    internal static GoldenTensor None(GoldenTensor recorded) => recorded with { Values = new double[recorded.Values.Length] };

    /// <summary>The rows of an input, one batch each.</summary>
    internal static IReadOnlyList<ModelInput> Rows(ModelInput input) =>
    [
        .. from i in Enumerable.Range(0, (int)(input.InputIds ?? input.PixelValues)!.shape[0])
           select new ModelInput(input.InputIds?.narrow(0, i, 1))
           {
               AttentionMask = input.AttentionMask?.narrow(0, i, 1),
               PixelValues = input.PixelValues?.narrow(0, i, 1),
               Labels = input.Labels?.narrow(0, i, 1),
           },
    ];

    /// <summary>
    /// The places of the trained entries of a tensor that the adapter keeps whole, int64; null where it keeps nothing
    /// else.
    /// </summary>
    internal static Tensor? PlacesIn(IReadOnlyDictionary<string, Tensor> state, string key) =>
        key.EndsWith(Values, StringComparison.Ordinal)
        && state.TryGetValue(key[..^Values.Length] + Indices, out var places) && places.numel() < state[key].numel()
            ? places.to_type(ScalarType.Int64)
            : null;

    /// <summary>The trained entries of a gradient, where the adapter keeps a tensor whole of which some are trained.</summary>
    internal static Tensor Of(PeftModel peft, string key, Tensor gradient)
    {
        var state = peft.Attached("default").State.DistinctBy(s => s.Key).ToDictionary(s => s.Key, s => s.Tensor);
        return PlacesIn(state, key) is { } places ? gradient.reshape(-1).index_select(0, places) : gradient;
    }
}
