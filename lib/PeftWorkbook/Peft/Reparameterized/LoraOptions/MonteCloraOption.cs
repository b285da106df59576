using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized.LoraOptions;

/// <summary>
/// MonteCLoRA (arXiv 2411.04358): in training A is sampled, as a mixture of normals around it whose variances and
/// weights are trained;
/// evaluation is plain LoRA. <see cref="PeftModel.Regularisation"/> holds the divergence from the priors.
/// </summary>
public sealed record MonteCloraOption : ILoraOption
{
    /// <summary>The number of normals in the mixture.</summary>
    [JsonPropertyName("num_samples")]
    public int Samples { get; init; } = 8;

    /// <summary>What a sample is multiplied by.</summary>
    [JsonPropertyName("sample_scaler")]
    public double SampleScale { get; init; } = 1e-4;

    /// <summary>The weight of the divergence in the loss.</summary>
    [JsonPropertyName("kl_loss_weight")]
    public double DivergenceWeight { get; init; } = 1e-5;

    /// <summary>The concentration of the mixture's Dirichlet prior.</summary>
    [JsonPropertyName("dirichlet_prior")]
    public double DirichletPrior { get; init; } = 0.1;

    /// <summary>Whether the sum of the squared mixture weights is added, which keeps them even.</summary>
    [JsonPropertyName("use_entropy")]
    public bool UseEntropy { get; init; } = true;

    /// <summary>How many samples PEFT draws ahead; here each is drawn when it is used.</summary>
    [JsonPropertyName("buffer_size")]
    public int BufferSize { get; init; } = 150;

    string ILoraOption.Name => "MonteCLoRA";

    LoraAdapter ILoraOption.Create(LoraPlace place, AdapterSite site) => new MonteCloraAdapter(place, this);
}

/// <summary>MonteCLoRA on one linear layer.</summary>
internal sealed class MonteCloraAdapter : LoraAdapter
{
    private const string Sampler = "lora_monteclora_sampler.";
    private const double Least = 1e-6;

    private readonly Parameter std_prior;                // [r], logarithms
    private readonly Parameter expert_weights_prior;     // [samples], logarithms
    private readonly Tensor gaussian_var_prior;          // [r, r], the last sample's variances
    private readonly Tensor expert_weights;              // [samples], the last sample's weights
    private readonly MonteCloraOption _option;

    internal MonteCloraAdapter(LoraPlace place, MonteCloraOption option) : base(place)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(unchecked((ulong)place.Seed + 1));
        _option = option;
        var (dtype, device) = (A.dtype, A.device);
        std_prior = Keep(rand([place.Rank], generator: generator).to(dtype, device));
        expert_weights_prior = Keep(rand([option.Samples], generator: generator).to(dtype, device));
        gaussian_var_prior = eye(place.Rank, dtype: dtype, device: device).DetachFromDisposeScope();
        expert_weights = full([option.Samples], 1.0 / option.Samples, dtype, device).DetachFromDisposeScope();
        register_parameter(nameof(std_prior), std_prior);
        register_parameter(nameof(expert_weights_prior), expert_weights_prior);
        register_buffer(nameof(gaussian_var_prior), gaussian_var_prior);
        register_buffer(nameof(expert_weights), expert_weights);
    }

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors => (training ? A + Noise() : A, B);

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => base.State.Concat(
    [
        new(Sampler + nameof(expert_weights_prior), expert_weights_prior),
        new(Sampler + nameof(std_prior), std_prior),
        new(Sampler + nameof(gaussian_var_prior), gaussian_var_prior, IsTrained: false),
        new(Sampler + nameof(expert_weights), expert_weights, IsTrained: false),
    ]);

    /// <summary>
    /// The divergences of the mixture's weights, its variances and the last sample from their priors; null in
    /// evaluation.
    /// </summary>
    protected internal override Tensor? Regularisation()
    {
        if (!training)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var rank = Place.Rank;
        var alpha = expert_weights_prior.exp();
        var prior = full_like(alpha, _option.DirichletPrior);
        var dirichlet = alpha.sum().lgamma() - prior.sum().lgamma() + (alpha.lgamma() - prior.lgamma()).sum()
            + ((alpha - prior) * (alpha.digamma() - alpha.sum().digamma())).sum();
        var variance = (std_prior * 2).exp();
        var wishart = 0.5 * ((variance - variance.log()).sum() * rank - (rank * rank));
        var sampled = gaussian_var_prior.diagonal().clamp(min: Least);
        var normal = 0.5 * _option.Samples * ((sampled - sampled.log()).sum() - rank);
        var sum = (dirichlet + wishart + normal) * _option.DivergenceWeight;
        return (_option.UseEntropy ? sum + expert_weights.square().sum() : sum).MoveToOuterDisposeScope();
    }

    // [r, in]: the mixture's weighted sum of normals. The diagonal of a Wishart sample is a chi-squared number for each of r.
    private Tensor Noise()
    {
        using var scope = NewDisposeScope();
        var rank = Place.Rank;
        var scale = randn([rank, rank], A.dtype, A.device).square().sum(1);
        var variance = ((std_prior * 2).exp() * scale).clamp(min: 1e-3);
        var normals = randn([_option.Samples, rank, Place.In], A.dtype, A.device) * variance.sqrt().unsqueeze(1);
        var weights = MixtureWeights();
        using (no_grad())
        {
            gaussian_var_prior.copy_(diag(variance));
            expert_weights.copy_(weights);
        }

        return ((normals * weights.view(-1, 1, 1)).sum([0]) * _option.SampleScale).MoveToOuterDisposeScope();
    }

    // A Dirichlet distribution as a normal one of logits (Laplace's approximation).
    private Tensor MixtureWeights()
    {
        var (count, alpha) = (_option.Samples, expert_weights_prior.exp().clamp(min: Least));
        var mean = alpha.log() - alpha.log().mean();
        var spread = ((alpha.reciprocal() * (1 - (2.0 / count))) + (alpha.reciprocal().sum() / (count * count))).clamp(min: Least) + Least;
        return F.softmax((spread.sqrt() * randn([count], A.dtype, A.device)) + mean, 0);
    }
}
