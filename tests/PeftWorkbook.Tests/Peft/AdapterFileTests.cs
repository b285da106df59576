using System.Text.Json.Nodes;
using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

public sealed class AdapterFileTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("adapter-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("layer")]
    [InlineData("query")]
    public void A_saved_adapter_computes_the_same_whatever_its_name(string name)
    {
        var input = Batch();
        var peft = PeftModel.Wrap(Bert(), Config(), name);
        LoraTests.Perturb(peft);
        peft.Save(_folder, name);
        var loaded = PeftModel.Load(Bert(), _folder, "other");
        Assert.Equal(0, Distance(Logits(peft, input), Logits(loaded, input)));
        Assert.Empty(loaded.NamedTrainable());
        Assert.NotEmpty(PeftModel.Load(Bert(), _folder, isTrainable: true).NamedTrainable());
    }

    [Fact]
    public void Keys_are_those_of_PEFT()
    {
        PeftModel.Wrap(Bert(), Config()).Save(_folder);
        var names = SafeTensors.Load(Path.Combine(_folder, "adapter_model.safetensors")).Keys;
        Assert.Contains("base_model.model.bert.encoder.layer.0.attention.self.query.lora_A.weight", names);
        Assert.Contains("base_model.model.classifier.bias", names);
        Assert.Equal(10, names.Count);
    }

    [Fact]
    public void Several_adapters_lie_in_folders_of_their_own()
    {
        var peft = PeftModel.Wrap(Bert(), Config());
        peft.AddAdapter("second", Config(), seed: 4);
        peft.Save(_folder);
        Assert.True(File.Exists(Path.Combine(_folder, "adapter_config.json")));
        Assert.True(File.Exists(Path.Combine(_folder, "second", "adapter_model.safetensors")));
        peft.AddAdapter("..", Config());
        Assert.Throws<ArgumentException>(() => peft.Save(_folder));
    }

    [Fact]
    public void The_configuration_survives_a_round_trip()
    {
        var config = Config() with
        {
            UseRsLora = true,
            Start = LoraStart.Gaussian,
            RankPattern = new Dictionary<string, int> { ["key"] = 2 }
        };
        var back = Assert.IsType<LoraConfig>(PeftConfig.Parse(config.ToJson()));
        Assert.Equal(JsonNode.Parse(config.ToJson())!.ToJsonString(), JsonNode.Parse(back.ToJson())!.ToJsonString());
        Assert.Same(LoraStart.Gaussian, back.Start);
    }

    [Fact]
    public void An_unknown_method_is_named_with_the_near_ones()
    {
        var fault = Assert.Throws<InvalidDataException>(() => PeftConfig.Parse("""{"peft_type": "LORRA"}"""));
        Assert.Contains("LORA", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_is_not_applied_is_refused()
    {
        var fault = Assert.Throws<InvalidDataException>(() => PeftConfig.Parse("""{"peft_type": "LORA", "megatron_config": {"a": 1}}"""));
        Assert.Contains("megatron_config", fault.Message, StringComparison.Ordinal);
        Assert.IsType<LoraConfig>(PeftConfig.Parse("""{"peft_type": "LORA", "use_qalora": false, "from_the_future": 3}"""));
    }

    [Fact]
    public void An_adapter_for_another_base_lists_every_tensor_that_does_not_fit()
    {
        PeftModel.Wrap(Bert(), Config()).Save(_folder);
        var config = ModelConfig.Parse(BertJson).With(("num_hidden_layers", 1), ("num_labels", 5));
        var other = PretrainedModel.FromConfig(config).Initialize(1);
        var fault = Assert.Throws<InvalidDataException>(() => PeftModel.Load(other, _folder));
        Assert.Contains("layer.1.attention.self.value.lora_B.weight has no place", fault.Message, StringComparison.Ordinal);
        Assert.Contains("classifier.weight is [3, 24] and not [5, 24]", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_one_clear_sentence()
    {
        PeftModel.Wrap(Bert(), Config()).Save(_folder);
        var path = Path.Combine(_folder, "adapter_model.safetensors");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..200]);
        Assert.Throws<InvalidDataException>(() => PeftModel.Load(Bert(), _folder));
    }

    private static LoraConfig Config() => new(Rank: 3, Alpha: 6, TargetModules: ["query", "value"]) { TaskType = "SEQ_CLS" };
}
