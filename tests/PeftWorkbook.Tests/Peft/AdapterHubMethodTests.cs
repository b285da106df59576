using System.Text.Json.Nodes;
using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Additive;
using PeftWorkbook.Peft.Hybrid;
using PeftWorkbook.Peft.Prompt;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>AdapterHub's methods beside bottlenecks, as its library saves them: what becomes of their settings.</summary>
public sealed class AdapterHubMethodTests : IDisposable
{
    private const string Query = "encoder.layer.0.attention.self.query";

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("hub-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("adapters.1.3.0", 9)]
    [InlineData("adapters.1.1", 9)]
    [InlineData("adapters.1.0.1", 3)]
    [InlineData("0.2.1", 3)]
    public void Alpha_did_not_count_before_version_1_1(string version, double expected)
    {
        Write("""{"architecture": "lora", "r": 3, "alpha": 9}""", LoraTensors("bert."), version);
        Assert.Equal(expected, ((LoraConfig)PeftConfig.Load(_folder)).Alpha);
    }

    [Theory]
    [InlineData("bert.")]
    [InlineData("")]
    public void LoRA_sits_where_its_tensors_say(string prefix)
    {
        var tensors = LoraTensors(prefix);
        Write("""{"architecture": "lora", "r": 3, "alpha": 3, "attn_matrices": ["q"]}""", tensors);
        using var peft = PeftModel.Load(Bert(), _folder);
        var layer = Assert.Single(peft.AdaptedLayers);
        Assert.Equal("bert." + Query, layer.Name);
        var (a, b) = (tensors[$"{prefix}{Query}.loras.task.one.lora_A"], tensors[$"{prefix}{Query}.loras.task.one.lora_B"]);
        var before = layer.Layer.View.Weight.clone();
        peft.Merge();
        Assert.True(Distance(before + b.mm(a), layer.Layer.View.Weight) < 1e-5);
    }

    [Fact]
    public void VeRAs_whole_matrices_stay_what_they_are_and_new_adapters_train_vectors()
    {
        Write("""{"architecture": "lora", "r": 3, "alpha": 6, "vera_d": 0.1, "vera_b": 0.0}""", new()
        {
            [$"bert.{Query}.loras.task.one.vera_B"] = randn(24, 24),
            [$"bert.{Query}.loras.task.one.vera_D"] = randn(3, 3),
            ["bert.shared_parameters.task.one.lora_A"] = randn(3, 24),
            ["bert.shared_parameters.task.one.lora_B"] = randn(24, 3),
        });
        using var loaded = PeftModel.Load(Bert(), _folder, isTrainable: true);
        using var fresh = PeftModel.Wrap(Bert(), new VeraConfig { Rank = 3, TargetModules = [Query] });
        Assert.Equal((24 * 24) + (3 * 3), loaded.TrainableParameters().Trainable);
        Assert.Equal(24 + 3, fresh.TrainableParameters().Trainable);
    }

    [Fact]
    public void DiReFT_is_told_from_NoReFT_where_the_file_can_tell_it()
    {
        const string Fields = """ "architecture": "reft", "r": 2, "orthogonality": false, "layers": [0] """;
        Write($$"""{{{Fields}}}""", []);
        Assert.True(PeftConfig.Load(_folder) is ReftConfig { SubtractsProjection: true, IsOrthogonal: false, HasBase: null, Blocks: [0] });
        Write($$"""{{{Fields}}, "subtract_projection": false}""", []);
        Assert.True(PeftConfig.Load(_folder) is ReftConfig { SubtractsProjection: false });
    }

    [Fact]
    public void A_prefix_that_every_layer_repeats_is_read_once()
    {
        var table = randn(3 * 2 * 2 * 24);
        Write("""{"architecture": "prefix_tuning", "prefix_length": 3, "flat": true}""", new()
        {
            ["bert.prefix_tuning.prefix_tunings.task.one.self_prefix.control_trans"] = table,
            ["bert.encoder.layer.0.attention.self.prefix_tuning.pool.prefix_tunings.task.one.self_prefix.control_trans"] = table.clone(),
        });
        using var peft = PeftModel.Load(Bert(), _folder, isTrainable: true);
        Assert.Equal(0, Distance(table, peft.NamedTrainable().Single().Parameter.flatten()));
        Assert.True(peft.Config() is PrefixTuningConfig { ShiftsPositions: false, HasProjection: false, Attentions: ["self"] });
    }

    [Fact]
    public void Unions_that_have_a_name_get_it()
    {
        const string Prefix = """{"architecture": "prefix_tuning", "prefix_length": 3, "flat": true}""";
        const string Lora = """{"architecture": "lora", "r": 3, "alpha": 3}""";
        Write($$"""{"architecture": "union", "configs": [{{Prefix}}, {"is_parallel": true}]}""", []);
        Assert.IsType<MamConfig>(PeftConfig.Load(_folder));
        Write($$"""{"architecture": "union", "configs": [{{Lora}}, {"reduction_factor": 4}]}""", LoraTensors("bert."));
        var union = Assert.IsType<UnionConfig>(PeftConfig.Load(_folder));
        Assert.Equal([typeof(LoraConfig), typeof(BottleneckConfig)], union.Configs.Select(c => c.GetType()));
    }

    [Theory]
    [InlineData("""{"architecture": "lora", "r": "two"}""", "'r'")]
    [InlineData("""{"architecture": "lora", "r": 2, "composition_mode": "scale"}""", "rank of 2")]
    [InlineData("""{"architecture": "reft", "r": 2, "output_reft": false}""", "output of layers")]
    [InlineData("""{"architecture": "prompt_tuning", "combine": "suffix"}""", "'suffix'")]
    [InlineData("""{"architecture": "union", "configs": [3]}""", "no configuration")]
    public void What_is_not_known_is_one_sentence(string config, string words)
    {
        Write(config, LoraTensors("bert."));
        Assert.Contains(words, Assert.Throws<InvalidDataException>(() => PeftConfig.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoRA_on_nothing_is_refused()
    {
        // As with AdapterHub's attn_matrices ["o"], which puts nothing anywhere and does not say so.
        Write("""{"architecture": "lora", "r": 2}""", []);
        var fault = Assert.Throws<InvalidDataException>(() => PeftConfig.Load(_folder));
        Assert.Contains("sits on no layer", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoder_decoder_that_lost_its_positions_is_refused()
    {
        Write("""{"architecture": "prefix_tuning", "prefix_length": 2, "flat": true, "leave_out": [1]}""", new()
        {
            ["prefix_tuning.prefix_tunings.task.one.encoder_prefix.control_trans"] = randn(2 * 2 * 24),
        }, family: "t5");
        Assert.Contains(
            "relative positions", Assert.Throws<InvalidDataException>(() => PeftConfig.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_count_a_prefix_lie_further_away()
    {
        var config = new PrefixTuningConfig { VirtualTokens = 3, Attentions = ["encoder"], ShiftsPositions = false };
        var input = new ModelInput(arange(2, 9, ScalarType.Int64).unsqueeze(0)) { DecoderInputIds = tensor(new long[] { 0, 5 }, [1, 2]) };
        using var own = PeftModel.Wrap(LanguageModel("t5"), config);
        using var theirs = PeftModel.Wrap(LanguageModel("t5"), config with { KeysCountPrefix = true });
        Assert.True(Distance(Logits(own, input), Logits(theirs, input)) > 1e-4);
    }

    private static Dictionary<string, Tensor> LoraTensors(string prefix) => new()
    {
        [$"{prefix}{Query}.loras.task.one.lora_A"] = randn(3, 24),
        [$"{prefix}{Query}.loras.task.one.lora_B"] = randn(24, 3),
    };

    private void Write(string config, Dictionary<string, Tensor> tensors, string version = "adapters.1.3.0", string family = "bert")
    {
        var root = new JsonObject
        {
            ["config"] = JsonNode.Parse(config),
            ["model_type"] = family,
            ["name"] = "task.one",
            ["hidden_size"] = 24,
            ["version"] = version,
        };
        File.WriteAllText(Path.Combine(_folder, "adapter_config.json"), root.ToJsonString());
        SafeTensors.Save(Path.Combine(_folder, "adapter.safetensors"), tensors, new Dictionary<string, string> { ["format"] = "pt" });
    }
}
