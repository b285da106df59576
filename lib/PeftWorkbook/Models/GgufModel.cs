using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PeftWorkbook.Engine;
using PeftWorkbook.Hub;
using static TorchSharp.torch;

namespace PeftWorkbook.Models;

/// <summary>
/// A GGUF file of the llama family as a checkpoint: its metadata as a configuration, its tensors dequantised and under Hugging
/// Face's names. GGUF stores the rows of queries and keys in pairs of neighbours; they are put back in the order of "rotate half".
/// </summary>
internal sealed partial class GgufModel : ITensorSource
{
    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["token_embd"] = "model.embed_tokens",
        ["output_norm"] = "model.norm",
        ["output"] = "lm_head",
        ["attn_norm"] = "input_layernorm",
        ["attn_q"] = "self_attn.q_proj",
        ["attn_k"] = "self_attn.k_proj",
        ["attn_v"] = "self_attn.v_proj",
        ["attn_output"] = "self_attn.o_proj",
        ["ffn_norm"] = "post_attention_layernorm",
        ["ffn_gate"] = "mlp.gate_proj",
        ["ffn_up"] = "mlp.up_proj",
        ["ffn_down"] = "mlp.down_proj",
    };

    private readonly GgufFile _file;
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private readonly long _heads, _groups;

    internal GgufModel(string path)
    {
        _file = GgufFile.Open(path);
        try
        {
            Config = ReadConfig(_file);
            (_heads, _groups) = (Config.Long("num_attention_heads"), Config.Long("num_key_value_heads"));
            foreach (var name in _file.Tensors.Keys)
            {
                if (!_sources.TryAdd(Rename(name), name))
                {
                    throw new InvalidDataException($"'{path}' has the tensor '{name}' under another name too.");
                }
            }

            Shapes = _sources.ToDictionary(s => s.Key, s => _file.Tensor(s.Value).Shape, StringComparer.Ordinal);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public string Origin => _file.Path;

    public IReadOnlyDictionary<string, long[]> Shapes { get; }

    /// <summary>The file's metadata under the names of <c>config.json</c>.</summary>
    internal ModelConfig Config { get; }

    public Tensor Read(string name)
    {
        var values = empty(Shapes[name], ScalarType.Float32, CPU);
        ReadInto(name, values);
        return values;
    }

    public void ReadInto(string name, Tensor target) => Rows(name).CopyTo(target);

    /// <summary>A weight in the file's blocks; null where its type is not computed with.</summary>
    internal BlockWeight? Blocks(string name) => Rows(name) is { HasBlocks: true } rows ? rows.Blocks() : null;

    public void Dispose() => _file.Dispose();

    private GgufRows Rows(string name)
    {
        var heads = name.EndsWith("q_proj.weight", StringComparison.Ordinal) ? _heads
            : name.EndsWith("k_proj.weight", StringComparison.Ordinal) ? _groups
            : 0;
        return new(_file, _sources[name], heads);
    }

    private static ModelConfig ReadConfig(GgufFile file)
    {
        var architecture = file.Value<string>("general.architecture") ?? "";
        if (architecture != "llama")
        {
            throw new NotSupportedException(
                $"'{file.Path}' holds a model of the architecture '{architecture}'; of GGUF only llama is read.");
        }

        var embedding = file.Tensors.TryGetValue("token_embd.weight", out var table) && table.Shape.Length == 2
            ? table.Shape
            : throw new InvalidDataException($"'{file.Path}' has no table token_embd.weight.");
        var heads = Number("attention.head_count");
        return ModelConfig.Parse(JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["model_type"] = "llama",
            ["architectures"] = new[] { "LlamaForCausalLM" },
            ["vocab_size"] = embedding[0],
            ["hidden_size"] = Number("embedding_length"),
            ["intermediate_size"] = Number("feed_forward_length"),
            ["num_hidden_layers"] = Number("block_count"),
            ["num_attention_heads"] = heads,
            ["num_key_value_heads"] = file.Value("llama.attention.head_count_kv", heads),
            ["max_position_embeddings"] = Number("context_length"),
            ["rms_norm_eps"] = file.Value("llama.attention.layer_norm_rms_epsilon", 1e-5),
            ["rope_theta"] = file.Value("llama.rope.freq_base", 10000.0),
            ["rope_scaling"] = Scaling(file),
            ["tie_word_embeddings"] = !file.Tensors.ContainsKey("output.weight"),
            ["hidden_act"] = "silu",
            ["bos_token_id"] = file.Value<long?>("tokenizer.ggml.bos_token_id"),
            ["eos_token_id"] = file.Value<long?>("tokenizer.ggml.eos_token_id"),
        }), file.Path);

        long Number(string key) => file.Value<long?>("llama." + key)
            ?? throw new InvalidDataException($"'{file.Path}' has no metadata 'llama.{key}'.");
    }

    // As config.json has it; null where positions are not scaled.
    private static Dictionary<string, object?>? Scaling(GgufFile file)
    {
        const string Keys = "llama.rope.scaling.";
        if (file.Tensors.ContainsKey("rope_freqs.weight"))
        {
            throw new NotSupportedException(
                $"'{file.Path}' scales its positions by the table rope_freqs.weight (Llama 3.1), which is read from safetensors only.");
        }

        var type = file.Value(Keys + "type", "none");
        return type switch
        {
            "none" => null,
            "linear" or "yarn" => new()
            {
                ["rope_type"] = type,
                ["factor"] = file.Value(Keys + "factor", 1.0),
                ["original_max_position_embeddings"] = file.Value<long?>(Keys + "original_context_length"),
            },
            _ => throw new NotSupportedException($"'{file.Path}' scales its positions as '{type}'; of GGUF linear and yarn are read."),
        };
    }

    private static string Rename(string name)
    {
        var match = TensorName().Match(name);
        if (!match.Success || !s_names.TryGetValue(match.Groups["part"].Value, out var part))
        {
            return name;
        }

        var layer = match.Groups["layer"];
        var prefix = layer.Success ? string.Create(CultureInfo.InvariantCulture, $"model.layers.{layer.ValueSpan}.") : "";
        return $"{prefix}{part}.{match.Groups["kind"].Value}";
    }

    [GeneratedRegex(@"^(?:blk\.(?<layer>\d+)\.)?(?<part>[a-z_]+)\.(?<kind>weight|bias)$", RegexOptions.CultureInvariant)]
    private static partial Regex TensorName();
}
