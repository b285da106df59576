using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// AdaLoRA (arXiv 2303.10512): the update has the form of a singular value decomposition, <c>W' = W + s B diag(E) A</c> with
/// <c>A [r, in]</c>, <c>E [r, 1]</c>, <c>B [out, r]</c> and <c>s = alpha / r</c>. E starts at zero. Training begins with more rank than
/// is wanted; the triplets of the whole model compete for a budget that falls to <c>target_r</c> a layer, and the losers' E is set to
/// zero (<see cref="AdaLoraAttachment"/>). The loss has <c>orth_reg_weight</c> times the mean of <c>‖A Aᵀ − I‖</c> and <c>‖Bᵀ B − I‖</c>
/// added, in evaluation too. It trains <c>r (in + out + 1)</c> numbers a layer.
/// </summary>
[PeftMethod("ADALORA", ArXiv = "2303.10512")]
public sealed record AdaLoraConfig : LayerPeftConfig, ITrainsBiases
{
    /// <summary>r at the start.</summary>
    [JsonPropertyName("init_r")]
    public int InitialRank { get; init; } = 12;

    /// <summary>The mean rank of a layer at the end.</summary>
    [JsonPropertyName("target_r")]
    public int TargetRank { get; init; } = 8;

    /// <summary>LoRA's rank, which PEFT writes and nobody uses: see <see cref="InitialRank"/>.</summary>
    [JsonPropertyName("r")]
    public int UnusedRank { get; init; } = 8;

