using System.Text.Json.Nodes;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Prompt;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>
/// The options that methods have beside PEFT's: parts of an output, gates, whole matrices, prefixes of some attentions.
/// </summary>
public sealed class HubOptionTests : IDisposable
{
    private const string Parts = """{"c_attn": [true, false, true]}""";

    private static readonly Dictionary<string, Option> s_options = new()
    {
        ["LoRA on parts"] = new("gpt2", $$"""{"peft_type": "LORA", "r": 3, "lora_parts": {{Parts}}}"""),
        ["gated LoRA"] = new("bert", """{"peft_type": "LORA", "r": 3, "use_gating": true}""") { Merges = false },
        ["gated LoRA on parts"] = new("gpt2", $$"""{"peft_type": "LORA", "r": 3, "use_gating": true, "lora_parts": {{Parts}}}""")
        {
            Merges = false,
        },
        ["gated LoRA of T5"] = new("t5", """{"peft_type": "LORA", "r": 3, "use_gating": true}""") { Merges = false },
        ["LoRA from BERT's start"] = new("bert", """{"peft_type": "LORA", "r": 3, "init_lora_weights": "bert"}""") { IsIdentity = false },
        ["AdapterHub's DoRA"] = new("bert", """
            {"peft_type": "LORA", "r": 3, "lora_alpha": 9, "use_dora": true, "dora_variant": "adapterhub"}
            """),
        ["IA3 on parts"] = new("gpt2", """
            {"peft_type": "IA3", "target_modules": ["c_attn"], "feedforward_modules": [], "ia3_parts": {"c_attn": [false, true, true]}}
            """),
        ["scaled IA3"] = new("bert", """
            {"peft_type": "IA3", "target_modules": ["key"], "feedforward_modules": [], "scaling": 2}
            """) { IsIdentity = false },
        ["gated IA3"] = new("llama", """
            {"peft_type": "IA3", "target_modules": ["k_proj", "v_proj"], "feedforward_modules": [], "use_gating": true}
            """) { IsIdentity = false, Merges = false },
        ["VeRA's matrices"] = new("bert", """{"peft_type": "VERA", "r": 6, "vera_matrices": {"alpha": 3}}"""),
        ["gated VeRA"] = new("bert", """{"peft_type": "VERA", "r": 6, "vera_matrices": {"use_gating": true}}""") { Merges = false },
        ["DVoRA"] = new("bert", """{"peft_type": "VERA", "r": 6, "vera_matrices": {"use_dora": true}}"""),
        ["prefix that moves nothing"] = Prefix("bert", """ "shifts_positions": false """),
        ["prefix of some layers"] = Prefix("llama", """ "leave_out": [0] """),
        ["prefix from a wider table"] = Prefix(
            "llama", """ "prefix_projection": true, "projection_dim": 24, "projection_activation": "relu", "encoder_hidden_size": 8 """),
        ["prefix with a gate"] = Prefix("bert", """ "prefix_gate": "shared" """),
        ["prefix with two gates"] = Prefix("gpt2", """ "prefix_gate": "separate" """),
        ["prefixes of T5"] = Prefix(
            "t5", """ "prefix_attentions": ["encoder", "self", "cross"], "shifts_positions": false, "prefix_gate": "shared" """),
        ["prefix of T5's encoder"] = Prefix(
            "t5", """ "prefix_attentions": ["encoder"], "keys_count_prefix": true, "shifts_positions": false """),
        ["prompt behind the embeddings"] = new("bert", """
            {"peft_type": "PROMPT_TUNING", "num_virtual_tokens": 3, "prompt_place": "embeddings", "prompt_tuning_init": "UNIFORM"}
            """)
        {
            IsIdentity = false,
            Merges = false,
        },
        ["prompt behind the first token"] = new(
            "roberta", """{"peft_type": "PROMPT_TUNING", "num_virtual_tokens": 3, "prompt_place": "after_first"}""")
        {
            IsIdentity = false,
            Merges = false,
        },
    };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("option-").FullName;

