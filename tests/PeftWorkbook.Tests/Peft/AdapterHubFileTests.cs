using System.Text.Json.Nodes;
using PeftWorkbook.Hub;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Additive;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Folders as AdapterHub's library writes them, sound and not.</summary>
public sealed class AdapterHubFileTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("hub-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("bert.")]
    [InlineData("")]
    public void A_folder_of_AdapterHub_loads_with_a_head_or_without(string prefix)
    {
        var tensors = Write(prefix);
        using var peft = PeftModel.Load(Bert(), _folder);
        Assert.Equal(["default"], peft.ActiveAdapters);
        var state = peft.Attached("default").State.ToDictionary(s => s.Key, s => s.Tensor);
        Assert.Equal(tensors.Count, state.Count);
        foreach (var (name, tensor) in tensors)
        {
            var key = "base_model.model." + name[..name.IndexOf(".adapters.", StringComparison.Ordinal)]
                + name[name.LastIndexOf(".adapter_", StringComparison.Ordinal)..].Replace(".0.", ".", StringComparison.Ordinal);
            key = prefix.Length > 0 ? key : key.Replace(".model.", ".model.bert.", StringComparison.Ordinal);
            Assert.Equal(0, Distance(tensor, state[key]));
        }
    }

    [Fact]
    public void Its_gates_see_padding_and_its_rules_are_trained()
    {
        Write();
        var config = (BottleneckConfig)PeftConfig.Load(_folder);
        Assert.True(config is { GatesSeePadding: true, TrainsRule: true });
    }

    [Fact]
    public void Another_family_is_refused_with_both_names()
    {
        Write();
        var fault = Assert.Throws<InvalidDataException>(() => PeftModel.Load(Llama(), _folder));
        Assert.Contains("'bert'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'llama'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_are_missing_or_have_no_place_are_named()
    {
        var tensors = Write();
        var first = tensors.Keys.Order(StringComparer.Ordinal).First();
        Save(tensors.Where(t => t.Key != first).Append(new("bert.magic", zeros(1))));
        var fault = Assert.Throws<InvalidDataException>(() => PeftModel.Load(Bert(), _folder));
        Assert.Contains("by 2 tensors", fault.Message, StringComparison.Ordinal);
        Assert.Contains("bert.magic has no place", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_that_is_not_known_is_named()
    {
        Write(architecture: "magic");
        var fault = Assert.Throws<InvalidDataException>(() => PeftModel.Load(Bert(), _folder));
        Assert.Contains("'magic'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pickle_is_not_read()
    {
        Write();
        File.Move(Path.Combine(_folder, "adapter.safetensors"), Path.Combine(_folder, "pytorch_adapter.bin"));
        var fault = Assert.Throws<FileNotFoundException>(() => PeftModel.Load(Bert(), _folder));
        Assert.Contains("pickle", fault.Message, StringComparison.Ordinal);
    }

    private Dictionary<string, Tensor> Write(string prefix = "bert.", string? architecture = null)
    {
        var root = new JsonObject
        {
            ["config"] = new JsonObject { ["reduction_factor"] = 4, ["architecture"] = architecture },
            ["model_type"] = "bert",
            ["name"] = "task.one",
            ["version"] = "adapters.1.3.0",
        };
        File.WriteAllText(Path.Combine(_folder, "adapter_config.json"), root.ToJsonString());
        var tensors = (
            from layer in new[] { 0, 1 }
            let place = $"{prefix}encoder.layer.{layer}.output.adapters.task.one."
            from part in new (string Name, Tensor Value)[]
            {
                ("adapter_down.0.weight", randn(6, 24)), ("adapter_down.0.bias", randn(6)),
                ("adapter_up.weight", randn(24, 6)), ("adapter_up.bias", randn(24)),
            }
            select (place + part.Name, part.Value)).ToDictionary(p => p.Item1, p => p.Value);
        Save(tensors);
        return tensors;
    }

    private void Save(IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        SafeTensors.Save(Path.Combine(_folder, "adapter.safetensors"), tensors, new Dictionary<string, string> { ["format"] = "pt" });
}
