using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>
/// Polytropon and multi-head routing (arXiv 2202.13914, 2211.03831): a layer holds several small LoRAs, the skills, and each task mixes
/// them by weights of its own, <c>w = σ(z_task) / Σ σ(z_task)</c> for each split of the width; <c>y = W x + x A B / r</c> with A and B
/// so mixed. In training σ is a draw from the relaxed Bernoulli distribution. <see cref="Models.ModelInput.TaskIds"/> says each row's
/// task. B starts at zero. It trains <c>skills r (in + out)</c> numbers and <c>tasks splits skills</c> logits a layer; it cannot be
/// merged.
/// </summary>
[PeftMethod("POLY", ArXiv = "2202.13914")]
public sealed record PolyConfig : LayerPeftConfig
{
    /// <summary>r, the rank of a skill.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 8;

    /// <summary>How many tasks there are.</summary>
    [JsonPropertyName("n_tasks")]
    public int Tasks { get; init; } = 1;

    /// <summary>How many skills there are.</summary>
    [JsonPropertyName("n_skills")]
    public int Skills { get; init; } = 4;

    /// <summary>How many parts of the width are mixed apart; more than one is multi-head routing.</summary>
    [JsonPropertyName("n_splits")]
    public int Splits { get; init; } = 1;

    /// <summary>Whether B starts at zero; otherwise as a linear layer's weight.</summary>
    [JsonPropertyName("init_weights")]
    public bool InitWeights { get; init; } = true;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert { get; } =
        new Dictionary<string, string> { ["poly_type"] = "\"poly\"" };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra { get; } = LayerNumbers;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        if (Rank < 1 || Tasks < 1 || Skills < 1 || Splits < 1)
        {
            throw new ArgumentException(
                $"Poly needs r, n_tasks, n_skills and n_splits of at least 1, not {Rank}, {Tasks}, {Skills} and {Splits}.");
        }

        return site.Layer.InFeatures % Splits == 0 && site.Layer.OutFeatures % Splits == 0
            ? new PolyAdapter(site, this)
            : throw new ArgumentException(
                $"n_splits {Splits} does not divide '{site.Module}', whose weight is " +
                $"{site.Layer.OutFeatures} x {site.Layer.InFeatures}.");
    }
}

/// <summary>Poly on one linear layer.</summary>
public sealed class PolyAdapter : LayerAdapter
{
    private readonly Parameter poly_lora_A;
    private readonly Parameter poly_lora_B;
    private readonly Parameter module_logits;

    internal PolyAdapter(AdapterSite site, PolyConfig config) : base(nameof(PolyAdapter), site.Layer)
    {
        using var generator = new Generator((ulong)site.Seed);
        var (layer, rank, splits, skills) = (site.Layer, config.Rank, config.Splits, config.Skills);
        var (wide, tall) = (layer.InFeatures / splits, layer.OutFeatures / splits);
        poly_lora_A = Stacked(splits, skills, () => TorchDraws.Linear(generator, rank, wide));
        poly_lora_B = Stacked(splits, skills, () => TorchDraws.ZeroOr(config.InitWeights, generator, tall, rank));
        module_logits = new(TorchDraws.Uniform(generator, 1e-3, config.Tasks, splits * skills).Like(layer.Weight));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new(nameof(poly_lora_A), poly_lora_A), new(nameof(poly_lora_B), poly_lora_B),
        new("poly_router.module_logits", module_logits),
    ];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The input says no tasks, or one that the adapter does not have.</exception>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var weights = Weights();                                                    // [batch, splits, skills]
        var (batch, rank, axis) = (weights.shape[0], poly_lora_A.shape[3], BatchAxis(x));
        var a = Mixed(weights, poly_lora_A).reshape(batch, Layer.InFeatures, rank);
        var b = Mixed(weights, poly_lora_B).transpose(1, 2).reshape(batch, rank, Layer.OutFeatures);
        var rows = axis == 1 ? x.transpose(0, 1) : x.dim() == 2 ? x.unsqueeze(1) : x;
        var y = rows.matmul(a).matmul(b) / rank;
        y = axis == 1 ? y.transpose(0, 1) : x.dim() == 2 ? y.squeeze(1) : y;
        return (next.Call(x) + y).MoveToOuterDisposeScope();
    }

    private Tensor Weights()
    {
        var tasks = Input?.TaskIds
            ?? throw new InvalidOperationException("Poly mixes its skills by task: give the input TaskIds, one a row.");
        tasks = InputRows is { } rows ? tasks.index_select(0, rows) : tasks;
        if (tasks.max().item<long>() is var largest && largest >= module_logits.shape[0])
        {
            throw new InvalidOperationException(
                $"TaskIds has the task {largest}, and the adapter has {module_logits.shape[0]} (n_tasks).");
        }

        var chosen = module_logits.index_select(0, tasks.to(module_logits.device));
        var logits = chosen.view(-1, poly_lora_A.shape[0], poly_lora_A.shape[1]);
        var shares = training ? Relaxed(logits) : logits.sigmoid();
        return shares / (shares.sum(-1, keepdim: true) + 1e-12);
    }

    // A relaxed Bernoulli draw at temperature 1 is the sigmoid of the logit and logistic noise.
    private static Tensor Relaxed(Tensor logits)
    {
        const double Edge = 1e-6;
        var uniform = rand_like(logits).clamp(Edge, 1 - Edge);
        return (logits + uniform.log() - (1 - uniform).log()).sigmoid();
    }

    // Σ over the skills: [batch, splits, …]
    private static Tensor Mixed(Tensor weights, Tensor skills)
    {
        var (splits, count) = (skills.shape[0], skills.shape[1]);
        var mixed = weights.transpose(0, 1).bmm(skills.reshape(splits, count, -1));                 // [splits, batch, …]
        return mixed.transpose(0, 1).reshape([weights.shape[0], splits, .. skills.shape[2..]]);
    }

    private Parameter Stacked(int splits, int skills, Func<Tensor> draw)
    {
        var all = stack(Enumerable.Range(0, splits * skills).Select(_ => draw().t()));
        return new(all.view([splits, skills, .. all.shape[1..]]).contiguous().Like(Layer.Weight));
    }
}
