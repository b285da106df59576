using Golden.Tests.Harness;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Additive;
using PeftWorkbook.Peft.Hybrid;
using PeftWorkbook.Peft.Mixture;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>The masks of each layer, entry by entry.</summary>
[SurveyProbe("PROPETL")]
internal sealed class PropetlProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        var adapters = Layers<PropetlAdapter>(peft);
        foreach (var name in given.Expected.Below("mask."))
        {
            var (layer, matrix) = Split(name);
            var ours = adapters[layer].Masks.Single(m => m.Suffix == $"propetl_{matrix}_mask").Mask;
            Close.Check(ours, given.Expected["mask." + name]);
        }
    }
}

/// <summary>Prunes the recorded weights, and compares scores and masks.</summary>
[SurveyProbe("SPARSE_ADAPTER")]
internal sealed class SparseAdapterProbe : SurveyProbe
{
    internal override void Wrapped(SurveyCase given, PeftModel peft)
    {
        using var scope = NewDisposeScope();
        var adapters = Layers<SparseAdapter>(peft);
        foreach (var name in given.Expected.Below("frozen."))
        {
            using var all = ones(given.Expected["frozen." + name].Shape, ScalarType.Byte);
            Matrix(adapters, name).Keep(all, GoldenInput.Tensor(given.Expected["frozen." + name]));
        }

        var attachment = (SparseAdapterAttachment)peft.Attached(peft.ActiveAdapters[0]);
        var scores = attachment.Scores(peft, [given.Input]);
        foreach (var name in given.Expected.Below("score."))
        {
            var (layer, matrix) = Split(name);
            var recorded = given.Expected["score." + name];
            Close.Check(scores[(2 * layer) + (matrix == "down" ? 0 : 1)].view(recorded.Shape), recorded);
        }

        attachment.Prune(scores);
        foreach (var name in given.Expected.Below("mask."))
        {
            Close.Check(Matrix(adapters, name).Mask(), given.Expected["mask." + name]);
        }
    }

    private static PrunedMatrix Matrix(IReadOnlyList<SparseAdapter> adapters, string name)
    {
        var (layer, matrix) = Split(name);
        return adapters[layer].Matrices.ElementAt(matrix == "down" ? 0 : 1);
    }
}

/// <summary>The averaged matrices, and what they compute.</summary>
[SurveyProbe("ADAMIX")]
internal sealed class AdaMixProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        using var scope = NewDisposeScope();
        var adapters = Layers<AdaMixAdapter>(peft);
        foreach (var name in given.Expected.Below("merged_adapter."))
        {
            var averaged = adapters[int.Parse(name.Split('.')[0])].Averaged();
            var isDown = name.EndsWith("down.weight", StringComparison.Ordinal);
            Close.Check(isDown ? averaged.Down : averaged.Up, given.Expected["merged_adapter." + name]);
        }

        peft.eval();
        given.CheckOutput(peft, "averaged", withLoss: false);
    }
}

/// <summary>The codes, and the matrices that are made of them.</summary>
[SurveyProbe("BI_ADAPTFORMER")]
internal sealed class BiAdaptFormerProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        List<BiAdaptFormerBranch> branches =
            [.. ((SideBranchAttachment)peft.Attached(peft.ActiveAdapters[0])).Branches.Select(b => b.Branch).Cast<BiAdaptFormerBranch>()];
        Close.Check([.. branches[0].Codes.Codes], given.Expected["frozen.codes"]);
        Close.Check([.. branches[0].Codes.Thresholds], given.Expected["frozen.thresholds"]);
        foreach (var name in given.Expected.Below("quantized."))
        {
            var (layer, matrix) = Split(name);
            var (down, up) = branches[layer].Quantized;
            Close.Check(matrix == "down" ? down : up, given.Expected["quantized." + name]);
        }
    }
}
