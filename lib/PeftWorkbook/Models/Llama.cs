using PeftWorkbook.Attention;
using PeftWorkbook.Engine;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models;

/// <summary>
/// Llama (arXiv 2302.13971, 2307.09288): pre-norm decoder layers with RMSNorm, rotary positions, grouped queries and a gated
/// feed-forward net. Qwen2 (arXiv 2407.10671) is the same with biases on queries, keys and values. Tensors are <c>[batch, seq, dim]</c>.
/// </summary>
[Architecture("llama", ModelTask.CausalLanguageModel, "LlamaForCausalLM")]
[Architecture("qwen2", ModelTask.CausalLanguageModel, "Qwen2ForCausalLM")]
public sealed class LlamaForCausalLM : PretrainedModel
{
    private readonly LlamaModel model;
    private readonly Module<Tensor, Tensor> lm_head;
    private readonly bool _isTied;

    /// <summary>Makes the model with undefined weights.</summary>
    public LlamaForCausalLM(ModelConfig config) : base(nameof(LlamaForCausalLM), config, "model")
    {
        _isTied = config.Flag("tie_word_embeddings", false);
        model = new(config);
        lm_head = _isTied
            ? new Dense(model.Embeddings)
            : new Dense(config.Long("hidden_size"), config.Long("vocab_size"), hasBias: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["q_proj", "v_proj"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["k_proj", "v_proj"], ["down_proj"]);

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> OutputHeads => ["lm_head"];

    /// <summary>Ids <c>[batch, seq]</c> to scores of the next token <c>[batch, seq, vocabulary]</c>.</summary>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var output = model.call(input);
        var hidden = output.LastHiddenState!;
        var asked = input.LastPositionOnly ? hidden.narrow(1, hidden.shape[1] - 1, 1) : hidden;
        var logits = lm_head.call(asked);
        return (output with { Logits = logits, Loss = Losses.NextToken(logits, input.Labels) }).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override void TieWeights()
    {
        if (_isTied && lm_head is Dense head)
        {
            head.Tie(model.Embeddings);
        }
    }
}

/// <summary>What the layers of one pass share.</summary>
/// <param name="Cos">Cosines of the positions.</param>
/// <param name="Sin">Sines of the positions.</param>
/// <param name="Bias">The causal mask, or null.</param>
/// <param name="Input">The model's input, with its cache and prefix.</param>
/// <param name="Attentions">Where each layer leaves its probabilities; null where nobody asks.</param>
internal sealed record DecoderPass(Tensor Cos, Tensor Sin, Tensor? Bias, ModelInput Input, List<Tensor>? Attentions);

/// <summary>Llama or Qwen2 without a head: embeddings, layers, final norm; <c>[batch, seq]</c> to <c>[batch, seq, dim]</c>.</summary>
[Architecture("llama", ModelTask.Encoder, "LlamaModel")]
[Architecture("qwen2", ModelTask.Encoder, "Qwen2Model")]
public sealed class LlamaModel : PretrainedModel
{
    private readonly Module<Tensor, Tensor>? embed_tokens;
    private readonly ModuleList<LlamaLayer> layers;
    private readonly Module<Tensor, Tensor> norm;
    private readonly RotaryEmbedding _rotary;

    /// <summary>Makes the model with undefined weights.</summary>
    public LlamaModel(ModelConfig config) : this(config, hasEmbeddings: true)
    {
    }

    /// <param name="config">The model's configuration.</param>
    /// <param name="hasEmbeddings">Whether it has word vectors of its own; without them it takes vectors alone.</param>
    internal LlamaModel(ModelConfig config, bool hasEmbeddings) : base(nameof(LlamaModel), config, "model")
    {
        var dim = config.Long("hidden_size");
        embed_tokens = hasEmbeddings ? new TokenEmbedding(config.Long("vocab_size"), dim, config.Token("pad_token_id")) : null;
        layers = new([.. Enumerable.Range(0, config.Count("num_hidden_layers")).Select(i => new LlamaLayer(config, i))]);
        norm = new RmsNorm(dim, config.Double("rms_norm_eps", 1e-6));
        _rotary = RotaryConfig.Read(config, LlamaAttention.HeadDim(config));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["q_proj", "v_proj"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["k_proj", "v_proj"], ["down_proj"]);

    internal Parameter Embeddings => TokenEmbedding.TableOf(embed_tokens!);

    /// <inheritdoc/>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var x = input.InputsEmbeds ?? embed_tokens!.call(input.InputIds!);               // [batch, seq, dim]
        var (seq, past) = (x.shape[1], input.Cache?.Length ?? 0);
        var (cos, sin) = _rotary.At(Positions(input, past, seq, x.device), x.dtype);
        var bias = GroupedQueryAttention.CausalBias(seq, past + seq, input.AttentionMask, x.dtype, x.device);
        var pass = new DecoderPass(cos, sin, bias, input, input.WithAttentions ? [] : null);
        ActivationCheckpoint.Keep(scope, cos, sin, bias);
        x = input.Embedded(x);
        List<Tensor> hidden = [x];
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            x = input.Block(i, x, state => ActivationCheckpoint.Run(h => layer.call(h, pass), state));
            hidden.Add(x);
        }

        input.Cache?.Advance(seq);
        hidden[^1] = norm.call(x);                                                       // the last one is after the norm
        scope.Attach(pass.Attentions ?? []);
        return new ModelOutput
        {
            LastHiddenState = hidden[^1],
            HiddenStates = input.WithHiddenStates ? hidden : null,
            Attentions = pass.Attentions,
        }.MoveToOuterDisposeScope();
    }

    // Padding has no position: with a mask the tokens count from 0, wherever the row's padding lies.
    private static Tensor Positions(ModelInput input, long past, long seq, Device device)
    {
        if (input.PositionIds is { } given)
        {
            return given;
        }

        var shift = input.Prefix?.Shift ?? 0;
        return input.AttentionMask is { } mask && input.Cache is not null
            ? ((mask.cumsum(1) - 1).clamp(min: 0) + shift).narrow(1, past, seq)
            : arange(shift + past, shift + past + seq, ScalarType.Int64, device).unsqueeze(0);
    }
}

/// <summary>Attention and the feed-forward net, each on its normalised input and added to it.</summary>
internal sealed class LlamaLayer : Module<Tensor, DecoderPass, Tensor>, IHasSubLayers, INumberedLayer
{
    private static readonly SubLayer[] s_subLayers =
    [
        new(SubLayerKind.SelfAttention, "self_attn", "attention_adapters.adapters"),
        new(SubLayerKind.FeedForward, "mlp", "output_adapters.adapters"),
    ];