    public static TheoryData<string> Options => [.. s_options.Keys];

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void It_starts_acts_and_is_taken_back(string name)
    {
        var (option, input) = (s_options[name], Input());
        var model = option.Model();
        var before = Logits(model, input);
        using var peft = PeftModel.Wrap(model, option.Config);
        Assert.Equal(option.IsIdentity, Distance(before, Logits(peft, input)) < 1e-5);
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        Assert.True(Distance(before, adapted) > 1e-4);
        using (peft.DisableAdapter())
        {
            Assert.True(Distance(before, Logits(peft, input)) < 1e-5);
        }

        if (!option.Merges)
        {
            Assert.Throws<NotSupportedException>(() => peft.Merge());
            return;
        }

        peft.Merge();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-4 * adapted.abs().max().ToDouble());
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void It_is_saved_and_trained_whole(string name)
    {
        var (option, input) = (s_options[name], Input());
        using var peft = PeftModel.Wrap(option.Model(), option.Config);
        LoraTests.Perturb(peft);
        peft.Save(_folder);
        using var loaded = PeftModel.Load(option.Model(), _folder, isTrainable: true);
        Assert.True(Distance(Logits(peft, input), Logits(loaded, input)) < 1e-6);
        loaded.call(input).Logits!.square().sum().backward();
        Assert.All(loaded.NamedTrainable(), p => Assert.True(p.Parameter.grad is { } g && g.isfinite().all().ToBoolean(), p.Name));
        Assert.All(Written(peft.Config()), f => Assert.Equal(f.Value, Written(loaded.Config()).GetValueOrDefault(f.Key)));
    }

    [Theory]
    [InlineData("LORA", "lora_parts", "use_gating", "dora_variant", "gates_see_padding")]
    [InlineData("IA3", "ia3_parts", "use_gating", "scaling", "scales_other_parts")]
    [InlineData("VERA", "vera_matrices")]
    [InlineData("PREFIX_TUNING", "prefix_gate", "prefix_attentions", "keys_count_prefix", "leave_out")]
    [InlineData("PROMPT_TUNING", "prompt_place")]
    public void Files_without_the_options_stay_as_PEFT_writes_them(string method, params string[] fields)
    {
        var written = Written(PeftConfig.Parse($$"""{"peft_type": "{{method}}"}"""));
        Assert.All(fields, f => Assert.DoesNotContain(f, written.Keys));
    }

    [Fact]
    public void Parts_that_are_not_adapted_keep_their_weight()
    {
        var model = s_options["LoRA on parts"].Model();
        using var peft = PeftModel.Wrap(model, s_options["LoRA on parts"].Config);
        LoraTests.Perturb(peft);
        var view = peft.AdaptedLayers.First().Layer.View;
        var before = view.Weight.clone().chunk(3, 0);
        peft.Merge();
        var moved = view.Weight.chunk(3, 0).Zip(before, Distance).ToList();
        Assert.True(moved[0] > 1e-2 && moved[2] > 1e-2);
        Assert.Equal(0, moved[1]);
    }

    [Theory]
    [InlineData("gated LoRA")]
    [InlineData("gated IA3")]
    [InlineData("prefix with a gate")]
    public void A_gate_does_not_see_padding_unless_it_is_told_to(string name)
    {
        var option = s_options[name];
        var ids = arange(3, 9, ScalarType.Int64).unsqueeze(0);
        var alone = new ModelInput(ids) { AttentionMask = ones_like(ids) };
        var filled = new ModelInput(cat([ids, full_like(ids, 2)], 1)) { AttentionMask = cat([ones_like(ids), zeros_like(ids)], 1) };
        Assert.True(Difference(option.Config) < 1e-5);
        Assert.True(Difference(PeftConfig.Parse(option.Json.Insert(1, "\"gates_see_padding\": true, "))) > 1e-5);

        double Difference(PeftConfig config)
        {
            using var peft = PeftModel.Wrap(option.Model(), config);
            LoraTests.Perturb(peft);
            var (one, two) = (Logits(peft, alone), Logits(peft, filled));
            return Distance(one, one.dim() == 3 ? two.narrow(1, 0, one.shape[1]) : two);
        }
    }

