using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Survey;

namespace PeftWorkbook.Tests.Survey;

public sealed class SurveyCountTests
{
    private const string RobertaJson = """
        {
          "model_type": "roberta", "architectures": ["RobertaForSequenceClassification"], "vocab_size": 50, "hidden_size": 24,
          "num_hidden_layers": 3, "num_attention_heads": 3, "intermediate_size": 96, "max_position_embeddings": 18,
          "type_vocab_size": 1, "pad_token_id": 1, "hidden_act": "gelu", "hidden_dropout_prob": 0.0,
          "attention_probs_dropout_prob": 0.0, "initializer_range": 0.2, "num_labels": 2
        }
        """;

    private static readonly SurveyArchitecture s_tiny = SurveyArchitecture.FromConfig("tiny", RobertaJson);

    [Fact]
    public void Counts_that_follow_a_rule_are_the_printed_ones()
    {
        var model = SurveyCounts.Table1()[0].Model;
        List<SurveyCount> ordinary = [.. SurveyCounts.Table1().Where(c => c.Model == model && c.Rule.IsStandard)];
        Assert.All(ordinary, c => Assert.True(c.Match == CountMatch.Exact, c.ToString()));
        Assert.All(ordinary, c => Assert.Empty(c.Note));
        Assert.True(ordinary.DistinctBy(c => c.Formula).Count() >= 11, $"only {ordinary.Count} counts follow a rule");
    }

    [Fact]
    public void Every_other_count_says_what_was_assumed()
    {
        List<SurveyCount> others =
            [.. SurveyCounts.Table1().Concat(SurveyCounts.Table2()).Where(c => c.Match != CountMatch.Exact || !c.Rule.IsStandard)];
        Assert.NotEmpty(others);
        Assert.All(others, c => Assert.False(string.IsNullOrEmpty(c.Note), c.ToString()));
        var different = others.Where(c => c.Match == CountMatch.Differs);
        Assert.All(different, c => Assert.Contains("the print is ", c.Note, StringComparison.Ordinal));
    }