    private int _index;
    private readonly LlamaAttention self_attn;
    private readonly LlamaMlp mlp;
    private readonly Module<Tensor, Tensor> input_layernorm;
    private readonly Module<Tensor, Tensor> post_attention_layernorm;

    internal LlamaLayer(ModelConfig config, int index) : base(nameof(LlamaLayer))
    {
        _index = index;
        var (dim, epsilon) = (config.Long("hidden_size"), config.Double("rms_norm_eps", 1e-6));
        self_attn = new(config, index);
        mlp = new(config);
        input_layernorm = new RmsNorm(dim, epsilon);
        post_attention_layernorm = new RmsNorm(dim, epsilon);
        RegisterComponents();
    }

    int INumberedLayer.Index
    {
        get => _index;
        set => _index = value;
    }

    IReadOnlyList<SubLayer> IHasSubLayers.SubLayers => s_subLayers;

    public override Tensor forward(Tensor x, DecoderPass pass)
    {
        using var scope = NewDisposeScope();
        var read = input_layernorm.call(x);
        var attended = pass.Input.Join(SubLayerKind.SelfAttention, _index, self_attn.call(read, pass), new(x, null) { Read = read });
        read = post_attention_layernorm.call(attended);
        return pass.Input.Join(SubLayerKind.FeedForward, _index, mlp.call(read), new(attended, null) { Read = read })
            .MoveToOuterDisposeScope();
    }
}

/// <summary>Causal self-attention: <c>heads</c> queries, <c>key heads</c> keys and values.</summary>
internal sealed class LlamaAttention : Module<Tensor, DecoderPass, Tensor>, INumberedLayer
{
    private readonly Module<Tensor, Tensor> q_proj, k_proj, v_proj, o_proj;
    private readonly long _heads, _groups, _headDim;
    private int _index;
    private readonly double _dropout;

    int INumberedLayer.Index
    {
        get => _index;
        set => _index = value;
    }

