using PeftWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Tests.Models;

/// <summary>Each head of each family: the names of transformers, and the equation that the head is of its body.</summary>
public sealed class HeadTests : IDisposable
{
    private const string Common = """
        "vocab_size": 30, "initializer_range": 0.3, "num_labels": 3, "pad_token_id": 0, "max_position_embeddings": 20,
        "hidden_size": 12, "num_hidden_layers": 1, "num_attention_heads": 3, "intermediate_size": 16, "type_vocab_size": 2
        """;

    private static readonly Dictionary<string, string> s_configs = new()
    {
        ["bert"] = Common,
        ["roberta"] = Common,
        ["distilbert"] = """
            "vocab_size": 30, "initializer_range": 0.3, "num_labels": 3, "pad_token_id": 0, "max_position_embeddings": 20,
            "dim": 12, "n_layers": 1, "n_heads": 3, "hidden_dim": 16
            """,
        ["gpt2"] = """
            "vocab_size": 30, "initializer_range": 0.3, "num_labels": 3, "pad_token_id": 0, "n_positions": 20,
            "n_embd": 12, "n_layer": 1, "n_head": 3
            """,
        ["llama"] = Common,
        ["qwen2"] = Common,
        ["t5"] = """
            "vocab_size": 30, "pad_token_id": 0, "d_model": 12, "d_kv": 4, "d_ff": 16, "num_layers": 1, "num_heads": 3
            """,
        ["vit"] = """
            "hidden_size": 12, "num_hidden_layers": 1, "num_attention_heads": 3, "intermediate_size": 16, "image_size": 8,
            "patch_size": 4, "num_channels": 3, "initializer_range": 0.3
            """,
    };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("heads-").FullName;

