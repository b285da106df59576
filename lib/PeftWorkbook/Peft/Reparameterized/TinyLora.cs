using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// TinyLoRA (arXiv 2602.04118): <c>W' = W + B (Σ v_i P_i) A</c>, where A and B are the weight's largest singular vectors with √σ each,
/// the <c>P_i [r, r]</c> are random and frozen, and v is trained; layers may share a v. It trains u numbers a group of layers.
/// </summary>
[PeftMethod("TINYLORA", ArXiv = "2602.04118")]
public sealed record TinyLoraConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>r, how many singular vectors are used (all there are, where there are fewer).</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 2;

    /// <summary>u, the length of v.</summary>
    [JsonPropertyName("u")]
    public int Length { get; init; } = 64;

    /// <summary>How far layers share a v: 0, each has its own; 1, all have one.</summary>
    [JsonPropertyName("weight_tying")]
    public double WeightTying { get; init; }

    /// <summary>The seed of the P of the first layer; each further layer takes the next.</summary>
    [JsonPropertyName("projection_seed")]
    public long ProjectionSeed { get; init; } = 42;

    /// <summary>Whether the file holds the P.</summary>
    [JsonPropertyName("save_projection")]
    public bool SaveProjection { get; init; } = true;

    /// <summary>The bound of a uniform start.</summary>
    [JsonPropertyName("init_v_bound")]
    public double Bound { get; init; } = 0.02;

    /// <summary>How v starts.</summary>
    [JsonPropertyName("init_weights")]
    [JsonConverter(typeof(StartConverter))]
    public TinyLoraStart Start { get; init; }

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("tinylora_dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether the base stores its weights transposed; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } = ["exclude_modules"];

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind is LayerKind.Linear or LayerKind.Embedding;

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed)
    {
        if (Rank < 1 || Length < 1 || WeightTying is not (>= 0 and <= 1))
        {
            throw new ArgumentException(
                $"TinyLoRA needs r and u of at least 1 and weight_tying from 0 to 1, not {Rank}, {Length} and {WeightTying}.");
        }

        using var generator = new Generator((ulong)seed);
        var vectors = Enumerable.Range(0, Groups(sites.Count)).Select(_ => new Parameter(
            (Start == TinyLoraStart.Zero ? zeros(Length) : TorchDraws.Uniform(generator, Bound, Length)).Like(sites[0].Layer.Weight)));
        return new Vectors([.. vectors], sites.Count);
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new TinyLoraAdapter(site, this);

    private int Groups(int layers) => Math.Max(1, (int)Math.Round(layers * (1 - WeightTying), MidpointRounding.ToEven));

    /// <summary>The trained vectors, each for a run of layers.</summary>
    internal sealed class Vectors : AdapterShare
    {
        private readonly ParameterList tinylora_v;
        private readonly int _run;

        internal Vectors(Parameter[] vectors, int layers) : base(nameof(Vectors))
        {
            (tinylora_v, _run) = (nn.ParameterList(vectors), Math.Max(1, layers / vectors.Length));
            RegisterComponents();
        }

        /// <inheritdoc/>
        protected internal override IEnumerable<AdapterTensor> State =>
            Enumerable.Range(0, tinylora_v.Count).Select(i => new AdapterTensor($"tinylora_v.{i}", tinylora_v[i]));

        internal Parameter Of(int layer) => tinylora_v[Math.Min(layer / _run, tinylora_v.Count - 1)];
    }

    private sealed class StartConverter : JsonConverter<TinyLoraStart>
    {
        public override TinyLoraStart Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.True => TinyLoraStart.Zero,
            JsonTokenType.String when reader.ValueTextEquals("uniform") => TinyLoraStart.Uniform,
            _ => throw new JsonException("init_weights of TinyLoRA is true or \"uniform\"."),
        };

        public override void Write(Utf8JsonWriter writer, TinyLoraStart value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value == TinyLoraStart.Zero ? "true" : "\"uniform\"");
    }
}

/// <summary>How TinyLoRA's vectors start.</summary>
public enum TinyLoraStart
{
    /// <summary>At zero: the fresh adapter changes nothing. PEFT's <c>true</c>.</summary>
    Zero,

    /// <summary>Uniform. PEFT's <c>"uniform"</c>.</summary>
    Uniform,
}

/// <summary>TinyLoRA on one linear layer or embedding.</summary>
public sealed class TinyLoraAdapter : LowRankAdapter
{
    private readonly Tensor tinylora_A, tinylora_B, tinylora_P;
    private readonly AdapterSite _site;
    private readonly bool _isSaved;

    internal TinyLoraAdapter(AdapterSite site, TinyLoraConfig config) : base(nameof(TinyLoraAdapter), site.Layer, 1, config.Dropout)
    {
        (_site, _isSaved) = (site, config.SaveProjection);
        var weight = site.Layer.Weight;
        var (u, s, v) = Factorization.Largest(weight, config.Rank);
        tinylora_A = (s.sqrt().unsqueeze(1) * v).Like(weight);
        tinylora_B = (u * s.sqrt()).Like(weight);
        using var generator = new Generator((ulong)(config.ProjectionSeed + site.Index));
        tinylora_P = TorchDraws.Normal(generator, 1 / Math.Sqrt(s.numel()), config.Length, s.numel(), s.numel()).Like(weight);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new(nameof(tinylora_A), tinylora_A, IsTrained: false),
        new(nameof(tinylora_B), tinylora_B, IsTrained: false),
        new(nameof(tinylora_P), tinylora_P, IsTrained: false, _isSaved),
    ];

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors()
    {
        var (v, rank) = (((TinyLoraConfig.Vectors)_site.Share!).Of(_site.Index), tinylora_A.shape[0]);
        var mixed = v.unsqueeze(0).mm(tinylora_P.flatten(1)).view(rank, rank);
        return (mixed.mm(tinylora_A), tinylora_B);
    }
}
