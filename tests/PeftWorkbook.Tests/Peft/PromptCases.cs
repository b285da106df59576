using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Prompt;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Methods that act before the text or beside the model, and small models that they fit.</summary>
internal static class PromptCases
{
    private const string Gpt2Sizes = """
        "model_type": "gpt2", "vocab_size": 40, "n_embd": 24, "n_layer": 3, "n_head": 3, "n_positions": 48, "pad_token_id": 0,
        "embd_pdrop": 0.0, "attn_pdrop": 0.0, "resid_pdrop": 0.0, "initializer_range": 0.3, "num_labels": 3
        """;

    private const string T5Json = """
        {
          "model_type": "t5", "architectures": ["T5ForConditionalGeneration"], "vocab_size": 40, "d_model": 24, "d_kv": 8, "d_ff": 32,
          "num_layers": 2, "num_decoder_layers": 2, "num_heads": 3, "pad_token_id": 0, "decoder_start_token_id": 0,
          "dropout_rate": 0.0, "initializer_range": 0.3
        }
        """;

    private const string DistilBertJson = """
        {
          "model_type": "distilbert", "architectures": ["DistilBertForSequenceClassification"], "vocab_size": 40, "dim": 24,
          "n_layers": 2, "n_heads": 3, "hidden_dim": 32, "max_position_embeddings": 24, "dropout": 0.0, "attention_dropout": 0.0,
          "seq_classif_dropout": 0.0, "initializer_range": 0.3, "num_labels": 3
        }
        """;

    private const string VitJson = """
        {
          "model_type": "vit", "architectures": ["ViTForImageClassification"], "hidden_size": 24, "num_hidden_layers": 2,
          "num_attention_heads": 3, "intermediate_size": 32, "image_size": 8, "patch_size": 4, "num_channels": 3,
          "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "initializer_range": 0.3, "num_labels": 3
        }
        """;

    private static readonly Dictionary<string, Func<PeftConfig>> s_methods = new()
    {
        ["prompt"] = () => new PromptTuningConfig(VirtualTokens: 4),
        ["p-tuning"] = () => new PTuningConfig { VirtualTokens = 4, HiddenSize = 10 },
        ["p-tuning-lstm"] = () => new PTuningConfig { VirtualTokens = 4, HiddenSize = 6, Network = "LSTM" },
        ["prefix"] = () => new PrefixTuningConfig { VirtualTokens = 3 },
        ["prefix-projection"] = () => new PrefixTuningConfig { VirtualTokens = 3, HasProjection = true, HiddenSize = 7 },
        ["cartridge"] = () => new CartridgeConfig { VirtualTokens = 4, FrozenTokens = 2 },
        ["cpt"] = () => new CptConfig { TokenIds = [5, 6, 7, 8], Kinds = [1, 2, 3, 4], Weighting = "decay", Decay = 0.9, InputEpsilon = 1 },
        ["dept"] = () => new DeptConfig { VirtualTokens = 3, Rank = 2, MaxLength = 32 },
        ["smop"] = () => new SmopConfig { VirtualTokens = 3, Prompts = 4, TopK = 2 },
        ["attempt"] = () => new AttemptConfig { VirtualTokens = 3, Sources = 2, Bottleneck = 5, Temperature = 2 },
        ["residual"] = () => new ResidualPromptTuningConfig { VirtualTokens = 4, Bottleneck = 5 },
        ["xprompt"] = () => new XPromptConfig { VirtualTokens = 4, Pieces = 4 },
        ["sk"] = () => new SkTuningConfig { TokenIds = [5, 6, 7, 8] },
        ["sk-prefix"] = () => new SkTuningConfig { TokenIds = [5, 6, 7], MakesPrefix = true, Rank = 2 },
        ["adaption"] = () => new AdaptionPromptConfig { Length = 3, Layers = 2 },
        ["shadow"] = () => new ShadowConfig { Rank = 3 },
        ["shadow-narrow"] = () => new ShadowConfig { Rank = 3, HiddenSize = 12, TargetModules = ["layers.1", "h.1"] },
    };

