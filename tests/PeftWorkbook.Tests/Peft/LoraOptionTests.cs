using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Peft.Selective;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>What holds of every option and start, and where PEFT is wrong.</summary>
public sealed class LoraOptionTests : IDisposable
{
    private static readonly LoraConfig s_config = new(Rank: 4, Alpha: 9, TargetModules: ["query", "value"]);

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("lora-options-").FullName;

    public static TheoryData<string, bool> Starts => new()
    {
        { "true", true }, { "\"gaussian\"", true }, { "\"orthogonal\"", true }, { "\"pissa\"", true }, { "\"pissa_niter_4\"", true },
        { "\"olora\"", true }, { "\"mica\"", true }, { "\"eva\"", true }, { "\"corda\"", true },
        { "\"lora_ga\"", true }, { "false", false },
    };

    public static TheoryData<string> Options =>
        ["use_dora", "kasa_config", "monteclora_config", "velora_config", "use_bdlora", "use_qalora", "lora_bias", "bias"];

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// Fresh it is the base (but for PEFT's false), disabling restores the base bit for bit, and a reload computes the
    /// same.
    /// </summary>
    [Theory]
    [MemberData(nameof(Starts))]
    public void A_start_keeps_the_function_and_the_base(string start, bool isNeutral)
    {
        var config = (LoraConfig)PeftConfig.Parse(
            s_config.ToJson().Replace("\"init_lora_weights\": true", $"\"init_lora_weights\": {start}"));
        var (model, input) = (Bert(), Batch());
        var before = Logits(model, input);
        var weights = Weights(model);
        var peft = PeftModel.Wrap(model, config, batches: [input]);
        Assert.Equal(isNeutral, Distance(before, Logits(peft, input)) < 1e-5);
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        using (peft.DisableAdapter())
        {
            Assert.True(Distance(before, Logits(peft, input)) < 1e-6);
        }

        peft.Save(_folder);
        var again = PeftModel.Load(Bert(), _folder);
        Assert.True(Distance(adapted, Logits(again, input)) < 1e-5, "Reloaded, it is another function.");
        peft.Merge();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-5, "Merged, it is another function.");
        peft.Unload();
        Assert.All(model.named_parameters(), p => Assert.Equal(0, Distance(p.parameter, weights[p.name])));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_merges_reloads_and_leaves_the_base_alone(string field)
    {
        var config = With(field);
        var (model, input) = (Bert(), Batch());
        var before = Logits(model, input);
        var weights = Weights(model);
        var peft = PeftModel.Wrap(model, config);
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        Assert.True(Distance(before, adapted) > 1e-4);
        peft.Save(_folder);
        Assert.True(Distance(adapted, Logits(PeftModel.Load(Bert(), _folder), input)) < 1e-5, "Reloaded, it is another function.");
        peft.Merge();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-5, "Merged, it is another function.");
        peft.Unmerge();
        peft.Unload();
        Assert.All(model.named_parameters(), p => Assert.Equal(0, Distance(p.parameter, weights[p.name])));
    }

    /// <summary>PEFT's defect 3: merging an adapter of a weight that two layers share changed both.</summary>
    [Theory]
    [InlineData("embed_tokens", false)]
    [InlineData("lm_head", false)]
    [InlineData("embed_tokens", true)]
    public void A_shared_weight_is_merged_where_the_adapter_sits(string target, bool ensureTying)
    {
        var config = s_config with { TargetModules = [target], EnsureWeightTying = ensureTying };
        var (model, input) = (TiedLlama(), Tokens());
        var weights = Weights(model);
        var peft = PeftModel.Wrap(model, config);
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        peft.Merge();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-4);
        peft.Unmerge();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-6);
        peft.Unload();
        Assert.All(model.named_parameters(), p => Assert.Equal(0, Distance(p.parameter, weights[p.name])));
    }

    /// <summary>PEFT's defect 3: layers that repeat got the update of each copy.</summary>
    [Fact]
    public void Repeated_layers_are_merged_each_on_its_own_and_disabling_takes_them_away()
    {
        var (model, input) = (Bert(), Batch());
        var before = Logits(model, input);
        var peft = PeftModel.Wrap(model, s_config with { LayerReplication = [[0, 2], [1, 2]] });
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        Assert.Equal(6, peft.AdaptedLayers.Count());
        using (peft.DisableAdapter())
        {
            Assert.True(Distance(before, Logits(peft, input)) < 1e-6);
        }

        peft.Merge();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-5);
        peft.Unload();
        Assert.True(Distance(before, Logits(model, input)) < 1e-6);
    }

    [Fact]
    public void New_rows_reach_the_head_that_shares_them_and_no_other_row()
    {
        var (model, input) = (TiedLlama(), Tokens());
        var before = Logits(model, input);
        var peft = PeftModel.Wrap(model, new TrainableTokensConfig { TargetModules = ["embed_tokens"], Tokens = [3] });
        Assert.True(Distance(before, Logits(peft, input)) < 1e-6);
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        Assert.True(Distance(before.select(-1, 3), adapted.select(-1, 3)) > 1e-3);
        peft.Merge();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-5);
    }

    [Fact]
    public void Biases_come_back_when_the_adapter_is_off_and_after_a_merge()
    {
        var (model, input) = (Bert(), Batch());
        var before = Logits(model, input);
        var peft = PeftModel.Wrap(model, s_config with { Bias = "all" });
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        peft.Merge();
        peft.Unmerge();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-6);
        Assert.Contains(peft.NamedTrainable(), p => p.Name.EndsWith("query.base_layer.bias", StringComparison.Ordinal));
        peft.SetAdapter();
        Assert.True(Distance(before, Logits(peft, input)) < 1e-6);
    }

    [Fact]
    public void A_start_from_data_says_that_it_needs_some() =>
        Assert.Contains("batches", Assert.Throws<ArgumentException>(
            () => PeftModel.Wrap(Bert(), s_config with { Start = LoraStart.Corda })).Message, StringComparison.Ordinal);

    [Fact]
    public void An_adapter_from_data_without_its_start_is_refused()
    {
        PeftModel.Wrap(Bert(), s_config with { Start = LoraStart.Corda }, batches: [Batch()]).Save(_folder);
        File.Delete(Path.Combine(_folder, "initial_adapter.safetensors"));
        var fault = Assert.Throws<InvalidDataException>(() => PeftModel.Load(Bert(), _folder));
        Assert.Contains("initial_adapter.safetensors", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_options_at_once_are_refused() => Assert.Throws<ArgumentException>(
        () => PeftModel.Wrap(Bert(), s_config with { UseDora = true, Kasa = new() }));

    private static LoraConfig With(string field) => field switch
    {
        "use_dora" => s_config with { UseDora = true },
        "kasa_config" => s_config with { Kasa = new() },
        "monteclora_config" => s_config with { MonteClora = new() },
        "velora_config" => s_config with { Velora = new() { Groups = 5 } },
        "use_bdlora" => s_config with { BdLora = new() { Blocks = 2, InA = ["query"], InB = ["value"] } },
        "use_qalora" => s_config with { UseQaLora = true, QaLoraGroupSize = 4 },
        "lora_bias" => s_config with { HasBias = true },
        _ => s_config with { Bias = "lora_only" },
    };

    private static ModelInput Tokens() => Batch() with { Labels = null };

    private static PretrainedModel TiedLlama() =>
        PretrainedModel.FromConfig(ModelConfig.Parse(LlamaJson).With(("tie_word_embeddings", true), ("vocab_size", 64))).Initialize(1);

    private static Dictionary<string, Tensor> Weights(PretrainedModel model) =>
        model.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone());
}