    [Fact]
    public void Tables_can_be_shown()
    {
        foreach (var counts in new[] { SurveyCounts.Table1(), SurveyCounts.Table2() })
        {
            Assert.Equal(counts.Count, SurveyCounts.Frame(counts).Rows.Count);
            Assert.Equal(counts.Count + 2, SurveyCounts.Markdown(counts).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        }
    }

    [Theory]
    [InlineData("0.083", 82_944, CountMatch.Exact)]
    [InlineData("0.222", 221_184, CountMatch.RoundedUp)]
    [InlineData("355.3", 355_361_794, CountMatch.CutOff)]
    [InlineData("1.0", 1_101_000, CountMatch.Differs)]
    public void Printed_digits_are_compared_as_they_are_printed(string text, long computed, CountMatch expected) =>
        Assert.Equal(expected, new PrintedCount("model", "method", text).Compare(computed));

    [Fact]
    public void The_setting_that_a_print_needs_is_found_again()
    {
        var count = SurveyCounts.Table1().First(c => c.Rule is { IsStandard: true, Symbol.Length: > 0 });
        Assert.Equal(7.5, count.Rule.Solve(s_tiny, count.Rule.Count(s_tiny, 7.5))!.Value, 9);
        Assert.Null(count.Rule.Solve(s_tiny, -1));
    }

    [Fact]
    public void A_shape_needs_a_known_family_and_its_sizes()
    {
        var stranger = RobertaJson.Replace("roberta", "mamba", StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => SurveyArchitecture.FromConfig("x", stranger));
        Assert.Throws<InvalidDataException>(() => SurveyArchitecture.FromConfig("x", """{"model_type": "roberta"}"""));
        Assert.Throws<ArgumentException>(() => SurveyArchitecture.Named("x"));
    }

    [Fact]
    public void All_weights_of_a_model_are_counted()
    {
        using var model = Tiny();
        Assert.Equal(model.ParameterCount, Rule("FT").Compute(s_tiny));
    }

    [Theory]
    [InlineData("Prompt tuning", "PROMPT_TUNING", 5, """ "num_virtual_tokens": 5 """)]
    [InlineData("Prefix-tuning", "PREFIX_TUNING", 5, """ "num_virtual_tokens": 5 """)]
    [InlineData("(IA)3", "IA3", 0, """ "target_modules": ["key", "value", "output.dense"], "feedforward_modules": ["output.dense"] """)]
    [InlineData("LoRA", "LORA", 3, """ "r": 3, "target_modules": ["query", "value"] """)]
    [InlineData("AdaLoRA", "ADALORA", 3, """ "init_r": 3, "target_r": 2, "total_step": 10, "target_modules": ["query", "value"] """)]
    [InlineData("AdapterS", "BOTTLENECK", 6, """
        "mh_adapter": true, "original_ln_before": false, "reduction_factor": 4, "modules_to_save": ["attention.output.LayerNorm"]
        """)]
    [InlineData("MAM Adapter", "MAM", 6, """ "prefix": {"num_virtual_tokens": 6}, "feedforward": {"reduction_factor": 4} """)]
    [InlineData("VeRA", "VERA", 6, """ "r": 6, "target_modules": ["query", "value"] """)]
    [InlineData("PROPETLAdapter", "PROPETL", 4, """ "bottleneck_size": 4 """)]
    [InlineData("SK-Tuning (Prompt)", "SK_TUNING", 0, """ "token_ids": [5, 6, 7] """)]
    [InlineData("SK-Tuning (Prefix)", "SK_TUNING", 4, """ "token_ids": [5, 6, 7], "prefix": true, "r": 4 """)]
    [InlineData("BitFit", "BITFIT", 0, """
        "bias_terms": ["query.bias", "key.bias", "value.bias", "output.dense.bias", "intermediate.dense.bias"]
        """)]
    [InlineData("RoCoFT1-Row", "ROCOFT", 2, """ "kind": "row", "r": 2 """)]
    [InlineData("RoCoFT3-Row", "ROCOFT", 3, """ "kind": "row", "r": 3 """)]
    [InlineData("RoCoFT1-Column", "ROCOFT", 1, """ "kind": "column", "r": 1 """)]
    [InlineData("RoCoFT3-Column", "ROCOFT", 3, """ "kind": "column", "r": 3 """)]
    [InlineData("PropulsionAttn", "PROPULSION", 0, """ "target_modules": ["query", "key", "value"] """)]
    public void The_library_trains_what_the_rule_counts(string method, string type, double setting, string settings)
    {
        if (!PeftMethods.Names.Contains(type))
        {
            Assert.Skip($"{type} is not registered.");
        }

        var rule = Rule(method);
        var config = PeftConfig.Parse($$"""{"peft_type": "{{type}}", "task_type": "SEQ_CLS", {{settings}}}""", method);
        using var peft = PeftModel.Wrap(Tiny(), config);
        Assert.Equal(peft.TrainableParameters().Trainable, rule.Compute(s_tiny, setting) + (rule.CountsHead ? 0 : s_tiny.Head));
    }

    /// <summary>These count the head as what they themselves train of it, or not at all.</summary>
    [Theory]
    [InlineData("FT", "FULL", 0, "")]
    [InlineData("Propulsion1-Row", "PROPULSION", 1, "")]
    public void Without_a_task_too_it_trains_what_the_rule_counts(string method, string type, double setting, string settings)
    {
        using var peft = PeftModel.Wrap(Tiny(), PeftConfig.Parse($$"""{"peft_type": "{{type}}"{{settings}}}""", method));
        Assert.Equal(peft.TrainableParameters().Trainable, Rule(method).Compute(s_tiny, setting));
    }

    /// <summary>Shares are cut off a layer, so that the sum may fall short of the rule's by less than one a layer.</summary>
    [Fact]
    public void Sparse_fine_tuning_trains_the_share_that_the_rule_counts()
    {
        using var peft = PeftModel.Wrap(Tiny(), PeftConfig.Parse("""{"peft_type": "SPIEL", "density": 0.05}""", "SFT"));
        var counted = Rule("SFT").Compute(s_tiny, 5);
        var layers = ((LayerAttachment)peft.Attached("default")).Sites.Count;
        Assert.InRange(peft.TrainableParameters().Trainable, counted - layers, counted);
    }

    private static SurveyRule Rule(string method) => SurveyCounts.Table1().First(c => c.Method == method).Rule;

    private static PretrainedModel Tiny() => PretrainedModel.FromConfig(ModelConfig.Parse(RobertaJson)).Initialize(1);
}
