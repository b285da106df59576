using System.Text.Json.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// SVFT (arXiv 2405.19597): with <c>W = U S Vᵀ</c>, <c>W' = U (S + sigmoid(g) M) Vᵀ</c>, where M is sparse and its values are trained. As
/// in the authors' code the values start at random, so a fresh adapter changes the model, and a gate g, which starts at zero, scales them;
/// the paper starts at <c>M = 0</c> and has no gate. With b off-diagonals and <c>n = min(in, out)</c> it trains
/// <c>n (2b + 1) − b (b + 1) + 1</c> numbers a layer.
/// </summary>
[PeftMethod("SVFT", ArXiv = "2405.19597")]
public sealed record SvftConfig : LayerPeftConfig
{
    /// <summary>
    /// Where M has values: <c>plain</c>, its diagonal; <c>banded</c>, b off-diagonals on each side too; <c>random</c> and <c>top_k</c>, as
    /// many places anywhere, or where <c>U V</c> is largest.
    /// </summary>
    [JsonPropertyName("pattern")]
    public string Pattern { get; init; } = "banded";

    /// <summary>b, the off-diagonals on one side.</summary>
    [JsonPropertyName("off_diag")]
    public int OffDiagonals { get; init; } = 1;

    /// <summary>Whether the file holds U, S and V; without them it is small, and another SVD must give the same signs.</summary>
    [JsonPropertyName("save_factors")]
    public bool SaveFactors { get; init; } = true;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var most = Math.Min(site.Layer.InFeatures, site.Layer.OutFeatures);
        return OffDiagonals >= 0 && OffDiagonals < most
            ? new SvftAdapter(site, this)
            : throw new ArgumentException($"off_diag is {OffDiagonals}; '{site.Module}' has room for 0 to {most - 1}.");
    }
}

/// <summary>SVFT on one linear layer.</summary>
public sealed class SvftAdapter : DeltaAdapter
{
    private static readonly Dictionary<string, Func<Tensor, Tensor, long, int, Draws, Tensor>> s_patterns = new()
    {
        ["plain"] = (_, _, size, _, _) => Band(size, 0),
        ["banded"] = (_, _, size, band, _) => Band(size, band),
        ["random"] = (_, _, size, band, draws) => Anywhere(size, Band(size, band).numel(), draws),
        ["top_k"] = (u, vh, size, band, _) => Largest(u, vh, (int)Band(size, band).numel()),
    };

    private readonly Parameter svft_values, svft_gate;
    private readonly Tensor svft_U, svft_S, svft_Vh, svft_row, svft_col;
    private readonly bool _savesFactors;

    internal SvftAdapter(AdapterSite site, SvftConfig config) : base(nameof(SvftAdapter), site.Layer)
    {
        if (!s_patterns.TryGetValue(config.Pattern, out var pattern))
        {
            throw new ArgumentException($"pattern is '{config.Pattern}'; SVFT has {string.Join(", ", s_patterns.Keys)}.");
        }

        _savesFactors = config.SaveFactors;
        using var draws = new Draws(site.Seed);
        var weight = Layer.Weight;
        var size = Math.Min(Layer.InFeatures, Layer.OutFeatures);
        var (u, s, vh) = Factorization.Largest(weight, size);
        var places = SparseUpdate.Split(pattern(u, vh, size, config.OffDiagonals, draws), size);
        (svft_row, svft_col) = (places[0].clone().to(weight.device), places[1].clone().to(weight.device));
        (svft_U, svft_S, svft_Vh) = (u.Like(weight), s.Like(weight), vh.Like(weight));
        svft_values = Trained(draws.Normal(Math.Sqrt(2.0 / svft_row.numel()), svft_row.numel()));
        svft_gate = Trained(zeros(1));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("svft_values", svft_values), new("svft_gate", svft_gate), new("svft_row", svft_row, IsTrained: false),
        new("svft_col", svft_col, IsTrained: false), new("svft_U", svft_U, IsTrained: false, _savesFactors),
        new("svft_S", svft_S, IsTrained: false, _savesFactors), new("svft_Vh", svft_Vh, IsTrained: false, _savesFactors),
    ];

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var size = svft_S.numel();
        var places = (svft_row * size) + svft_col;
        var core = SparseUpdate.Dense(size, size, places, svft_values * svft_gate.sigmoid());
        return svft_U.mm(core).mm(svft_Vh).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        if (suffix is "svft_row" or "svft_col" && (value.max().ToDouble() >= svft_S.numel() || value.min().ToDouble() < 0))
        {
            throw new InvalidDataException($"{suffix} names a place outside of {svft_S.numel()} singular values.");
        }

        base.Import(suffix, value);
    }

    // Row by row, as numbers of a square matrix's elements.
    private static Tensor Band(long size, int width)
    {
        var places = from row in Range(0, size)
                     from column in Range(Math.Max(0, row - width), Math.Min(size, row + width + 1))
                     select (row * size) + column;
        return tensor(places.ToArray());
    }

    // The same place may be drawn twice, and then its values add up.
    private static Tensor Anywhere(long size, long count, Draws draws)
    {
        var drawn = draws.Uniform(0.5, count) + 0.5;
        return (drawn * (size * size)).to_type(ScalarType.Int64).clamp(0, (size * size) - 1);
    }

    private static Tensor Largest(Tensor u, Tensor vh, int count)
    {
        var size = vh.shape[0];
        var scores = u.shape[0] != size ? vh : vh.shape[1] != size ? u : u.mm(vh.t());
        return scores.flatten().topk(count).indexes;
    }

    private static IEnumerable<long> Range(long first, long end)
    {
        for (var i = first; i < end; i++)
        {
            yield return i;
        }
    }
}
