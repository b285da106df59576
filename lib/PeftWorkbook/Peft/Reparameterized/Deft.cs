using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// DEFT as PEFT has it: a subspace of the outputs is taken from W and given anew, <c>ΔW = Q (s R − VᵀW)</c> with <c>P
/// [out, r]</c>,
/// <c>R [r, in]</c>; <c>relu</c> takes <c>Q = P</c>, <c>V = relu(P)</c>, and <c>qr</c> takes for both the orthogonal
/// factor of P. R starts at
/// <c>VᵀW / s</c>, so that a fresh adapter changes nothing; <c>s = alpha / r</c>, or 1 without alpha. With <c>para</c>
/// (PaRa) there is no R and a fresh adapter takes its subspace away. It trains <c>r (in + out)</c> numbers a layer,
/// <c>r · out</c> with <c>para</c>. V acts on W's output, so neither ΔW nor VᵀW is formed.
/// </summary>
[PeftMethod("DEFT")]
public sealed record DeftConfig : LayerPeftConfig
{
    /// <summary>r, the dimension of the subspace; no more than the outputs.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 8;

    /// <summary>What the injection is scaled by is alpha / r; null scales by 1.</summary>
    [JsonPropertyName("alpha")]
    public double? Alpha { get; init; }

    /// <summary><c>relu</c> or <c>qr</c>.</summary>
    [JsonPropertyName("decomposition_method")]
    public string Decomposition { get; init; } = "relu";

    /// <summary>Whether the subspace is only taken away.</summary>
    [JsonPropertyName("para")]
    public bool IsRemovalOnly { get; init; }

    /// <summary>The share of the injection's input that is dropped in training.</summary>
    [JsonPropertyName("deft_dropout")]
    public double Dropout { get; init; }

    /// <summary>The size of R where it starts at draws.</summary>
    [JsonPropertyName("init_scale")]
    public double StartScale { get; init; } = 1;

    /// <summary>Whether R starts so that nothing changes, or at draws.</summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = WeightStart.Usual;

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert => FixedBias;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => Rank > 0
        ? new DeftAdapter(this, site)
        : throw new ArgumentException($"Rank {Rank} of '{site.Module}' is not positive.");
}

/// <summary>DEFT on one layer.</summary>
public sealed class DeftAdapter : DeltaAdapter
{
    private const double StartDeviation = 0.02;

    private static readonly Dictionary<string, Func<Tensor, (Tensor Q, Tensor V)>> s_decompositions = new()
    {
        ["relu"] = p => (p, p.relu()),
        ["qr"] = p => Orthogonal(p),
    };

    private readonly Parameter deft_P;
    private readonly Parameter? deft_R;
    private readonly Func<Tensor, (Tensor Q, Tensor V)> _decompose;
    private readonly double _scaling;

    internal DeftAdapter(DeftConfig config, AdapterSite site) : base(nameof(DeftAdapter), site.Layer)
    {
        if (!s_decompositions.TryGetValue(config.Decomposition, out _decompose!))
        {
            throw new ArgumentException(
                $"decomposition_method is '{config.Decomposition}'; DEFT has {string.Join(", ", s_decompositions.Keys)}.");
        }

        using var draws = new Draws(site.Seed);
        var (width, height) = (Layer.InFeatures, Layer.OutFeatures);
        var rank = Math.Min(config.Rank, height);
        Dropout = config.Dropout;
        _scaling = config.Alpha is { } alpha && alpha != 0 ? alpha / rank : 1;
        deft_P = Trained(draws.Normal(StartDeviation, height, rank));
        deft_R = config.IsRemovalOnly ? null : Trained(
            config.Start.IsRandom ? draws.Normal(StartDeviation * config.StartScale, rank, width) : Removed() / _scaling);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => deft_R is null
        ? [new("deft_P", deft_P)]
        : [new("deft_P", deft_P), new("deft_R", deft_R)];

    /// <inheritdoc/>
    protected override double Dropout { get; }

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var (q, v) = Decompose();
        var removed = v.t().mm(Layer.Weight.to_type(v.dtype));
        return q.mm(deft_R is null ? -removed : (deft_R * _scaling) - removed).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var below = next.Call(x);
        var product = !next.IsLayer ? Layer.Apply(x, Layer.Weight, null) : Layer.Bias is { } bias ? below - bias : below;
        var (q, v) = Decompose();
        var narrow = -product.reshape(-1, product.shape[^1]).to_type(v.dtype).mm(v);                   // [rows, r]
        if (deft_R is not null)
        {
            var input = training && Dropout > 0 ? F.dropout(x, Dropout) : x;
            narrow = narrow.addmm(input.reshape(-1, x.shape[^1]).to_type(v.dtype), deft_R.to_type(v.dtype).t(), 1, (float)_scaling);
        }

        return (below + narrow.mm(q.t()).view(below.shape).to_type(below.dtype)).MoveToOuterDisposeScope();
    }

    private static (Tensor Q, Tensor V) Orthogonal(Tensor p)
    {
        var (q, _) = linalg.qr(p);
        return (q, q);
    }

    private Tensor Removed()
    {
        using var _ = no_grad();
        var (_, v) = Decompose();
        return v.t().mm(Layer.Weight.to_type(v.dtype));
    }

    // In fp32, which the orthogonal factor needs.
    private (Tensor Q, Tensor V) Decompose() => _decompose(deft_P.to_type(ScalarType.Float32));
}
