using PeftWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests;

/// <summary>Small random models and inputs.</summary>
internal static class TinyModels
{
    internal const string BertJson = """
        {
          "model_type": "bert", "architectures": ["BertForSequenceClassification"], "vocab_size": 50, "hidden_size": 24,
          "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 40, "max_position_embeddings": 16,
          "type_vocab_size": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
          "initializer_range": 0.2, "num_labels": 3
        }
        """;

    internal const string LlamaJson = """
        {
          "model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 40, "hidden_size": 24,
          "num_hidden_layers": 2, "num_attention_heads": 6, "num_key_value_heads": 2, "intermediate_size": 32,
          "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "initializer_range": 0.3, "tie_word_embeddings": true
        }
        """;

    internal const string Gpt2Json = """
        {
          "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "vocab_size": 40, "n_embd": 24, "n_layer": 2, "n_head": 3,
          "n_positions": 48, "layer_norm_epsilon": 1e-5, "initializer_range": 0.3
        }
        """;

    internal const string T5Json = """
        {
          "model_type": "t5", "architectures": ["T5ForConditionalGeneration"], "vocab_size": 40, "d_model": 24, "d_kv": 8, "d_ff": 32,
          "num_layers": 2, "num_decoder_layers": 2, "num_heads": 3, "relative_attention_num_buckets": 8, "feed_forward_proj": "relu",
          "relative_attention_max_distance": 16, "initializer_range": 0.3, "pad_token_id": 0, "eos_token_id": 1,
          "decoder_start_token_id": 0, "is_encoder_decoder": true
        }
        """;

    /// <summary>A language model of a family, with positions that rotate, are learned, or are relative.</summary>
    internal static PretrainedModel LanguageModel(string family, long seed = 1)
    {
        var json = family switch
        {
            "llama" => LlamaJson,
            "gpt2" => Gpt2Json,
            _ => T5Json,
        };
        return PretrainedModel.FromConfig(ModelConfig.Parse(json)).Initialize(seed);
    }

    internal static PretrainedModel Bert(long seed = 1) => PretrainedModel.FromConfig(ModelConfig.Parse(BertJson)).Initialize(seed);

    internal static PretrainedModel Llama(long seed = 1) => PretrainedModel.FromConfig(ModelConfig.Parse(LlamaJson)).Initialize(seed);

    /// <summary>Four sentences of nine tokens, two of them padded, with labels.</summary>
    internal static ModelInput Batch(long seed = 3)
    {
        var random = new Random((int)seed);
        var (ids, mask) = (new long[4, 9], new long[4, 9]);
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 9; j++)
            {
                mask[i, j] = i % 2 == 0 || j < 6 ? 1 : 0;
                ids[i, j] = mask[i, j] == 0 ? 0 : random.Next(1, 50);
            }
        }

        return new ModelInput(from_array(ids))
        {
            AttentionMask = from_array(mask),
            Labels = tensor(Enumerable.Range(0, 4).Select(_ => (long)random.Next(3)).ToArray()),
        };
    }

    /// <summary>The logits, with no gradient kept.</summary>
    internal static Tensor Logits(nn.Module<ModelInput, ModelOutput> model, ModelInput input)
    {
        using var _ = no_grad();
        return model.call(input).Logits!;
    }

    /// <summary>The largest difference.</summary>
    internal static double Distance(Tensor a, Tensor b) => (a - b).abs().max().ToDouble();
}
