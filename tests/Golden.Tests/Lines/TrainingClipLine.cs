using Golden.Tests.Harness;
using PeftWorkbook.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Gradients clipped by norm and by value, infinite and missing numbers among them.</summary>
[GoldenLine("training/clip.json")]
public sealed class TrainingClipLine : GoldenLine
{
    private TrainingFile? _file;

    private TrainingFile File => _file ??= new(Set, Name);

    public override IEnumerable<string> Discover() => File.CaseNames;

    public override void Run(string id)
    {
        using var scope = NewDisposeScope();
        var described = File.Case(id);
        var prefix = $"{described.GetProperty("set").GetString()}/grad/";
        var parameters = File.Tensors.Below(prefix).ToDictionary(n => n, n => WithGradient(File.Tensors[prefix + n]));
        var clipping = described.TryGetProperty("clip_value", out var value)
            ? new GradientClipping { MaxValue = value.GetDouble() }
            : new GradientClipping(TrainingFile.Number(described, "max_norm", 0), TrainingFile.Number(described, "norm_type", 2));
        var norm = clipping.Apply([.. parameters.Values]);
        if (described.TryGetProperty("total_norm", out var total))
        {
            Close.Check(norm, new("total_norm", "F32", [], [TrainingFile.Number(total)]));
        }

        foreach (var (name, parameter) in parameters)
        {
            Close.Check(parameter.grad!, File.Tensors[$"{id}/{name}"]);
        }
    }

    public override void Dispose()
    {
        _file?.Dispose();
        base.Dispose();
    }

    private static Parameter WithGradient(GoldenTensor gradient) =>
        new(zeros(gradient.Shape, device: GoldenInput.Device)) { grad = GoldenInput.Tensor(gradient) };
}
