using PeftWorkbook.Models;
using PeftWorkbook.Peft;

namespace PeftWorkbook.Tests.Peft;

/// <summary>How the generic tests set a method up. A method without a line is tested with its defaults.</summary>
/// <param name="Settings">Fields of <c>adapter_config.json</c> beside <c>peft_type</c>, so that the method fits the
/// small models.</param>
internal sealed record MethodLine(string Settings)
{
    /// <summary>Whether a fresh adapter leaves the model as it is.</summary>
    internal bool StartsAsIdentity { get; init; } = true;

    /// <summary>Whether the method can be folded into weights of every small model.</summary>
    internal bool Merges { get; init; } = true;

    /// <summary>A number in the settings that the update is proportional to.</summary>
    internal string? LinearIn { get; init; }

    /// <summary>Whether it needs more than its settings (other adapters, masks), which a test of its own makes first.</summary>
    internal bool NeedsOthers { get; init; }

    /// <summary>The small models that the method fits; null means all.</summary>
    internal string[]? Families { get; init; }

    /// <summary>The highest rank of an update of a matrix; null where the method does not bound it.</summary>
    internal int? UpdateRank { get; init; }
}

/// <summary>The settings of each method, and the small models.</summary>
internal static class MethodTable
{
    private static readonly Dictionary<string, MethodLine> s_lines = new()
    {
        ["ADALORA"] = new(@"""init_r"": 3, ""target_r"": 2, ""lora_alpha"": 6, ""total_step"": 10, ""tfinal"": 2")
        {
            LinearIn = "lora_alpha",
            UpdateRank = 3,
        },
        ["ADAMSS"] = new(@"""r"": 6, ""num_subspaces"": 3, ""subspace_rank"": 2"),
        ["ADAPTION_PROMPT"] = new(@"""adapter_len"": 3, ""adapter_layers"": 2") { Merges = false, Families = ["llama", "gpt2"] },
        ["BADAM"] = new(@"""switch_block_every"": 5"),
        ["ASYMMETRY_LORA"] = new(@"""r"": 3, ""lora_alpha"": 6") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["BATCHED_FLORA"] = new(@"""r"": 3, ""n_tasks"": 2") { Merges = false },
        ["BEFT"] = new("") { Merges = false },
        ["BITFIT"] = new("") { Families = ["bert", "roberta", "gpt2"] },
        ["BOFT"] = new(@"""boft_block_size"": 4, ""boft_n_butterfly_factor"": 2"),
        ["BOTTLENECK"] = new(@"""mh_adapter"": true, ""reduction_factor"": 6") { StartsAsIdentity = false, Merges = false },
        ["C3A"] = new(@"""block_size"": 4, ""init_weights"": true"),
        ["CARTRIDGE"] = new(@"""num_virtual_tokens"": 3") { StartsAsIdentity = false, Merges = false },
        ["CHILD_TUNING"] = new(@"""mode"": ""D"""),
        ["COLA"] = new(@"""r"": 3, ""lora_alpha"": 6, ""restart_every"": 2") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["CPT"] = new(@"""cpt_token_ids"": [5, 6, 7], ""cpt_tokens_type_mask"": [1, 2, 4], ""opt_projection_epsilon"": 9")
        {
            StartsAsIdentity = false,
            Merges = false,
            Families = ["llama", "gpt2"],
        },
        ["DEFT"] = new(@"""r"": 3, ""alpha"": 6") { UpdateRank = 3 },
        ["DELORA"] = new(@"""r"": 3") { UpdateRank = 3 },
        ["DIFF_PRUNING"] = new("") { Merges = false },
        ["FISH"] = new(@"""keep_ratio"": 0.05"),
        ["DELTA_LORA"] = new(@"""r"": 3, ""lora_alpha"": 6, ""start_step"": 1") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["DYLORA"] = new(@"""r"": 3, ""lora_alpha"": 6") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["FLORA"] = new(@"""r"": 3, ""lora_alpha"": 6") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["FOURIERFT"] = new(@"""n_frequency"": 30, ""scaling"": 20") { StartsAsIdentity = false, LinearIn = "scaling" },
        ["FROD"] = new(@"""sparse_rate"": 0.05"),
        ["GALORE"] = new(@"""rank"": 4, ""update_proj_gap"": 2"),
        ["GLORA"] = new(@"""r"": 3, ""config_D_E"": ""vector"""),
        ["GPS"] = new(@"""k"": 2"),
        ["GRALORA"] = new(@"""r"": 4, ""alpha"": 8, ""gralora_k"": 2") { LinearIn = "alpha", UpdateRank = 8 },
        ["HIRA"] = new(@"""r"": 3"),
        ["HRA"] = new(@"""r"": 4") { UpdateRank = 4 },
        ["HYDRALORA"] = new(@"""r"": 3, ""num_experts"": 3") { Merges = false },
        ["IA3"] = new(""),
        ["INCRELORA"] = new(@"""r"": 3, ""lora_alpha"": 2, ""incre_interval"": 1, ""top_h"": 1"),
        ["KRONA"] = new(@"""krona_scale"": 2, ""krona_shape"": [4, 4]") { LinearIn = "krona_scale" },
        ["LILY"] = new(@"""r"": 3, ""stride_A"": 2, ""num_B"": 3") { Merges = false },
        ["LISA"] = new(@"""gamma"": 1"),
        ["LN_TUNING"] = new(""),
        ["LOHA"] = new(@"""r"": 2, ""alpha"": 6") { LinearIn = "alpha", UpdateRank = 4 },
        ["LOKR"] = new(@"""r"": 2, ""alpha"": 6, ""decompose_factor"": 4") { LinearIn = "alpha", UpdateRank = 8 },
        ["LORA"] = new(@"""r"": 3, ""lora_alpha"": 6") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["LORAMOE"] = new(@"""r"": 3, ""num_experts"": 3, ""blc_weight"": 0.1") { Merges = false },
        ["LORA_DASH"] = new(@"""r"": 3, ""lora_alpha"": 6, ""dash_index"": 2, ""dash_warmup"": 1")
        {
            LinearIn = "lora_alpha",
            UpdateRank = 3,
        },
        ["LORA_FA"] = new(@"""r"": 3, ""lora_alpha"": 6") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["LT_SFT"] = new(@"""ratio"": 0.1, ""full_learning_rate"": 0.001"),
        ["MAGNITUDE"] = new(@"""ratio"": 0.1"),
        ["MASK"] = new("") { NeedsOthers = true },
        ["LORA_PRO"] = new(@"""r"": 3, ""lora_alpha"": 6") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["LORA_SB"] = new(@"""r"": 3, ""lora_alpha"": 3") { NeedsOthers = true },
        ["LORA_XS"] = new(@"""r"": 3, ""lora_alpha"": 6, ""init_std"": 1e-9") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["LOREFT"] = new(@"""r"": 2, ""suffix_positions"": 1") { StartsAsIdentity = false, Merges = false },
        ["LORETTA"] = new(@"""r"": 3, ""lora_alpha"": 6, ""tensor_rank"": 2")
        {
            StartsAsIdentity = false,
            LinearIn = "lora_alpha",
            UpdateRank = 2,
        },
        ["MAM"] = new(@"""prefix"": {""num_virtual_tokens"": 3}, ""feedforward"": {""is_parallel"": true, ""reduction_factor"": 4}")
        {
            StartsAsIdentity = false,
            Merges = false,
        },
        ["MISS"] = new(@"""r"": 5") { UpdateRank = 5 },
        ["MIXLORA"] = new(@"""r"": 3, ""num_experts"": 3") { Merges = false },
        ["MOELORA"] = new(@"""r"": 4, ""num_experts"": 2, ""task_embedding_dim"": 5") { Merges = false },
        ["MORA"] = new(@"""r"": 2"),
        ["MOSLORA"] = new(@"""r"": 3, ""lora_alpha"": 6") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["MULTITASK_PROMPT_TUNING"] = new(@"""num_virtual_tokens"": 3, ""num_tasks"": 2, ""num_ranks"": 2")
        {
            StartsAsIdentity = false,
            Merges = false,
        },
        ["NOLA"] = new(@"""r"": 3, ""lora_alpha"": 6, ""num_basis"": 5") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["OFT"] = new(@"""oft_block_size"": 4, ""use_cayley_neumann"": false"),
        ["OSF"] = new(@"""effective_rank"": 4"),
        ["PAFI"] = new(@"""ratio"": 0.1"),
        ["PEANUT"] = new(@"""r"": 3, ""depth"": 1, ""act_fn"": ""gelu""") { UpdateRank = 3 },
        ["POLY"] = new(@"""r"": 3, ""n_tasks"": 2, ""n_skills"": 2, ""n_splits"": 2") { Merges = false },
        ["PREFIX_TUNING"] = new(@"""num_virtual_tokens"": 3") { StartsAsIdentity = false, Merges = false },
        ["PROMPT_TUNING"] = new(@"""num_virtual_tokens"": 3") { StartsAsIdentity = false, Merges = false },
        ["PROPULSION"] = new(@"""degree"": 3"),
        ["PSOFT"] = new(@"""r"": 4, ""psoft_alpha"": 8") { UpdateRank = 4 },
        ["PVERA"] = new(@"""r"": 6") { UpdateRank = 6 },
        ["P_TUNING"] = new(@"""num_virtual_tokens"": 3, ""encoder_hidden_size"": 8") { StartsAsIdentity = false, Merges = false },
        ["RANDLORA"] = new(@"""r"": 5, ""randlora_alpha"": 10") { LinearIn = "randlora_alpha" },
        ["RASA"] = new(@"""r"": 3, ""lora_alpha"": 6") { UpdateRank = 4 },
        ["RELORA"] = new(@"""r"": 3, ""lora_alpha"": 6, ""restart_every"": 2") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["ROAD"] = new(@"""group_size"": 8"),
        ["ROCOFT"] = new(@"""r"": 3, ""bias"": true") { UpdateRank = 3 },
        ["SAM"] = new(@"""ratio"": 0.1"),
        ["SHADOW"] = new(@"""r"": 3") { Merges = false, Families = ["llama", "gpt2"] },
        ["SHIRA"] = new(@"""r"": 1"),
        ["SIFT"] = new(@"""rate"": 0.1"),
        ["SPIEL"] = new(@"""density"": 0.1"),
        ["SORA"] = new(@"""r"": 3, ""lora_alpha"": 6, ""sparse_lambda"": 0.01") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["SPECTRAL_ADAPTER"] = new(@"""r"": 2") { UpdateRank = 4 },
        ["SUPERTUNING"] = new(@"""sparsity"": 0.9, ""r"": 2, ""lora_alpha"": 4"),
        ["SVFT"] = new("") { StartsAsIdentity = false },
        ["TIED_LORA"] = new(@"""r"": 3, ""lora_alpha"": 6") { LinearIn = "lora_alpha", UpdateRank = 3 },
        ["TINYLORA"] = new(@"""r"": 3, ""u"": 6") { UpdateRank = 3 },
        ["TRAINABLE_TOKENS"] = new(
            @"""token_indices"": [1, 5, 9, 14, 22, 30], ""target_modules"": "".*(embed_tokens|word_embeddings|wte)"""),
        ["TT_LORA"] = new(@"""tt_rank"": 3, ""tt_alpha"": 2") { LinearIn = "tt_alpha" },
        ["UNILORA"] = new(@"""r"": 3, ""theta_d_length"": 40, ""init_theta_d_bound"": 1") { StartsAsIdentity = false, UpdateRank = 3 },
        ["UNION"] = new("""
            "configs": [{"peft_type": "PREFIX_TUNING", "num_virtual_tokens": 3}, {"peft_type": "LORA", "r": 3, "use_gating": true}]
            """)
        {
            StartsAsIdentity = false,
            Merges = false,
        },
        ["UNIPELT"] = new("""
            "prefix": {"num_virtual_tokens": 3, "prefix_gate": "shared"}, "adapter": {"reduction_factor": 4, "use_gating": true},
            "lora": {"r": 3, "use_gating": true}
            """)
        {
            StartsAsIdentity = false,
            Merges = false,
        },
        ["VBLORA"] = new(@"""r"": 3, ""num_vectors"": 10, ""vector_length"": 4, ""init_vector_bank_bound"": 1")
        {
            StartsAsIdentity = false,
            UpdateRank = 3,
        },
        ["VERA"] = new(@"""r"": 6") { UpdateRank = 6 },
        ["WAVEFT"] = new(@"""n_frequency"": 30, ""scaling"": 5, ""wavelet_family"": ""db2""") { LinearIn = "scaling" },
        ["ADAMIX"] = new(@"""bottleneck_size"": 4, ""num_experts"": 3") { StartsAsIdentity = false, Merges = false },
        ["ADAPTFORMER"] = new(@"""bottleneck_size"": 4") { Merges = false },
        ["ATTEMPT"] = new(@"""num_virtual_tokens"": 3, ""num_sources"": 2, ""bottleneck_size"": 5, ""temperature"": 4")
        {
            StartsAsIdentity = false,
            Merges = false,
        },
        ["BI_ADAPTFORMER"] = new(@"""bottleneck_size"": 4, ""bits"": 2") { StartsAsIdentity = false, Merges = false },
        ["CONVPASS"] = new(@"""bottleneck_size"": 4") { Merges = false, Families = ["vit"] },
        ["DEPT"] = new(@"""num_virtual_tokens"": 3, ""r"": 2, ""max_length"": 9") { StartsAsIdentity = false, Merges = false },
        ["FACT"] = new(@"""r"": 3, ""scaling"": 2") { LinearIn = "scaling", UpdateRank = 3 },
        ["KRONA_B"] = new(@"""factor_shape"": [4, 6], ""residual"": true") { Merges = false },
        ["LADDER_SIDE_TUNING"] = new(@"""side_hidden_size"": 6, ""side_num_attention_heads"": 3")
        {
            StartsAsIdentity = false,
            Merges = false,
        },
        ["LATE_PROMPT_TUNING"] = new(@"""num_virtual_tokens"": 3, ""bottleneck_size"": 4, ""prompt_generator"": ""appg""")
        {
            StartsAsIdentity = false,
            Merges = false,
            Families = ["bert", "roberta"],
        },
        ["PROPETL"] = new(@"""bottleneck_size"": 4") { StartsAsIdentity = false, Merges = false },
        ["REPADAPTER"] = new(@"""bottleneck_size"": 4") { Merges = false },
        ["RESIDUAL_PROMPT_TUNING"] = new(@"""num_virtual_tokens"": 3, ""bottleneck_size"": 5") { StartsAsIdentity = false, Merges = false },
        ["SIDE_TUNING"] = new(@"""hidden_size"": 5") { StartsAsIdentity = false, Merges = false },
        ["SK_TUNING"] = new(@"""token_ids"": [5, 6, 7]") { StartsAsIdentity = false, Merges = false },
        ["SMOP"] = new(@"""num_virtual_tokens"": 2, ""num_prompts"": 3") { StartsAsIdentity = false, Merges = false },
        ["SPARSE_ADAPTER"] = new(@"""bottleneck_size"": 4, ""kept"": 0.5, ""criterion"": ""magnitude""")
        {
            StartsAsIdentity = false,
            Merges = false,
        },
        ["SSF"] = new("") { StartsAsIdentity = false, Merges = false },
        ["VPT"] = new(@"""num_virtual_tokens"": 3, ""deep"": true") { StartsAsIdentity = false, Merges = false, Families = ["vit"] },
        ["XPROMPT"] = new(@"""num_virtual_tokens"": 4, ""num_pieces"": 4") { StartsAsIdentity = false, Merges = false },
        ["XLORA"] = new("") { NeedsOthers = true },
    };

    private static readonly Dictionary<string, Func<PretrainedModel>> s_models = new()
    {
        ["bert"] = () => TinyModels.Bert(),
        ["llama"] = () => TinyModels.Llama(),
        ["roberta"] = () => Make("""
            {
              "model_type": "roberta", "architectures": ["RobertaForSequenceClassification"], "vocab_size": 50, "hidden_size": 24,
              "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 40, "max_position_embeddings": 16, "pad_token_id": 1,
              "type_vocab_size": 1, "hidden_act": "gelu", "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
              "initializer_range": 0.2, "num_labels": 3
            }
            """),
        ["gpt2"] = () => Make("""
            {
              "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "vocab_size": 50, "n_embd": 24, "n_layer": 2, "n_head": 3,
              "n_positions": 16, "embd_pdrop": 0.0, "attn_pdrop": 0.0, "resid_pdrop": 0.0, "initializer_range": 0.2
            }
            """),
    };

    private static readonly Dictionary<string, Func<PretrainedModel>> s_images = new()
    {
        ["vit"] = PromptCases.Vit,
    };

    /// <summary>The methods that need no other adapters.</summary>
    internal static IEnumerable<string> Alone => PeftMethods.Names.Where(m => !Line(m).NeedsOthers);

    /// <summary>The names of the small models that a method fits, the one that it is tested most on first.</summary>
    internal static IEnumerable<string> Models(string method) => Line(method).Families ?? (IEnumerable<string>)s_models.Keys;

    /// <summary>A small model that a method fits.</summary>
    internal static PretrainedModel ModelFor(string method) => Model(Models(method).First());

    /// <summary>A small model with random weights.</summary>
    internal static PretrainedModel Model(string name) => (s_models.GetValueOrDefault(name) ?? s_images[name])();

    /// <summary>What is known of a method.</summary>
    internal static MethodLine Line(string method) => s_lines.GetValueOrDefault(method) ?? new("");

    /// <summary>
    /// The settings of a method, for a model of the small ones; its family's usual layers are adapted.
    /// </summary>
    internal static PeftConfig Config(string method)
    {
        var settings = Line(method).Settings;
        return PeftConfig.Parse($"{{\"peft_type\": \"{method}\"{(settings.Length == 0 ? "" : ", ")}{settings}}}");
    }

    /// <summary>Puts a method's adapter on a model, made from a batch with labels where it starts from data.</summary>
    internal static PeftModel Wrap(PretrainedModel model, string method, string adapter = "default") =>
        PeftModel.Wrap(model, Config(method), adapter, 0, Batches(model));

    /// <summary>A batch with labels that every small model takes.</summary>
    internal static IReadOnlyList<ModelInput> Batches(PretrainedModel model)
    {
        var batch = TinyModels.Batch();
        var ids = batch.InputIds!.clamp(0, 39).to(model.parameters().First().device);
        return
        [
            new ModelInput(ids)
            {
                AttentionMask = batch.AttentionMask!.to(ids.device),
                Labels = model.Task == ModelTask.SequenceClassification ? batch.Labels!.to(ids.device) : ids,
            },
        ];
    }

    private static PretrainedModel Make(string json) => PretrainedModel.FromConfig(ModelConfig.Parse(json)).Initialize(1);
}
