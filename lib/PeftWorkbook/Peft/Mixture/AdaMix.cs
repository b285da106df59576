using System.Text.Json.Serialization;
using PeftWorkbook.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>
/// AdaMix (arXiv 2205.12410): a bottleneck adapter behind each feed-forward net has M versions of its matrices. In training every pass
/// draws one version of each, independently; for inference the versions' weights and biases are averaged, so that it costs as much as one
/// adapter: <c>h + Ū f(D̄ h + b̄) + b̄'</c>. It trains <c>M (D m + m) + m D + D</c> numbers a layer with one U for all versions, and
/// <c>M (2 D m + m + D)</c> without. A version that was not drawn has no gradient, and the optimiser leaves it alone.
/// </summary>
[PeftMethod("ADAMIX", ArXiv = "2205.12410")]
public sealed record AdaMixConfig : FeedForwardConfig
{
    /// <summary>M, the number of versions.</summary>
    [JsonPropertyName("num_experts")]
    public int Experts { get; init; } = 4;

    /// <summary>Whether all versions have one U.</summary>
    [JsonPropertyName("sharing_up")]
    public bool SharesUp { get; init; } = true;

    /// <summary>Whether all versions have one D.</summary>
    [JsonPropertyName("sharing_down")]
    public bool SharesDown { get; init; }

    /// <inheritdoc/>
    protected internal override AdapterShare? CreateShare(IReadOnlyList<AdapterSite> sites, long seed)
    {
        CheckBottleneck();
        return Experts < 1 ? throw new ArgumentException($"num_experts is {Experts}: AdaMix needs at least 1.") : new ExpertDraws(seed);
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new AdaMixAdapter(site, this);

    /// <summary>Which version comes next, over all layers.</summary>
    internal sealed class ExpertDraws(long seed) : AdapterShare(nameof(ExpertDraws))
    {
        private readonly RepeatedDraws _draws = new(seed);

        /// <inheritdoc/>
        protected internal override IEnumerable<AdapterTensor> State => [];

        /// <inheritdoc/>
        protected internal override IEnumerable<(string Suffix, RepeatedDraws Draws)> Draws => [("adamix_experts", _draws)];

        // PyTorch's own generator, so that a layer which is computed again in the backward pass draws the same.
        internal int Next(int experts)
        {
            using var drawn = _draws.Next(_ => randint(0, experts, [1], ScalarType.Int64));
            return (int)drawn.ToInt64();
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _draws.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

/// <summary>AdaMix behind one feed-forward net.</summary>
public sealed class AdaMixAdapter : LayerAdapter
{
    private readonly ModuleList<Dense> adamix_down, adamix_up;
    private readonly AdaMixConfig.ExpertDraws _draws;
    private readonly Func<Tensor, Tensor> _activation;
    private readonly HashSet<Dense> _drawn = new(ReferenceEqualityComparer.Instance);

    internal AdaMixAdapter(AdapterSite site, AdaMixConfig config) : base(nameof(AdaMixAdapter), site.Layer)
    {
        _draws = (AdaMixConfig.ExpertDraws)site.Share!;
        _activation = Activation.Named(config.Activation);
        using var generator = new Generator((ulong)site.Seed);
        var (width, inner) = (Layer.OutFeatures, config.Bottleneck);
        adamix_down = new([.. Enumerable.Range(0, config.SharesDown ? 1 : config.Experts).Select(_ => new Dense(width, inner))]);
        adamix_up = new([.. Enumerable.Range(0, config.SharesUp ? 1 : config.Experts).Select(_ => new Dense(inner, width))]);
        RegisterComponents();
        SeededStart.Linears(adamix_down, generator);
        foreach (var dense in adamix_up)
        {
            SeededStart.Normal(dense.Weight, generator, 0.02);
        }

        using var _ = no_grad();
        foreach (var dense in adamix_down.Concat(adamix_up))
        {
            dense.Bias!.zero_();
        }

        this.to(Layer.Weight.dtype).to(Layer.Weight.device);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        named_parameters().Select(p => new AdapterTensor(p.name, p.parameter));

    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <summary>The matrices and biases of inference, averaged; the caller's.</summary>
    internal (Tensor Down, Tensor DownBias, Tensor Up, Tensor UpBias) Averaged()
    {
        using var _ = no_grad();
        var (down, up) = (adamix_down, adamix_up);
        return (Mean(down, d => d.Weight), Mean(down, d => d.Bias!), Mean(up, d => d.Weight), Mean(up, d => d.Bias!));
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var h = next.Call(x);
        return (h + Through(adamix_up, _activation(Through(adamix_down, h)))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// An optimiser's <c>zero_grad</c> leaves zeros, which momentum and decay would act upon: a version that was not drawn has none.
    /// </summary>
    protected internal override void BeforeStep()
    {
        foreach (var parameter in adamix_down.Concat(adamix_up).Where(v => !_drawn.Contains(v)).SelectMany(v => v.parameters()))
        {
            parameter.grad = null;
        }

        _drawn.Clear();
    }

    private Tensor Through(ModuleList<Dense> versions, Tensor x)
    {
        if (versions.Count > 1 && !training)
        {
            return nn.functional.linear(x, Mean(versions, d => d.Weight), Mean(versions, d => d.Bias!));
        }

        var chosen = versions[versions.Count == 1 ? 0 : _draws.Next(versions.Count)];
        _drawn.Add(chosen);
        return chosen.call(x);
    }

    private static Tensor Mean(IEnumerable<Dense> versions, Func<Dense, Tensor> part) => stack([.. versions.Select(part)]).mean([0]);
}
