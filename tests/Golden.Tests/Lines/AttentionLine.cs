using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Golden.Tests.Harness;
using PeftWorkbook.Attention;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Outputs, weights and gradients of each attention variant; the numbers of a variant stand in its name or note.</summary>
[GoldenLine("attention/attention.json")]
public sealed partial class AttentionLine : GoldenLine
{
    private readonly JsonDocument _notes = JsonDocument.Parse(File.ReadAllBytes(Set.At("attention", "attention.json")));
    private readonly GoldenTensors _tensors = new(Set.At("attention", "attention.safetensors"));

    public override IEnumerable<string> Discover() =>
        _notes.RootElement.GetProperty("cases").EnumerateObject().Select(c => c.Name).Order(StringComparer.Ordinal);

    public override void Run(string id)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (Leaf(id, "q"), Leaf(id, "k"), Leaf(id, "v"));
        var extra = new[] { "sinks", "embedding" }.Where(n => _tensors.Has($"{id}/{n}")).ToDictionary(n => n, n => Leaf(id, n));
        var (output, weights) = id.StartsWith("linear", StringComparison.Ordinal)
            ? Linear(id, q, k, v)
            : ScaledDotProductAttention.Attend(q, k, v, Options(id, q, k, extra));
        Close.Check(output, _tensors[$"{id}/output"]);
        Close.Check(weights, _tensors[$"{id}/weights"]);
        (output * GoldenInput.Tensor(Find(id, "upstream"))).sum().backward();
        var leaves = extra.Append(new("q", q)).Append(new("k", k)).Append(new("v", v)).ToList();
        var recorded = _tensors.Below($"{id}/grad_").ToList();
        Assert.Equal(leaves.Select(l => l.Key).Order(StringComparer.Ordinal), recorded);
        var largest = recorded.Max(n => _tensors[$"{id}/grad_{n}"].Largest);
        foreach (var (name, leaf) in leaves)
        {
            Close.Check(leaf.grad!, _tensors[$"{id}/grad_{name}"], scale: largest);
        }
    }

    public override void Dispose()
    {
        _notes.Dispose();
        base.Dispose();
    }

    private (Tensor, Tensor) Linear(string id, Tensor q, Tensor k, Tensor v)
    {
        var mask = id.Contains("padding", StringComparison.Ordinal) ? GoldenInput.Tensor(_tensors["padding_right"]) : null;
        var isCausal = id.Contains("causal", StringComparison.Ordinal);
        var output = isCausal ? LinearAttention.AttendCausal(q, k, v, mask) : LinearAttention.Attend(q, k, v, mask);
        return (output, LinearAttention.Weights(q, k, mask, isCausal));
    }

    private AttentionOptions Options(string id, Tensor q, Tensor k, Dictionary<string, Tensor> extra) => new()
    {
        Scale = id.StartsWith("t5", StringComparison.Ordinal) ? 1
            : Scale().Match(Note(id)) is { Success: true } scale ? Number(scale.Groups[1].Value) : null,
        SoftCap = Case(id).TryGetProperty("softcap", out var cap) ? cap.GetDouble() : null,
        Bias = Bias(id, q, k, extra),
        Visible = Visible(id, q.shape[2], k.shape[2]),
        Sinks = extra.GetValueOrDefault("sinks"),
    };

    private Tensor? Bias(string id, Tensor q, Tensor k, Dictionary<string, Tensor> extra)
    {
        var (heads, queries, keys) = ((int)q.shape[1], q.shape[2], k.shape[2]);
        if (id.StartsWith("alibi", StringComparison.Ordinal))
        {
            Close.Check(Alibi.Slopes(heads), _tensors[$"{id}/slopes"]);
            Close.Check(Alibi.Slopes(heads), _tensors[$"{id}/mpt_slopes"]);
            return Alibi.Bias(Alibi.Slopes(heads), queries, keys, q.dtype, q.device);
        }

        if (extra.TryGetValue("embedding", out var table))
        {
            // so few positions stay below the distance from which the largest one matters
            var bias = RelativeBuckets.Bias(table, queries, keys, 128, id.Contains("encoder", StringComparison.Ordinal));
            Close.Check(bias, _tensors[$"{id}/bias"]);
            return bias;
        }

        return id.StartsWith("bias", StringComparison.Ordinal)
            ? GoldenInput.Tensor(_tensors[id.Contains("per-batch", StringComparison.Ordinal) ? "bias_per_batch" : "bias"])
            : null;
    }

    private Tensor? Visible(string id, long queries, long keys)
    {
        long[] numbers = [.. Numbers().Matches(id).Select(n => long.Parse(n.Value, CultureInfo.InvariantCulture))];
        var side = id.Contains("left-padding", StringComparison.Ordinal) ? "padding_left"
            : id.Contains("padding", StringComparison.Ordinal) ? "padding_right"
            : null;
        var padding = side is null ? null : AttentionMasks.Padding(GoldenInput.Tensor(_tensors[side]));
        var device = GoldenInput.Device;
        var order = id.StartsWith("sliding-window-both", StringComparison.Ordinal)
            ? AttentionMasks.WindowAround(queries, keys, numbers[0], device)
            : id.StartsWith("sliding-window", StringComparison.Ordinal) ? AttentionMasks.Window(queries, keys, numbers[0], device)
            : id.StartsWith("window", StringComparison.Ordinal)
                ? AttentionMasks.WindowAndFirst(queries, keys, numbers[0], numbers[1], device)
            : Causal().IsMatch(id) ? AttentionMasks.Causal(queries, keys, device)
            : null;
        return padding is not null && order is not null ? padding.logical_and(order) : padding ?? order;
    }

    private Tensor Leaf(string id, string name) => GoldenInput.Tensor(Find(id, name)).requires_grad_();

    /// <summary>The case's own tensor, or the one that cases share.</summary>
    private GoldenTensor Find(string id, string name) => _tensors.Find($"{id}/{name}") ?? _tensors[name];

    private JsonElement Case(string id) => _notes.RootElement.GetProperty("cases").GetProperty(id);

    private string Note(string id) => Case(id).GetProperty("note").GetString()!;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^scale ([0-9.]+)$")]
    private static partial Regex Scale();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();

    // the last four are causal without saying so in their names
    [GeneratedRegex("causal|alibi|t5-decoder|gqa|mqa|softcap|learned-sink")]
    private static partial Regex Causal();
}
