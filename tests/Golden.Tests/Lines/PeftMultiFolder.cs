using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>A folder with several adapters of one base, and what they compute.</summary>
internal sealed class PeftMultiFolder
{
    private readonly GoldenSet _set;
    private readonly string _base;

    internal PeftMultiFolder(GoldenSet set, string folder)
    {
        (_set, Path) = (set, folder);
        Facts = JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(folder, "case.json")))!;
        Expected = new(System.IO.Path.Combine(folder, "expected.safetensors"));
        Input = GoldenInput.Of(Expected, "input.");
        Names = [.. Directory.EnumerateDirectories(System.IO.Path.Combine(folder, "adapters"))
            .Select(d => System.IO.Path.GetFileName(d)).Order(StringComparer.Ordinal)];
        _base = PeftConfig.Load(Adapter(Names[0])).BaseModel!;
    }

    internal string Path { get; }

    internal JsonNode Facts { get; }

    internal GoldenTensors Expected { get; }

    internal ModelInput Input { get; }

    /// <summary>The adapters, in order.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>The folder of an adapter.</summary>
    internal string Adapter(string name) => System.IO.Path.Combine(Path, "adapters", name);

    internal PretrainedModel Base() => GoldenInput.Model(_set.At(_base.Split('/')), new LoadOptions { Dropout = 0 });

    /// <summary>The base with all adapters, the first one active.</summary>
    internal PeftModel Load()
    {
        var peft = PeftModel.Load(Base(), Adapter(Names[0]), Names[0]);
        foreach (var name in Names.Skip(1))
        {
            peft.LoadAdapter(Adapter(name), name);
        }

        return peft;
    }

    /// <summary>Compares the model's output with the one of that name.</summary>
    internal void CheckOutput(nn.Module<ModelInput, ModelOutput> model, string name)
    {
        using var _ = no_grad();
        using var output = model.call(Input);
        Close.Check(output.Logits!, Expected[name + ".logits"]);
    }

    /// <summary>The updates of a LoRA adapter by module, under the names that they are recorded by.</summary>
    internal static Dictionary<string, Tensor> Updates(PeftModel peft, string adapter) =>
        ((LayerAttachment)peft.Attached(adapter)).Sites
            .ToDictionary(s => "base_model.model." + s.Site.Module, s => ((LoraAdapter)s.Adapter).Delta().detach());

    /// <summary>How far one is from another, by their Frobenius norms over all modules; what only the other has counts whole.</summary>
    internal static double RelativeError(IReadOnlyDictionary<string, Tensor> ours, IReadOnlyDictionary<string, Tensor> exact) =>
        Math.Sqrt(exact.Sum(e => (ours[e.Key] - e.Value).square().sum().ToDouble()) / exact.Values.Sum(e => e.square().sum().ToDouble()));
}
