using PeftWorkbook.Attention;
using PeftWorkbook.Engine;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Models;

/// <summary>
/// GPT-2 with its vocabulary head, tied to the word embeddings: pre-norm decoder layers over learned positions, weights stored
/// transposed. Tensors are <c>[batch, seq, dim]</c>.
/// </summary>
[Architecture("gpt2", ModelTask.CausalLanguageModel, "GPT2LMHeadModel")]
public sealed class Gpt2LMHeadModel : PretrainedModel
{
    private readonly Gpt2Model transformer;
    private readonly Module<Tensor, Tensor> lm_head;

    /// <summary>Makes the model with undefined weights.</summary>
    public Gpt2LMHeadModel(ModelConfig config) : base(nameof(Gpt2LMHeadModel), config, "transformer")
    {
        transformer = new(config);
        lm_head = new Dense(transformer.Embeddings);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["c_attn"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["c_attn"], ["mlp.c_proj"]);

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> OutputHeads => ["lm_head"];

    /// <summary>Ids <c>[batch, seq]</c> to scores of the next token <c>[batch, seq, vocabulary]</c>.</summary>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var output = transformer.call(input);
        var hidden = output.LastHiddenState!;
        var logits = lm_head.call(input.LastPositionOnly ? hidden.narrow(1, hidden.shape[1] - 1, 1) : hidden);
        return (output with { Logits = logits, Loss = Losses.NextToken(logits, input.Labels) }).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override void TieWeights()
    {
        if (lm_head is Dense head)
        {
            head.Tie(transformer.Embeddings);
        }
    }
}

/// <summary>GPT-2 without a head: embeddings, layers, final norm; <c>[batch, seq]</c> to <c>[batch, seq, dim]</c>.</summary>
[Architecture("gpt2", ModelTask.Encoder, "GPT2Model")]
public sealed class Gpt2Model : PretrainedModel
{
    private readonly Module<Tensor, Tensor> wte;
    private readonly Module<Tensor, Tensor> wpe;
    private readonly ModuleList<Gpt2Block> h;
    private readonly Module<Tensor, Tensor> ln_f;
    private readonly double _dropout;