    /// <summary>The update is scaled by alpha / r, r being the rank at the start.</summary>
    [JsonPropertyName("lora_alpha")]
    public double Alpha { get; init; } = 8;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("lora_dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether E starts at zero; otherwise everything is drawn, and the fresh adapter does something.</summary>
    [JsonPropertyName("init_lora_weights")]
    public bool InitWeights { get; init; } = true;

    /// <summary>The last step before the budget begins to fall.</summary>
    [JsonPropertyName("tinit")]
    public int FirstStep { get; init; }

    /// <summary>For how many steps at the end the ranks stay as they are.</summary>
    [JsonPropertyName("tfinal")]
    public int FinalSteps { get; init; }

    /// <summary>Triplets are chosen every so many steps.</summary>
    [JsonPropertyName("deltaT")]
    public int Interval { get; init; } = 1;

    /// <summary>How many steps the training has; nothing is chosen without it.</summary>
    [JsonPropertyName("total_step")]
    public int? TotalSteps { get; init; }

    /// <summary>The memory of the mean sensitivity.</summary>
    [JsonPropertyName("beta1")]
    public double SensitivityBeta { get; init; } = 0.85;

    /// <summary>The memory of its uncertainty.</summary>
    [JsonPropertyName("beta2")]
    public double UncertaintyBeta { get; init; } = 0.85;

    /// <summary>What the distance from orthogonality is multiplied by in the loss.</summary>
    [JsonPropertyName("orth_reg_weight")]
    public double OrthogonalWeight { get; init; } = 0.5;

    /// <summary>Which triplets of each layer's first ones are left, by <c>layer.lora_E</c>; null until triplets were chosen.</summary>
    [JsonPropertyName("rank_pattern")]
    public IReadOnlyDictionary<string, IReadOnlyList<bool>>? RankPattern { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    /// <summary>Whether the base stores its weights transposed, as GPT-2 does; written for PEFT, and found out here.</summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <summary>Rows of embeddings that are trained beside the update.</summary>
    [JsonPropertyName("trainable_token_indices")]
    public TokenRows? TrainableTokenIndices { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert { get; } = new Dictionary<string, string>
    {
        ["alora_invocation_tokens"] = "null",
        ["alpha_pattern"] = "{}",
        ["arrow_config"] = "null",
        ["corda_config"] = "null",
        ["ensure_weight_tying"] = "false",
        ["eva_config"] = "null",
        ["kasa_config"] = "null",
        ["layer_replication"] = "null",
        ["loftq_config"] = "{}",
        ["lora_bias"] = "false",
        ["lora_ga_config"] = "null",
        ["megatron_config"] = "null",
        ["megatron_core"] = "\"megatron.core\"",
        ["monteclora_config"] = "null",
        ["qalora_group_size"] = "16",
        ["target_parameters"] = "null",
        ["use_bdlora"] = "null",
        ["use_dora"] = "false",
        ["use_qalora"] = "false",
        ["use_rslora"] = "false",
        ["velora_config"] = "null",
    };

    /// <inheritdoc/>
    protected internal override bool SavesEmbeddings => true;

    /// <inheritdoc/>
    protected internal override bool Fits(BaseLayer layer) => layer.Kind is LayerKind.Linear or LayerKind.Convolution;

    /// <inheritdoc/>
    protected internal override IEnumerable<LayerPart> Parts(PeftModel model) =>
        base.Parts(model).Concat(TokenRows.PartsOf(model, TrainableTokenIndices));

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        if (InitialRank < 1 || TargetRank < 0 || Interval < 1 || FirstStep < 0 || FinalSteps < 0)
        {
            throw new ArgumentException(
                "AdaLoRA needs init_r and deltaT of at least 1 and target_r, tinit and tfinal of at least 0, " +
                $"not {InitialRank}, {Interval}, " +
                $"{TargetRank}, {FirstStep} and {FinalSteps}.");
        }

        return TotalSteps is not { } total || FirstStep < total - FinalSteps
            ? new AdaLoraAttachment(model, adapter, (AdaLoraConfig)For(model.Model), seed)
            : throw new ArgumentException(
                $"AdaLoRA's total_step is {total}, which leaves no step between tinit ({FirstStep}) " +
                $"and the last {FinalSteps} (tfinal): raise it.");
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => new AdaLoraAdapter(site, this);

    /// <summary>Which of the first triplets a layer still has; all, where nothing is said.</summary>
    /// <exception cref="ArgumentException">The pattern is not one of <see cref="InitialRank"/> triplets.</exception>
    internal IReadOnlyList<bool> KeptIn(string module)
    {
        if (RankPattern?.TryGetValue(PatternKey(module), out var kept) != true)
        {
            return [.. Enumerable.Repeat(true, InitialRank)];
        }

        return kept!.Count == InitialRank
            ? kept
            : throw new ArgumentException(
                $"rank_pattern has {kept.Count} entries for '{module}', and init_r is {InitialRank}: one each is needed.");
    }

    /// <summary>The key of a layer in <see cref="RankPattern"/>.</summary>
    internal static string PatternKey(string module) => module + ".lora_E";
}

/// <summary>AdaLoRA on one layer.</summary>
public sealed class AdaLoraAdapter : DeltaAdapter
{
    // PEFT's guard against a rank of zero; it is part of what its files mean.
    private const double Guard = 1e-5;

    private readonly Parameter lora_A, lora_B, lora_E;
    private readonly Parameter ranknum;
    private readonly LoraShape _shape;
    private readonly double _alpha;

    internal AdaLoraAdapter(AdapterSite site, AdaLoraConfig config) : base(nameof(AdaLoraAdapter), site.Layer)
    {
        const double Deviation = 0.02;
        var weight = site.Layer.Weight;
        using var generator = new Generator((ulong)site.Seed);
        (_shape, _alpha, Dropout) = (LoraShape.Of(site.Layer), config.Alpha, config.Dropout);
        long rank = config.KeptIn(site.Module).Count(k => k);
        var (outputs, deviation) = (weight.shape[0], config.InitWeights ? Deviation : 1);
        lora_A = Trained(TorchDraws.Normal(generator, deviation, rank, weight.numel() / outputs));
        lora_B = Trained(TorchDraws.Normal(generator, deviation, outputs, rank));
        lora_E = Trained(config.InitWeights ? zeros(rank, 1) : TorchDraws.Normal(generator, 1, rank, 1));
        ranknum = Trained(full([1], config.InitialRank, ScalarType.Float32));
        ranknum.requires_grad = false;
        RegisterComponents();
    }

    /// <summary>A: <c>[r, in]</c>, a convolution's <c>in</c> being its window's numbers.</summary>
    public Parameter A => lora_A;

    /// <summary>B: <c>[out, r]</c>.</summary>
    public Parameter B => lora_B;

    /// <summary>E: <c>[r, 1]</c>, what stands for the singular values.</summary>
    public Parameter E => lora_E;

    /// <summary>r as its tensors have it now.</summary>
    internal int Rank => (int)lora_E.shape[0];

    /// <summary>Which triplets are left after the last choice; null where none was made.</summary>
    internal bool[]? Kept { get; set; }

    /// <inheritdoc/>
    protected override double Dropout { get; }

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var product = Rank > 0 ? lora_B.mm(Scaled()) : zeros([lora_B.shape[0], lora_A.shape[1]], lora_B.dtype, lora_B.device);
        return _shape.Weight(Layer, product).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (Rank == 0)
        {
            return next.Call(x);
        }

        using var scope = NewDisposeScope();
        var drops = training && Dropout > 0;
        var sum = next.IsLayer && !drops && Layer.Frozen is { } frozen
            ? frozen.ForwardLowRank(x, Scaled(), lora_B, 1)
            : _shape.Add(Layer, next.Call(x), drops ? F.dropout(x, Dropout) : x, Scaled(), lora_B, 1);
        return sum.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new(nameof(lora_A), lora_A),
        new(nameof(lora_B), lora_B),
        new(nameof(lora_E), lora_E),
        new(nameof(ranknum), ranknum, IsTrained: false, IsSaved: false),
    ];

    /// <summary>The triplets that are left.</summary>
    protected internal override IEnumerable<(string Suffix, Tensor Tensor)> Export()
    {
        if (Kept is null || Array.TrueForAll(Kept, k => k))
        {
            return base.Export();
        }

        long[] left = [.. Kept.Select((k, i) => (k, i)).Where(t => t.k).Select(t => (long)t.i)];
        using var rows = tensor(left, ScalarType.Int64, device: lora_A.device);
        return
        [
            (nameof(lora_A), lora_A.detach().index_select(0, rows)),
            (nameof(lora_B), lora_B.detach().index_select(1, rows)),
            (nameof(lora_E), lora_E.detach().index_select(0, rows)),
        ];
    }

    /// <summary><c>‖A Aᵀ − I‖ + ‖Bᵀ B − I‖</c>, a scalar in the caller's scope.</summary>
    internal Tensor Skewness()
    {
        using var scope = NewDisposeScope();
        var identity = eye(Rank, dtype: lora_A.dtype, device: lora_A.device);
        return ((lora_A.mm(lora_A.t()) - identity).norm() + (lora_B.t().mm(lora_B) - identity).norm()).MoveToOuterDisposeScope();
    }

    // diag(E) A, with the scaling: [r, in]
    private Tensor Scaled() => lora_A * (lora_E * (_alpha / (ranknum + Guard)));
}
