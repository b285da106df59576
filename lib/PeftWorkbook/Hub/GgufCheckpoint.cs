using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Hub;

/// <summary>
/// The weights of a GGUF file of the llama architecture under the names of transformers, dequantised to float32 one at a time.
/// GGUF permutes the rows of q and k for another order of rotary pairs; here they are put back.
/// </summary>
public sealed class GgufCheckpoint : ITensorSource
{
    private static readonly (string Gguf, string Transformers)[] s_names =
    [
        ("token_embd.", "model.embed_tokens."), ("output_norm.", "model.norm."), ("output.", "lm_head."),
        (".attn_q.", ".self_attn.q_proj."), (".attn_k.", ".self_attn.k_proj."), (".attn_v.", ".self_attn.v_proj."),
        (".attn_output.", ".self_attn.o_proj."), (".ffn_gate.", ".mlp.gate_proj."), (".ffn_up.", ".mlp.up_proj."),
        (".ffn_down.", ".mlp.down_proj."), (".attn_norm.", ".input_layernorm."), (".ffn_norm.", ".post_attention_layernorm."),
        ("blk.", "model.layers."),
    ];

    private readonly GgufFile _file;
    private readonly Dictionary<string, string> _original = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);

    /// <summary>Reads the table of a file; the file belongs to this from now on.</summary>
    /// <exception cref="InvalidDataException">It is of another architecture.</exception>
    public GgufCheckpoint(GgufFile file)
    {
        var architecture = file.Value<string>("general.architecture");
        if (architecture != "llama")
        {
            throw new InvalidDataException($"'{file.Path}' holds the architecture '{architecture}'; GGUF is read here for llama.");
        }

        _file = file;
        foreach (var tensor in file.Tensors.Values.Where(t => t.Name != "rope_freqs.weight"))
        {
            var name = s_names.Aggregate(tensor.Name, (n, pair) => n.StartsWith(pair.Gguf, StringComparison.Ordinal) || pair.Gguf[0] == '.'
                ? n.Replace(pair.Gguf, pair.Transformers, StringComparison.Ordinal)
                : n);
            _original[name] = tensor.Name;
            _shapes[name] = tensor.Shape;
        }
    }

    /// <inheritdoc/>
    public string Origin => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long[]> Shapes => _shapes;

    /// <summary>A tensor as float32 on the CPU.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public Tensor Read(string name)
    {
        var original = _original.TryGetValue(name, out var found)
            ? found
            : throw new KeyNotFoundException($"'{Origin}' holds no tensor '{name}'.");
        var values = _file.Dequantize(original);
        var heads = original.Contains(".attn_q.", StringComparison.Ordinal) ? Heads("llama.attention.head_count")
            : original.Contains(".attn_k.", StringComparison.Ordinal) ? Heads("llama.attention.head_count_kv")
            : 0;
        return tensor(heads > 0 ? Unpermuted(values, heads, _shapes[name]) : values, _shapes[name]);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private int Heads(string key) => checked((int)_file.Value(key, _file.Value("llama.attention.head_count", 0u)));

    /// <summary>Row <c>2 i + s</c> of a head in the file is row <c>s · head_dim / 2 + i</c> in transformers.</summary>
    private float[] Unpermuted(float[] values, int heads, long[] shape)
    {
        var (rows, width) = ((int)shape[0], values.Length / (int)Math.Max(shape[0], 1));
        if (heads <= 0 || rows % (2 * heads) != 0)
        {
            throw new InvalidDataException($"'{Origin}' has {heads} heads, which do not divide {rows} rows into pairs.");
        }

        var (result, half) = (new float[values.Length], rows / heads / 2);
        for (var row = 0; row < rows; row++)
        {
            var (head, within) = (row / (2 * half), row % (2 * half));
            var to = (head * 2 * half) + (within % 2 * half) + (within / 2);
            values.AsSpan(row * width, width).CopyTo(result.AsSpan(to * width));
        }

        return result;
    }
}