    public static IEnumerable<TheoryDataRow<string>> Known() =>
        Architectures.Known.SelectMany(a => a.Names.Take(1)).Distinct().Select(n => new TheoryDataRow<string>(n));

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Every_family_has_the_heads_that_it_should()
    {
        string[] text = ["Encoder", "SequenceClassification", "TokenClassification", "QuestionAnswering"];
        foreach (var (family, own) in new[]
        {
            ("bert", "MaskedLanguageModel"), ("roberta", "MaskedLanguageModel"), ("distilbert", "MaskedLanguageModel"),
            ("gpt2", "CausalLanguageModel"), ("llama", "CausalLanguageModel"), ("qwen2", "CausalLanguageModel"),
        })
        {
            Assert.Equal(text.Append(own).Order(), Tasks(family));
        }

        Assert.Equal(["Encoder", "SequenceToSequence"], Tasks("t5"));
        Assert.Equal(["Encoder", "ImageClassification"], Tasks("vit"));

        static IEnumerable<string> Tasks(string family) =>
            Architectures.Known.Where(a => a.ModelType == family).Select(a => a.Task.ToString()).Order();
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void Every_head_is_saved_and_found_again_under_its_own_name(string architecture)
    {
        var model = Make(architecture);
        model.SavePretrained(_folder);
        var loaded = PretrainedModel.FromPretrained(_folder);
        Assert.Equal(model.GetType(), loaded.GetType());
        Assert.Empty(loaded.LoadReport!.Initialized);
        Assert.Empty(loaded.LoadReport.Unused);
        Assert.Equal(0, TinyModels.Distance(First(model), First(loaded)));
    }

    [Theory]
    [InlineData("BertForQuestionAnswering", "bert.", "qa_outputs.bias qa_outputs.weight")]
    [InlineData("BertForTokenClassification", "bert.", "classifier.bias classifier.weight")]
    [InlineData("RobertaForTokenClassification", "roberta.", "classifier.bias classifier.weight")]
    [InlineData("DistilBertForQuestionAnswering", "distilbert.", "qa_outputs.bias qa_outputs.weight")]
    [InlineData("DistilBertForMaskedLM", "distilbert.",
        "vocab_layer_norm.bias vocab_layer_norm.weight vocab_projector.bias "
            + "vocab_transform.bias vocab_transform.weight")]
    [InlineData("GPT2ForTokenClassification", "transformer.", "classifier.bias classifier.weight")]
    [InlineData("GPT2ForSequenceClassification", "transformer.", "score.weight")]
    [InlineData("LlamaForSequenceClassification", "model.", "score.weight")]
    [InlineData("LlamaForTokenClassification", "model.", "score.bias score.weight")]
    [InlineData("LlamaForQuestionAnswering", "transformer.", "qa_outputs.bias qa_outputs.weight")]
    [InlineData("Qwen2ForQuestionAnswering", "transformer.", "qa_outputs.bias qa_outputs.weight")]
    public void The_names_are_those_of_transformers(string architecture, string body, string head)
    {
        var names = Names(Make(architecture)).Order(StringComparer.Ordinal).ToList();
        var without = Names(Make(architecture.Split("For")[0] + "Model")).Where(n => !n.StartsWith("pooler", StringComparison.Ordinal));
        Assert.Equal(without.Select(n => body + n).Concat(head.Split(' ')).Order(StringComparer.Ordinal), names);
        var moved = Make(architecture);
        moved.to(ScalarType.Float64);
        Assert.Equal(names, moved.state_dict().Keys.Intersect(names).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(moved.named_modules(), m => m.name.StartsWith('_'));
    }

    [Fact]
    public void A_vision_model_has_a_pooler_and_a_classifier_on_it_has_none()
    {
        Assert.Contains("pooler.dense.weight", Names(Make("ViTModel")));
        Assert.DoesNotContain("vit.pooler.dense.weight", Names(Make("ViTForImageClassification")));
    }

    [Theory]
    [InlineData("BertForQuestionAnswering", "qa_outputs")]
    [InlineData("DistilBertForTokenClassification", "classifier")]
    [InlineData("GPT2ForQuestionAnswering", "qa_outputs")]
    [InlineData("LlamaForTokenClassification", "score")]
    [InlineData("Qwen2ForQuestionAnswering", "qa_outputs")]
    public void A_token_head_is_linear_in_the_hidden_states(string architecture, string head)
    {
        var model = Make(architecture);
        using var output = model.Run(Text());
        var weights = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var expected = F.linear(output.LastHiddenState!, weights[head + ".weight"], weights[head + ".bias"]);
        Assert.InRange(TinyModels.Distance(output.Logits!, expected), 0, 1e-6);
    }

    [Theory]
    [InlineData("LlamaForSequenceClassification")]
    [InlineData("Qwen2ForSequenceClassification")]
    public void A_decoder_classifies_by_its_last_token(string architecture)
    {
        var model = Make(architecture);
        using var output = model.Run(Text());
        var score = model.named_parameters().Single(p => p.name == "score.weight").parameter;
        var expected = cat([.. new[] { (0, 4), (1, 2) }
            .Select(at => F.linear(output.LastHiddenState![at.Item1, at.Item2], score, null).unsqueeze(0))]);
        Assert.InRange(TinyModels.Distance(output.Logits!, expected), 0, 1e-6);
    }

    [Fact]
    public void The_loss_of_a_span_is_the_mean_of_both_ends_where_they_are_asked()
    {
        var model = Make("BertForQuestionAnswering");
        using var output = model.Run(Text() with { Labels = from_array(new long[,] { { 1, 3 }, { 0, 99 } }) });
        double End(int row, int which, long at) => -F.log_softmax(output.Logits![row, TensorIndex.Ellipsis, which], 0)[at].ToDouble();
        var expected = (((End(0, 0, 1) + End(1, 0, 0)) / 2) + End(0, 1, 3)) / 2;
        Assert.Equal(expected, output.Loss!.ToDouble(), 1e-6);
    }

    [Theory]
    [InlineData("LlamaForCausalLM", ModelTask.QuestionAnswering)]
    [InlineData("LlamaForCausalLM", ModelTask.SequenceClassification)]
    [InlineData("GPT2Model", ModelTask.TokenClassification)]
    [InlineData("BertForMaskedLM", ModelTask.QuestionAnswering)]
    [InlineData("T5ForConditionalGeneration", ModelTask.Encoder)]
    public void A_new_head_takes_the_body_of_another_heads_checkpoint(string saved, ModelTask task)
    {
        var model = Make(saved);
        model.SavePretrained(_folder);
        var other = PretrainedModel.FromPretrained(_folder, new() { Task = task, Labels = 3 });
        Assert.All(other.LoadReport!.Initialized, n => Assert.Contains(other.Heads, h => n.StartsWith(h, StringComparison.Ordinal)));
        if (task != ModelTask.Encoder)
        {
            using var a = model.Run(Text());
            using var b = other.Run(Text());
            Assert.Equal(0, TinyModels.Distance(a.LastHiddenState!, b.LastHiddenState!));
        }
    }

    [Fact]
    public void A_configuration_that_asks_for_more_than_the_weights_hold_is_refused_before_memory_is_taken()
    {
        Make("BertModel").SavePretrained(_folder);
        var path = Path.Combine(_folder, "config.json");
        File.WriteAllText(
            path,
            File.ReadAllText(path)
                .Replace("\"vocab_size\": 30", "\"vocab_size\": 2000000000", StringComparison.Ordinal));
        var fault = Assert.Throws<InvalidDataException>(() => PretrainedModel.FromPretrained(_folder));
        Assert.Contains("[2000000000, 12]", fault.Message, StringComparison.Ordinal);
    }

    private static PretrainedModel Make(string architecture)
    {
        var about = Architectures.Known.First(a => a.Names.Contains(architecture));
        var json = $$"""{"model_type": "{{about.ModelType}}", "architectures": ["{{architecture}}"], {{s_configs[about.ModelType]}}}""";
        return PretrainedModel.FromConfig(ModelConfig.Parse(json)).Initialize(4);
    }

    private static IEnumerable<string> Names(PretrainedModel model) => model.named_parameters().Select(p => p.name);

    /// <summary>Two texts of five tokens, the second padded from its fourth on.</summary>
    private static ModelInput Text() => new(from_array(new long[,] { { 5, 7, 2, 9, 4 }, { 3, 8, 6, 0, 0 } }))
    {
        AttentionMask = from_array(new long[,] { { 1, 1, 1, 1, 1 }, { 1, 1, 1, 0, 0 } }),
    };

    private static Tensor First(PretrainedModel model)
    {
        using var _ = no_grad();
        var input = model.Config.ModelType switch
        {
            "vit" => new ModelInput { PixelValues = ones(1, 3, 8, 8) },
            "t5" => Text() with { DecoderInputIds = from_array(new long[,] { { 0, 3 }, { 0, 4 } }) },
            _ => Text(),
        };
        var output = model.Run(input);
        return output.Logits ?? output.LastHiddenState!;
    }
}
