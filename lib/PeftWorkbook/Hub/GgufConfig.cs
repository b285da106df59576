using System.Text.Json.Nodes;

namespace PeftWorkbook.Hub;

/// <summary>The settings of a GGUF file as the <c>config.json</c> that transformers would have.</summary>
public static class GgufConfig
{
    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidDataException">The architecture is not llama, or a setting is missing.</exception>
    public static ConfigFile Read(GgufFile file)
    {
        if (file.Value<string>("general.architecture") is var architecture && architecture != "llama")
        {
            throw new InvalidDataException($"'{file.Path}' holds the architecture '{architecture}'; GGUF is read here for llama.");
        }

        if (!file.Tensors.TryGetValue("token_embd.weight", out var embedding) || embedding.Shape.Length != 2)
        {
            throw new InvalidDataException($"'{file.Path}' has no table token_embd.weight.");
        }

        var heads = Needed("attention.head_count");
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray("LlamaForCausalLM"),
            ["model_type"] = "llama",
            ["hidden_size"] = Needed("embedding_length"),
            ["intermediate_size"] = Needed("feed_forward_length"),
            ["num_hidden_layers"] = Needed("block_count"),
            ["num_attention_heads"] = heads,
            ["num_key_value_heads"] = file.Value("llama.attention.head_count_kv", (uint)heads),
            ["max_position_embeddings"] = Needed("context_length"),
            ["rms_norm_eps"] = file.Value("llama.attention.layer_norm_rms_epsilon", 1e-5f),
            ["rope_theta"] = file.Value("llama.rope.freq_base", 10000f),
            ["vocab_size"] = embedding.Shape[0],
            ["hidden_act"] = "silu",
            ["tie_word_embeddings"] = !file.Tensors.ContainsKey("output.weight"),
            ["bos_token_id"] = file.Value<uint?>("tokenizer.ggml.bos_token_id"),
            ["eos_token_id"] = file.Value<uint?>("tokenizer.ggml.eos_token_id"),
        };
        return new(file.Path, json);

        long Needed(string key) => file.Value<uint?>($"llama.{key}")
            ?? throw new InvalidDataException($"'{file.Path}' lacks 'llama.{key}'.");
    }
}