    internal LlamaAttention(ModelConfig config, int index) : base(nameof(LlamaAttention))
    {
        var dim = config.Long("hidden_size");
        _index = index;
        _heads = config.Long("num_attention_heads");
        _groups = config.Long("num_key_value_heads", _heads);
        _headDim = HeadDim(config);
        _dropout = config.Double("attention_dropout", 0);
        var isQwen = config.ModelType == "qwen2";
        var hasBias = config.Flag("attention_bias", isQwen);
        q_proj = new Dense(dim, _heads * _headDim, hasBias);
        k_proj = new Dense(dim, _groups * _headDim, hasBias);
        v_proj = new Dense(dim, _groups * _headDim, hasBias);
        o_proj = new Dense(_heads * _headDim, dim, hasBias && !isQwen);
        RegisterComponents();
    }

    internal static long HeadDim(ModelConfig config) =>
        config.Long("head_dim", config.Long("hidden_size") / config.Long("num_attention_heads"));

    public override Tensor forward(Tensor x, DecoderPass pass)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (q_proj.call(x), k_proj.call(x), v_proj.call(x));                        // [batch, seq, heads·d]
        var mixed = IsStep(q, pass) ? Step(q, k, v, pass) : Attend(x, q, k, v, pass);
        return o_proj.call(mixed).MoveToOuterDisposeScope();
    }

    // One new position, and nothing that a kernel for it does not know.
    private bool IsStep(Tensor q, DecoderPass pass) =>
        pass is { Input: { Cache: not null, GatedPrompts: null, Prefix: null }, Attentions: null }
        && q.size(1) == 1 && pass.Cos.size(-1) == _headDim && !(training && _dropout > 0) && TokenOps.CanStep(q);

    private Tensor Step(Tensor q, Tensor k, Tensor v, DecoderPass pass)
    {
        var (keys, values, filled) = pass.Input.Cache!.Memory(_index, [q.size(0), _groups, 1, _headDim], q);
        var bias = AttentionPrefix.Fit(pass.Bias, filled + 1);
        return TokenOps.AttendStep(q, k, v, (pass.Cos, pass.Sin), (keys, values), filled, bias, 1 / Math.Sqrt(_headDim));
    }

    private Tensor Attend(Tensor x, Tensor query, Tensor key, Tensor value, DecoderPass pass)
    {
        var q = RotaryEmbedding.Rotate(Split(query, _heads), pass.Cos, pass.Sin);                // [batch, heads, seq, d]
        var k = RotaryEmbedding.Rotate(Split(key, _groups), pass.Cos, pass.Sin);                 // [batch, key heads, seq, d]
        var v = Split(value, _groups);
        (k, v, var bias) = AttentionPrefix.BatchFirst(                                           // [batch, key heads, all, d]
            KeyValuePrefix.At(pass.Input.Prefix?.Layers, _index), x, k, v, pass.Bias, pass.Input.Cache, _index);
        var mixed = GroupedQueryAttention.Attend(q, k, v, bias, null, training ? _dropout : 0, pass.Attentions);
        if (pass.Input.GatedPrompts?[_index] is { } prompt)
        {
            var (own, shown) = (k_proj.call(prompt.Vectors), v_proj.call(prompt.Vectors));
            mixed = mixed + prompt.Attend(q, Split(own, _groups), Split(shown, _groups));
        }

        return mixed;
    }

    private Tensor Split(Tensor x, long heads) => x.view(x.shape[0], x.shape[1], heads, _headDim).transpose(1, 2);
}

/// <summary>The gated net (arXiv 2002.05202): <c>down(act(gate(x)) · up(x))</c>.</summary>
internal sealed class LlamaMlp : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> gate_proj, up_proj, down_proj;
    private readonly Func<Tensor, Tensor, Tensor> _gate;

    internal LlamaMlp(ModelConfig config) : base(nameof(LlamaMlp))
    {
        var (dim, ffn, hasBias) = (config.Long("hidden_size"), config.Long("intermediate_size"), config.Flag("mlp_bias", false));
        _gate = Activation.Gate(config.Text("hidden_act", "silu"));
        gate_proj = new Dense(dim, ffn, hasBias);
        up_proj = new Dense(dim, ffn, hasBias);
        down_proj = new Dense(ffn, dim, hasBias);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return down_proj.call(_gate(gate_proj.call(x), up_proj.call(x))).MoveToOuterDisposeScope();
    }
}
