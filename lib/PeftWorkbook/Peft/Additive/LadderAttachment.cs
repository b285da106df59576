using PeftWorkbook.Attention;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>Runs the model's blocks without a gradient, and the side network along them.</summary>
internal sealed class LadderAttachment : ModelAttachment
{
    private readonly Ladder _ladder;
    private readonly bool _isSequenceFirst, _isCausal;
    private readonly int _last;

    internal LadderAttachment(PeftModel model, PretrainedModel body, string adapter, LadderSideTuningConfig config, long seed)
        : base(model, adapter, config, config.ModulesToSave, "base_model.model.")
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var sizes = ModelSizes.Of(body.Config);
        (_isSequenceFirst, _isCausal, _last) = (body.IsSequenceFirst, !body.IsSequenceFirst, sizes.Layers - 1);
        _ladder = new(sizes, config, generator);
        Own("", _ladder, body.parameters().First());
    }

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        if (input.Cache is not null)
        {
            throw new NotSupportedException("A ladder's side network keeps no keys and values: generate without a cache.");
        }

        using var scope = NewDisposeScope();
        Tensor? side = null;
        EncoderPass? pass = null;
        return model(input with { AroundBlock = Around, NeedsAllPositions = true }).MoveToOuterDisposeScope();

        Tensor Around(int number, Tensor x, Func<Tensor, Tensor> block)
        {
            side ??= _ladder.Start(First(x));
            pass ??= new(Bias(input.AttentionMask, First(x)), null);
            Tensor h;
            using (no_grad())
            {
                h = input.Block(number, x, block);
            }

            side = _ladder.Step(number, First(h), side, pass);
            return number < _last ? h : First(_ladder.Finish(side));
        }
    }

    // [seq, batch, D], or back.
    private Tensor First(Tensor x) => _isSequenceFirst ? x : x.transpose(0, 1);

    // What the side network's queries may not see: padding, and in a decoder what comes later.
    private Tensor? Bias(Tensor? mask, Tensor x)
    {
        var (seq, heads) = (x.shape[0], ((LadderSideTuningConfig)Config).SideHeads!.Value);
        var padding = mask is null ? null : SequenceFirstAttention.PaddingBias(mask, heads, x.dtype);
        var later = _isCausal ? GroupedQueryAttention.CausalBias(seq, seq, null, x.dtype, x.device)?.squeeze(0) : null;
        return padding is null ? later : later is null ? padding : padding + later;
    }
}

/// <summary>The side network: rungs from the model's blocks, gates, layers of BERT's kind, and the way back.</summary>
internal sealed class Ladder : nn.Module
{
    private readonly ModuleList<Dense> ladder_down;
    private readonly ParameterList ladder_gate;
    private readonly ModuleList<BertLayer> ladder_side;
    private readonly LayerNorm ladder_norm;
    private readonly Dense ladder_up;
    private readonly double _temperature;

    internal Ladder(ModelSizes sizes, LadderSideTuningConfig config, Generator generator) : base(nameof(Ladder))
    {
        _temperature = config.Temperature;
        var (width, rungs) = (config.SideSize!.Value, Enumerable.Range(0, sizes.Layers).ToList());
        var side = SideConfig(config);
        ladder_down = new([.. rungs.Append(sizes.Layers).Select(_ => new Dense(sizes.Width, width))]);
        ladder_gate = new([.. rungs.Select(_ => new Parameter(zeros(1)))]);
        ladder_side = new([.. rungs.Select(_ => new BertLayer(side))]);
        ladder_norm = nn.LayerNorm(width, 1e-12);
        ladder_up = new(width, sizes.Width);
        RegisterComponents();
        SeededStart.Linears(this, generator);
        using var _ = no_grad();
        foreach (var dense in modules().OfType<Dense>())
        {
            dense.Bias!.zero_();
        }
    }

    /// <summary>The side state for the first block's input <c>[seq, batch, D]</c>.</summary>
    internal Tensor Start(Tensor x) => ladder_down[0].call(x);

    /// <summary>The side state behind a block.</summary>
    /// <param name="number">The block's number.</param>
    /// <param name="h">The block's output.</param>
    /// <param name="side">The side state before it, <c>[seq, batch, d]</c>.</param>
    /// <param name="pass">What the side layers share.</param>
    internal Tensor Step(int number, Tensor h, Tensor side, EncoderPass pass)
    {
        using var scope = NewDisposeScope();
        var gate = (ladder_gate[number] / _temperature).sigmoid();
        var mixed = (gate * side) + ((1 - gate) * ladder_down[number + 1].call(h));
        return ladder_side[number].call(mixed, pass).MoveToOuterDisposeScope();
    }

    /// <summary>The side state in the model's width.</summary>
    internal Tensor Finish(Tensor side)
    {
        using var scope = NewDisposeScope();
        return ladder_up.call(ladder_norm.call(side)).MoveToOuterDisposeScope();
    }

    private static ModelConfig SideConfig(LadderSideTuningConfig config) => ModelConfig.Parse("{}").With(
        ("hidden_size", config.SideSize), ("num_attention_heads", config.SideHeads), ("intermediate_size", config.SideFeedForward),
        ("hidden_act", config.Activation), ("hidden_dropout_prob", config.Dropout), ("attention_probs_dropout_prob", config.Dropout),
        ("layer_norm_eps", 1e-12));
}