    /// <summary>Makes the model with undefined weights.</summary>
    public Gpt2Model(ModelConfig config) : base(nameof(Gpt2Model), config, "transformer")
    {
        var dim = config.Long("n_embd");
        _dropout = config.Double("embd_pdrop", 0.1);
        wte = new TokenEmbedding(config.Long("vocab_size"), dim);
        wpe = new TokenEmbedding(config.Long("n_positions"), dim);
        h = new([.. Enumerable.Range(0, config.Count("n_layer")).Select(i => new Gpt2Block(config, i))]);
        ln_f = LayerNorm(dim, config.Double("layer_norm_epsilon", 1e-5));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> AttentionTargets => ["c_attn"];

    /// <inheritdoc/>
    protected internal override (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (["c_attn"], ["mlp.c_proj"]);

    internal Parameter Embeddings => TokenEmbedding.TableOf(wte);

    /// <inheritdoc/>
    public override ModelOutput forward(ModelInput input)
    {
        using var scope = NewDisposeScope();
        var words = input.InputsEmbeds ?? wte.call(input.InputIds!);                     // [batch, seq, dim]
        var (seq, past) = (words.shape[1], input.Cache?.Length ?? 0);
        var first = past + (input.Prefix?.Shift ?? 0);
        var places = input.PositionIds ?? arange(first, first + seq, ScalarType.Int64, words.device).unsqueeze(0);
        var x = words + wpe.call(places);
        x = training && _dropout > 0 ? F.dropout(x, _dropout) : x;
        var bias = GroupedQueryAttention.CausalBias(seq, past + seq, input.AttentionMask, x.dtype, x.device);
        x = input.Embedded(x);
        List<Tensor> hidden = [x], attentions = [];
        ActivationCheckpoint.Keep(scope, bias);
        var pass = new Gpt2Pass(input, bias, input.WithAttentions ? attentions : null);
        for (var i = 0; i < h.Count; i++)
        {
            var block = h[i];
            x = input.Block(i, x, state => ActivationCheckpoint.Run(y => block.call(y, pass), state));
            hidden.Add(x);
        }

        input.Cache?.Advance(seq);
        hidden[^1] = ln_f.call(x);                                                       // the last one is after the norm
        scope.Attach(attentions);
        return new ModelOutput
        {
            LastHiddenState = hidden[^1],
            HiddenStates = input.WithHiddenStates ? hidden : null,
            Attentions = input.WithAttentions ? attentions : null,
        }.MoveToOuterDisposeScope();
    }
}

/// <summary>What the layers of one pass share: the input, the causal mask, and where probabilities are left.</summary>
internal sealed record Gpt2Pass(ModelInput Input, Tensor? Bias, List<Tensor>? Attentions);

/// <summary>Attention and the feed-forward net, each on its normalised input and added to it.</summary>
internal sealed class Gpt2Block : Module<Tensor, Gpt2Pass, Tensor>, IHasSubLayers, INumberedLayer
{
    private static readonly SubLayer[] s_subLayers =
    [
        new(SubLayerKind.SelfAttention, "attn", "attention_adapters.adapters"),
        new(SubLayerKind.FeedForward, "mlp", "output_adapters.adapters"),
    ];

    private int _index;
    private readonly Module<Tensor, Tensor> ln_1;
    private readonly Gpt2Attention attn;
    private readonly Module<Tensor, Tensor> ln_2;
    private readonly Gpt2Mlp mlp;

    internal Gpt2Block(ModelConfig config, int index) : base(nameof(Gpt2Block))
    {
        _index = index;
        var (dim, epsilon) = (config.Long("n_embd"), config.Double("layer_norm_epsilon", 1e-5));
        ln_1 = LayerNorm(dim, epsilon);
        attn = new(config, index);
        ln_2 = LayerNorm(dim, epsilon);
        mlp = new(config);
        RegisterComponents();
    }

    int INumberedLayer.Index
    {
        get => _index;
        set => _index = value;
    }

    IReadOnlyList<SubLayer> IHasSubLayers.SubLayers => s_subLayers;

    public override Tensor forward(Tensor x, Gpt2Pass pass)
    {
        using var scope = NewDisposeScope();
        var read = ln_1.call(x);
        var attended = pass.Input.Join(SubLayerKind.SelfAttention, _index, attn.call(read, pass), new(x, null) { Read = read });
        read = ln_2.call(attended);
        return pass.Input.Join(SubLayerKind.FeedForward, _index, mlp.call(read), new(attended, null) { Read = read })
            .MoveToOuterDisposeScope();
    }
}

/// <summary>Causal self-attention; one matrix <c>[dim, 3·dim]</c> makes queries, keys and values.</summary>
internal sealed class Gpt2Attention : Module<Tensor, Gpt2Pass, Tensor>, INumberedLayer
{
    private readonly Module<Tensor, Tensor> c_attn, c_proj;
    private readonly long _heads;
    private int _index;
    private readonly double _dropout, _residualDropout;

    int INumberedLayer.Index
    {
        get => _index;
        set => _index = value;
    }

    internal Gpt2Attention(ModelConfig config, int index) : base(nameof(Gpt2Attention))
    {
        var dim = config.Long("n_embd");
        (_heads, _index) = (config.Long("n_head"), index);
        (_dropout, _residualDropout) = (config.Double("attn_pdrop", 0.1), config.Double("resid_pdrop", 0.1));
        c_attn = new Conv1D(dim, 3 * dim);
        c_proj = new Conv1D(dim, dim);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Gpt2Pass pass)
    {
        using var scope = NewDisposeScope();
        var parts = c_attn.call(x).chunk(3, -1);
        Tensor q = Split(parts[0]), k = Split(parts[1]), v = Split(parts[2]);            // [batch, heads, seq, d]
        (k, v, var bias) = AttentionPrefix.BatchFirst(
            KeyValuePrefix.At(pass.Input.Prefix?.Layers, _index), x, k, v, pass.Bias, pass.Input.Cache, _index);
        var mixed = GroupedQueryAttention.Attend(q, k, v, bias, null, training ? _dropout : 0, pass.Attentions);
        var y = c_proj.call(mixed);
        if (pass.Input.GatedPrompts?[_index] is { } prompt)
        {
            var own = c_attn.call(prompt.Vectors).chunk(3, -1);
            y = y + prompt.Attend(q, Split(own[1]), Split(own[2]));
        }

        return (training && _residualDropout > 0 ? F.dropout(y, _residualDropout) : y).MoveToOuterDisposeScope();

        Tensor Split(Tensor part) => part.view(part.shape[0], part.shape[1], _heads, -1).transpose(1, 2);
    }
}

/// <summary>The feed-forward net: <c>[…, dim]</c> to <c>[…, dim]</c>.</summary>
internal sealed class Gpt2Mlp : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> c_fc, c_proj;
    private readonly Func<Tensor, Tensor> _activation;
    private readonly double _dropout;

    internal Gpt2Mlp(ModelConfig config) : base(nameof(Gpt2Mlp))
    {
        var dim = config.Long("n_embd");
        var inner = config.Long("n_inner", 4 * dim);
        _activation = Activation.Named(config.Text("activation_function", "gelu_new"));
        _dropout = config.Double("resid_pdrop", 0.1);
        c_fc = new Conv1D(dim, inner);
        c_proj = new Conv1D(inner, dim);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = c_proj.call(_activation(c_fc.call(x)));
        return (training && _dropout > 0 ? F.dropout(y, _dropout) : y).MoveToOuterDisposeScope();
    }
}
