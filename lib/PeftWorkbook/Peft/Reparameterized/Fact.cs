using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// FacT (arXiv 2212.03145): the updates of all weights are one tensor, and its factors are trained. Every weight is cut into squares of
/// the model's width D; a square's update is <c>s V S U</c> with <c>U [r, D]</c> and <c>V [D, r]</c> shared by all layers. Tensor-train
/// (<c>tt</c>) gives each square an S of its own: <c>2 D r + n r²</c> numbers for n squares. Tucker (<c>tk</c>) mixes them from one core,
/// <c>S = Σ_k C[·, ·, k] P[k, ·]</c>: <c>2 D r + n r + r³</c>. V starts at zero.
/// </summary>
[PeftMethod("FACT", ArXiv = "2212.03145")]
public sealed record FactConfig : LayerPeftConfig
{
    /// <summary>r, the rank.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 16;

    /// <summary>s, what the update is multiplied by.</summary>
    [JsonPropertyName("scaling")]
    public double Scaling { get; init; } = 1;

    /// <summary><c>tt</c> for tensor-train, <c>tk</c> for Tucker.</summary>
    [JsonPropertyName("decomposition")]
    public string Decomposition { get; init; } = "tt";

    /// <summary>The share of the inner values before V that is dropped in training.</summary>
    [JsonPropertyName("fact_dropout")]
    public double Dropout { get; init; } = 0.1;

    /// <summary>Without target modules it takes the blocks' linear layers whose widths are multiples of the model's.</summary>
    protected internal override LayerPeftConfig For(nn.Module model)
    {
        if (TargetModules is not null)
        {
            return this;
        }

        var width = (model as PretrainedModel)?.Config.HiddenSize
            ?? throw new ArgumentException("target_modules is not given, and the model's width is not known.");
        var all = BlockLayers.Of(model, Enum.GetValues<BlockRole>());
        return this with
        {
            TargetModules = ModuleNames.Of([.. model.named_modules()
                .Where(m => all.Matches(m.name) && ((m.module as AdaptedLayer)?.View ?? BaseLayers.Of(m.module)) is { } view
                    && view.OutFeatures % width == 0 && view.InFeatures % width == 0)
                .Select(m => m.name)]),
        };
    }

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed) =>
        Decomposition is not ("tt" or "tk")
            ? throw new ArgumentException($"decomposition is '{Decomposition}'; it is tt or tk.")
            : new FactFactors(this, sites, seed);

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new FactAdapter(site, this);
}

/// <summary>What all squares of all weights share.</summary>
internal sealed class FactFactors : AdapterShare
{
    private readonly Parameter fact_U, fact_V;
    private readonly Parameter? fact_C, fact_P;
    private readonly Dictionary<int, long> _first = [];

    internal FactFactors(FactConfig config, IReadOnlyList<AdapterSite> sites, long seed) : base(nameof(FactFactors))
    {
        Width = sites.SelectMany(s => new[] { s.Layer.InFeatures, s.Layer.OutFeatures }).Aggregate(CommonDivisor);
        if (config.Rank < 1 || config.Rank > Width)
        {
            throw new ArgumentException(
                $"The largest square that all layers are made of is {Width} wide: FacT's rank lies from 1 to {Width}, not {config.Rank}.");
        }

        var (rank, like) = (config.Rank, sites[0].Layer.Weight);
        var squares = 0L;
        foreach (var site in sites)
        {
            _first[site.Index] = squares;
            squares += site.Layer.InFeatures / Width * (site.Layer.OutFeatures / Width);
        }

        using var draws = new Draws(seed);
        fact_U = new(draws.Kaiming(rank, Width).Like(like));
        fact_V = new(zeros(Width, rank).Like(like));
        if (config.Decomposition == "tk")
        {
            fact_C = new(draws.Uniform(Math.Sqrt(3.0 / rank) / 2, rank, rank, rank).Like(like));
            fact_P = new(draws.Uniform(1 / Math.Sqrt(rank), rank, squares).Like(like));
        }

        RegisterComponents();
    }

    /// <summary>D, the side of a square.</summary>
    internal long Width { get; }

    /// <summary><c>[r, D]</c>.</summary>
    internal Tensor U => fact_U;

    /// <summary><c>[D, r]</c>.</summary>
    internal Tensor V => fact_V;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => fact_C is null
        ? [new(nameof(fact_U), fact_U), new(nameof(fact_V), fact_V)]
        : [new(nameof(fact_U), fact_U), new(nameof(fact_V), fact_V), new(nameof(fact_C), fact_C), new(nameof(fact_P), fact_P!)];

    /// <summary>
    /// Tucker's S of a layer, <c>[out squares · r, in squares · r]</c>. As in the authors' code, rank and square are interleaved in
    /// what the core gives, and read as square and rank.
    /// </summary>
    internal Tensor Mixed(int site, long outSquares, long inSquares)
    {
        var (rank, squares) = (fact_C!.shape[0], outSquares * inSquares);
        var mixed = fact_C.matmul(fact_P!.narrow(1, _first[site], squares)).reshape(rank, rank * squares);
        return inSquares == 1 ? mixed.t() : mixed;
    }

    private static long CommonDivisor(long a, long b) => b == 0 ? a : CommonDivisor(b, a % b);
}

/// <summary>FacT on one linear layer.</summary>
public sealed class FactAdapter : DeltaAdapter
{
    private readonly Parameter? fact_S;
    private readonly FactFactors _factors;
    private readonly FactConfig _config;
    private readonly int _site;
    private readonly long _out, _in;

    internal FactAdapter(AdapterSite site, FactConfig config) : base(nameof(FactAdapter), site.Layer)
    {
        (_factors, _config, _site) = ((FactFactors)site.Share!, config, site.Index);
        (_out, _in) = (Layer.OutFeatures / _factors.Width, Layer.InFeatures / _factors.Width);
        if (config.Decomposition == "tk" && _out > 1 && _in > 1)
        {
            throw new ArgumentException($"'{site.Module}' is {_out} x {_in} squares; Tucker's core mixes a row or a column of them.");
        }

        if (config.Decomposition == "tt")
        {
            using var draws = new Draws(site.Seed);
            fact_S = Trained(draws.Kaiming(_out * config.Rank, _in * config.Rank));
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => fact_S is null ? [] : [new(nameof(fact_S), fact_S)];

    /// <inheritdoc/>
    protected override double Dropout => _config.Dropout;

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var rank = _config.Rank;
        var right = Inner().view(_out, rank, _in, rank).matmul(_factors.U);                     // [out, r, in, D]
        var delta = _factors.V.matmul(right.reshape(_out, rank, -1));                           // [out, D, in·D]
        return (delta.view(Layer.OutFeatures, Layer.InFeatures) * _config.Scaling).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        long[] around = x.shape[..^1];
        var low = x.reshape([.. around, _in, _factors.Width]).matmul(_factors.U.t()).reshape([.. around, _in * _config.Rank]);
        var mixed = F.linear(low, Inner());
        mixed = training && Dropout > 0 ? F.dropout(mixed, Dropout) : mixed;
        var update = mixed.view([.. around, _out, _config.Rank]).matmul(_factors.V.t()).reshape([.. around, Layer.OutFeatures]);
        return (next.Call(x) + (update * _config.Scaling)).MoveToOuterDisposeScope();
    }

    private Tensor Inner() => fact_S is null ? _factors.Mixed(_site, _out, _in) : fact_S.alias();
}