    [Fact]
    public void AdapterHubs_DoRA_scales_the_bias_and_the_papers_does_not()
    {
        using var hub = PeftModel.Wrap(Biased(), s_options["AdapterHub's DoRA"].Config);
        using var paper = PeftModel.Wrap(Biased(), new LoraConfig(3, 9) { UseDora = true });
        LoraTests.Perturb(hub);
        LoraTests.Perturb(paper);
        Assert.True(Distance(Logits(hub, Batch()), Logits(paper, Batch())) > 1e-3);
        var bias = hub.AdaptedLayers.First().Layer.View.Bias!;
        var before = bias.clone();
        hub.Merge();
        Assert.True(Distance(before, bias) > 1e-3);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Refused("gpt2", """{"peft_type": "LORA", "lora_parts": {"c_attn": [true, false, false, false, false]}}""", "equal parts");
        Refused("gpt2", """{"peft_type": "LORA", "lora_parts": {"c_attn": [false, false, false]}}""", "equal parts");
        Refused("bert", """{"peft_type": "LORA", "use_gating": true, "use_dora": true}""", "at once");
        Refused("bert", """{"peft_type": "LORA", "use_dora": true, "dora_variant": "x"}""", "dora_variant");
        Refused("bert", """{"peft_type": "VERA", "vera_matrices": {"use_gating": true, "use_dora": true}}""", "at once");
        Refused("bert", """{"peft_type": "IA3", "scaling": 2}""", "feedforward_modules");
        Refused("bert", """{"peft_type": "PREFIX_TUNING", "num_virtual_tokens": 3, "prefix_attentions": ["cross"]}""", "prefix_attentions");
        Refused("bert", """{"peft_type": "PREFIX_TUNING", "num_virtual_tokens": 3, "prefix_gate": "both"}""", "prefix_gate");
        Refused("bert", """{"peft_type": "PREFIX_TUNING", "num_virtual_tokens": 3, "leave_out": [0, 1]}""", "leave_out");
        Refused("bert", """{"peft_type": "PROMPT_TUNING", "num_virtual_tokens": 3, "prompt_place": "end"}""", "prompt_place");
        using var prompt = PeftModel.Wrap(Llama(), new PromptTuningConfig(3) { Place = "embeddings" });
        Assert.Throws<NotSupportedException>(() => prompt.call(Input()));
    }

    private static PretrainedModel Biased()
    {
        using var _ = no_grad();
        var model = Bert();
        foreach (var (_, bias) in model.named_parameters().Where(p => p.name.EndsWith(".bias", StringComparison.Ordinal)))
        {
            bias.fill_(0.3);
        }

        return model;
    }

    private static void Refused(string family, string json, string word) =>
        Assert.Contains(
            word,
            Assert.Throws<ArgumentException>(() => PeftModel.Wrap(new Option(family, json).Model(), PeftConfig.Parse(json))).Message,
            StringComparison.Ordinal);

    private static Option Prefix(string family, string settings) =>
        new(family, $$"""{"peft_type": "PREFIX_TUNING", "num_virtual_tokens": 3, {{settings}}}""") { IsIdentity = false, Merges = false };

    private static Dictionary<string, string?> Written(PeftConfig config) => JsonNode.Parse(config.ToJson())!.AsObject()
        .Where(f => f.Key is not ("inference_mode" or "base_model_name_or_path")).ToDictionary(f => f.Key, f => f.Value?.ToJsonString());

    private static ModelInput Input()
    {
        var ids = tensor(new long[] { 3, 4, 5, 6, 7, 8, 9, 2, 2, 11, 12, 13, 14, 15, 16, 17 }, [2, 8]);
        var mask = ones_like(ids);
        mask[0, 7] = 0;
        return new ModelInput(ids) { AttentionMask = mask, DecoderInputIds = ids };
    }

    /// <summary>A method with an option.</summary>
    private sealed record Option(string Family, string Json)
    {
        internal bool IsIdentity { get; init; } = true;

        internal bool Merges { get; init; } = true;

        internal PeftConfig Config => PeftConfig.Parse(Json);

        internal PretrainedModel Model() => Family == "t5" ? LanguageModel("t5") : MethodTable.Model(Family);
    }
}
