using System.Text.Json.Serialization;
using PeftWorkbook.Peft.Reparameterized.LoraOptions;
using PeftWorkbook.Peft.Reparameterized.LoraStarts;

namespace PeftWorkbook.Peft.Reparameterized;

public sealed partial record LoraConfig
{
    /// <summary>r, the rank of the update.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 8;

    /// <summary>The update is scaled by alpha / r.</summary>
    [JsonPropertyName("lora_alpha")]
    public double Alpha { get; init; } = 8;

    /// <summary>The share of the adapter's input that is dropped in training.</summary>
    [JsonPropertyName("lora_dropout")]
    public double Dropout { get; init; }

    /// <summary>Scales by alpha / √r (rsLoRA, arXiv 2312.03732), which keeps large ranks trainable.</summary>
    [JsonPropertyName("use_rslora")]
    public bool UseRsLora { get; init; }

    /// <summary>How A and B start.</summary>
    [JsonPropertyName("init_lora_weights")]
    public LoraStart Start { get; init; } = LoraStart.Kaiming;

    /// <summary>Whether the adapter has a bias of its own, added with the scaling.</summary>
    [JsonPropertyName("lora_bias")]
    public bool HasBias { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    /// <summary>
    /// Whether the base stores its weights transposed, as GPT-2 does; written for PEFT, and found out here.
    /// </summary>
    [JsonPropertyName("fan_in_fan_out")]
    public bool FanInFanOut { get; init; }

    /// <summary>Other ranks for modules whose name matches a pattern.</summary>
    [JsonPropertyName("rank_pattern")]
    public IReadOnlyDictionary<string, int> RankPattern { get; init; } = new Dictionary<string, int>();

    /// <summary>Other alphas for modules whose name matches a pattern.</summary>
    [JsonPropertyName("alpha_pattern")]
    public IReadOnlyDictionary<string, double> AlphaPattern { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Weights that are adapted by their own names, as <c>q_proj.weight</c>, beside
    /// <see cref="LayerPeftConfig.TargetModules"/>.
    /// </summary>
    [JsonPropertyName("target_parameters")]
    public IReadOnlyList<string>? TargetParameters { get; init; }

    /// <summary>
    /// Rows of embeddings that are trained beside the update: token ids, of the input embedding or by its name.
    /// </summary>
    [JsonPropertyName("trainable_token_indices")]
    public TokenRows? TrainableTokenIndices { get; init; }

    /// <summary>
    /// The layers of the deeper model that is made of the base's, as ranges <c>[first, past the last]</c>: <c>[[0, 4],
    /// [2, 5]]</c> has nine
    /// layers, each with adapters of its own, and no more weights than the base (arXiv 2312.15166 and 2409.02826 grow
    /// models so).
    /// </summary>
    [JsonPropertyName("layer_replication")]
    public IReadOnlyList<IReadOnlyList<int>>? LayerReplication { get; init; }

    /// <summary>
    /// Whether what is trained of an embedding is trained of the head that shares its weight too, and stays one.
    /// </summary>
    [JsonPropertyName("ensure_weight_tying")]
    public bool EnsureWeightTying { get; init; }

    /// <summary>Learns magnitudes and directions apart (DoRA).</summary>
    [JsonPropertyName("use_dora")]
    public bool UseDora { get; init; }

    /// <summary>KaSA's settings; null does without.</summary>
    [JsonPropertyName("kasa_config")]
    public KasaOption? Kasa { get; init; }

    /// <summary>MonteCLoRA's settings; null does without.</summary>
    [JsonPropertyName("monteclora_config")]
    public MonteCloraOption? MonteClora { get; init; }

    /// <summary>VeLoRA's settings; null does without.</summary>
    [JsonPropertyName("velora_config")]
    public VeloraOption? Velora { get; init; }

    /// <summary>BD-LoRA's settings; null does without.</summary>
    [JsonPropertyName("use_bdlora")]
    public BdLoraOption? BdLora { get; init; }

    /// <summary>Gives A one column for each group of inputs (QA-LoRA).</summary>
    [JsonPropertyName("use_qalora")]
    public bool UseQaLora { get; init; }

    /// <summary>The inputs in a group of QA-LoRA.</summary>
    [JsonPropertyName("qalora_group_size")]
    public int QaLoraGroupSize { get; init; } = 16;

    /// <summary>The tokens from which on the adapter acts (aLoRA); null makes it act everywhere.</summary>
    [JsonPropertyName("alora_invocation_tokens")]
    public IReadOnlyList<long>? AloraInvocationTokens { get; init; }

    /// <summary>The experts that Arrow routes among; null does without.</summary>
    [JsonPropertyName("arrow_config")]
    public ArrowOption? Arrow { get; init; }

    /// <summary>
    /// Modules whose output is several equal parts, by patterns of their names, with the parts that are adapted:
    /// <c>{"c_attn": [true, false, true]}</c> is GPT-2's queries and values. Each has an update of its own rank r.
    /// </summary>
    [JsonPropertyName("lora_parts")]
    public IReadOnlyDictionary<string, IReadOnlyList<bool>>? AdaptedParts { get; init; }

    /// <summary>Whether a trained gate takes the place of s (UniPELT, arXiv 2110.07577).</summary>
    [JsonPropertyName("use_gating")]
    public bool? UseGating { get; init; }

    /// <summary>
    /// Whether the gate counts padding too, as AdapterHub's does, so that a text's result depends on its batch.
    /// </summary>
    [JsonPropertyName("gates_see_padding")]
    public bool? GatesSeePadding { get; init; }

    /// <summary>
    /// <c>adapterhub</c> computes DoRA as AdapterHub does, for what was trained there: the bias is scaled with the
    /// rest, the norm is that of <c>W + B A</c> without s, and gradients go through it. Null is the paper's.
    /// </summary>
    [JsonPropertyName("dora_variant")]
    public string? DoraVariant { get; init; }

    /// <summary>EVA's settings, for <see cref="LoraStart.Eva"/>.</summary>
    [JsonPropertyName("eva_config")]
    public EvaSettings? Eva { get; init; }

    /// <summary>CorDA's settings, for <see cref="LoraStart.Corda"/>.</summary>
    [JsonPropertyName("corda_config")]
    public CordaSettings? Corda { get; init; }

    /// <summary>LoRA-GA's settings, for <see cref="LoraStart.LoraGa"/>.</summary>
    [JsonPropertyName("lora_ga_config")]
    public LoraGaSettings? LoraGa { get; init; }

    /// <summary>What a start found in batches, by module.</summary>
    internal IReadOnlyDictionary<string, LoraFactors>? Gathered { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert { get; } = new Dictionary<string, string>
    {
        ["loftq_config"] = "{}",
        ["megatron_config"] = "null",
        ["megatron_core"] = "\"megatron.core\"",
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra => ["lora_parts", "use_gating", "gates_see_padding", "dora_variant"];

    /// <inheritdoc/>
    protected internal override bool MixesPositions => UseGating == true;

    /// <summary>Whether the update is <c>s B A</c> and nothing else.</summary>
    internal bool IsPlain => Option is null;

    // The option that is set; two at once would each want to make the adapter.
    private ILoraOption? Option
    {
        get
        {
            List<ILoraOption> chosen =
            [
                .. new ILoraOption?[]
                {
                    UseDora ? DoraOption.Of(DoraVariant) : null, Kasa, MonteClora, Velora, BdLora, Arrow,
                    UseQaLora ? new QaLoraOption(QaLoraGroupSize) : null,
                    AdaptedParts is not null || UseGating == true ? new PartsOption(AdaptedParts, UseGating == true) : null,
                    AloraInvocationTokens is { } tokens ? new AloraOption(tokens) : null,
                }.OfType<ILoraOption>(),
            ];
            return chosen.Count < 2
                ? chosen.FirstOrDefault()
                : throw new ArgumentException($"LoRA cannot be {string.Join(" and ", chosen.Select(c => c.Name))} at once: choose one.");
        }
    }
}