    private static readonly Dictionary<string, Func<PretrainedModel>> s_models = new()
    {
        ["bert"] = () => Bert(),
        ["llama"] = () => Llama(),
        ["gpt2"] = () => Gpt2(),
        ["gpt2-classifier"] = Gpt2Classifier,
        ["t5"] = T5,
        ["distilbert"] = () => PretrainedModel.FromConfig(ModelConfig.Parse(DistilBertJson)).Initialize(4),
    };

    // What each method fits.
    private static readonly Dictionary<string, string[]> s_fits = new()
    {
        ["cpt"] = ["llama", "gpt2"],
        ["adaption"] = ["llama", "gpt2", "gpt2-classifier"],
        ["shadow"] = ["llama", "gpt2", "gpt2-classifier"],
        ["shadow-narrow"] = ["llama", "gpt2"],
    };

    // Their prompts follow from the text: with a cache from the text so far, without from all that there is by then.
    private static readonly string[] s_readText = ["smop", "attempt"];

    public static TheoryData<string, string> All => Pairs(s_methods.Keys, s_models.Keys);

    public static TheoryData<string, string> Generating => Pairs(s_methods.Keys.Except(s_readText), ["llama", "gpt2"]);

    /// <summary>The method on the model, with trained values.</summary>
    internal static PeftModel Make(string method, string model)
    {
        var peft = PeftModel.Wrap(s_models[model](), Config(method, model), seed: 5);
        LoraTests.Perturb(peft);
        return peft;
    }

    internal static PretrainedModel Model(string model) => s_models[model]();

    internal static PeftConfig Config(string method, string model) => s_methods[method]() with
    {
        TaskType = Model(model).Task switch
        {
            ModelTask.CausalLanguageModel => "CAUSAL_LM",
            ModelTask.SequenceToSequence => "SEQ_2_SEQ_LM",
            _ => "SEQ_CLS",
        },
    };

    internal static PretrainedModel Gpt2() => Gpt2("GPT2LMHeadModel");

    internal static PretrainedModel Gpt2Classifier() => Gpt2("GPT2ForSequenceClassification");

    internal static PretrainedModel T5() => PretrainedModel.FromConfig(ModelConfig.Parse(T5Json)).Initialize(3);

    internal static PretrainedModel Vit() => PretrainedModel.FromConfig(ModelConfig.Parse(VitJson)).Initialize(3);

    /// <summary>Three rows of seven tokens, two of them padded on the right, with labels as the model takes them.</summary>
    internal static ModelInput Input(PretrainedModel model, int seed = 3)
    {
        var random = new Random(seed);
        long[] lengths = [7, 4, 6];
        var (ids, mask) = (new long[3, 7], new long[3, 7]);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < lengths[i]; j++)
            {
                (ids[i, j], mask[i, j]) = (random.Next(1, 40), 1);
            }
        }

        var text = from_array(ids);
        return new(text)
        {
            AttentionMask = from_array(mask),
            Labels = model.Task switch
            {
                ModelTask.SequenceClassification => tensor(new long[] { 0, 2, 1 }),
                ModelTask.SequenceToSequence => text.narrow(1, 0, 4),
                _ => text.masked_fill(text.eq(0), Losses.Ignored),
            },
        };
    }

    /// <summary>A row of an input, without its padding.</summary>
    internal static ModelInput Row(ModelInput input, int row)
    {
        var length = input.AttentionMask![row].sum().ToInt64();
        return new(input.InputIds!.narrow(0, row, 1).narrow(1, 0, length))
        {
            Labels = input.Labels!.dim() == 1 || input.Labels.shape[1] > length ? null : input.Labels.narrow(0, row, 1),
        };
    }

    private static PretrainedModel Gpt2(string architecture) => PretrainedModel
        .FromConfig(ModelConfig.Parse($$"""{ {{Gpt2Sizes}}, "architectures": ["{{architecture}}"] }""")).Initialize(2);

    private static TheoryData<string, string> Pairs(IEnumerable<string> methods, IEnumerable<string> models)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var (method, model) in methods.SelectMany(m => models.Select(b => (m, b))).Where(p => Fits(p.m, p.b)))
        {
            pairs.Add(method, model);
        }

        return pairs;
    }

    private static bool Fits(string method, string model) => !s_fits.TryGetValue(method, out var fits) || fits.Contains(model);
}
