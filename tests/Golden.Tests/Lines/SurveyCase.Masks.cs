using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;

namespace Golden.Tests.Lines;

internal sealed partial class SurveyCase
{
    /// <summary>The batches that an adapter is made from.</summary>
    internal IReadOnlyList<ModelInput> Batches => _row.BatchesByRow ? SurveyEntries.Rows(Input) : [Input];

    /// <summary>The settings of the case's adapter.</summary>
    internal PeftConfig Config(string? run = null) => SurveyEntries.WithMasks(_names.Config(run), Expected);

    // The entries that the library itself chooses, by the recorded names of their tensors; empty where masks have no
    // place in the adapter.
    private IReadOnlyDictionary<string, GoldenTensor> OwnMasks()
    {
        using var model = Base();
        using var peft = PeftModel.Wrap(model, _names.Config(null), Name, 0, Batches);
        var state = State(peft);
        return Expected.Below("mask.").Where(n => _names.KeyOf("mask." + n, [.. state.Keys, n]) is not null).ToDictionary(n => n, n =>
            _names.KeyOf("mask." + n, state.Keys) is { } key
                ? SurveyEntries.Mask(state[key], Expected["mask." + n])
                : SurveyEntries.None(Expected["mask." + n]));
    }
}
