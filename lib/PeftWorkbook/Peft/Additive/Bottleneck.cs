using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Additive;

/// <summary>One bottleneck: <c>s · W↑ act(W↓ x)</c>, with the norms, the gate and the residual that the settings ask for.</summary>
internal sealed class Bottleneck : Module
{
    private const double Epsilon = 1e-5;

    private readonly Module<Tensor, Tensor>? adapter_norm_before;
    private readonly Module<Tensor, Tensor> adapter_down;
    private readonly Module<Tensor, Tensor> adapter_up;
    private readonly Module<Tensor, Tensor>? adapter_norm_after;
    private readonly Dense? gate;
    [ComponentName(Name = "scaling")]
    private readonly Parameter? _scaling;
    private readonly BottleneckConfig _config;
    private readonly Func<Tensor, Tensor> _activation;

    /// <param name="width">The hidden width.</param>
    /// <param name="inner">The bottleneck's.</param>
    /// <param name="config">The settings.</param>
    /// <param name="share">What all bottlenecks share, or null.</param>
    /// <param name="generator">Draws the start.</param>
    internal Bottleneck(long width, long inner, BottleneckConfig config, KroneckerShare? share, Generator generator)
        : base(nameof(Bottleneck))
    {
        _config = config;
        _activation = Models.Layers.Activation.Named($"{config.Activation}".ToLowerInvariant());
        adapter_norm_before = config.HasNormBefore ? LayerNorm(width, Epsilon) : null;
        adapter_norm_after = config.HasNormAfter ? LayerNorm(width, Epsilon) : null;
        _scaling = config.Scaling is { Factor: null } trained ? new(ones(trained.IsByChannel ? width : 1)) : null;
        if (config.IsKronecker)
        {
            adapter_down = new KroneckerLinear(width, inner, isUp: false, config, share, generator);
            adapter_up = new KroneckerLinear(inner, width, isUp: true, config, share, generator);
        }
        else
        {
            var (down, up) = (new Dense(width, inner), new Dense(inner, width));
            BottleneckStart.Fill(config.Start, down, up, generator);
            (adapter_down, adapter_up) = (down, up);
        }

        if (config.HasGate)
        {
            gate = new(width, 1);
            BottleneckStart.Bert(gate, generator);
        }

        RegisterComponents();
    }

    /// <summary>The update, <c>[…, dim]</c>.</summary>
    /// <param name="x">What the adapter takes, of the output's shape.</param>
    /// <param name="residual">What the residual connection brings, or null.</param>
    /// <param name="axes">Where batch and positions are, and which positions are text.</param>
    internal Tensor Update(Tensor x, Tensor? residual, StateAxes axes)
    {
        using var scope = NewDisposeScope();
        var up = adapter_up.call(_activation(adapter_down.call(adapter_norm_before?.call(x) ?? x)));
        up = _scaling is not null ? up * _scaling : _config.Scaling.Factor is 1.0 ? up : up * _config.Scaling.Factor!.Value;
        up = training ? Dropped(up, axes) : up;
        up = gate is null ? up : up * Gate(x, axes);
        up = residual is not null && _config.JoinsBeforeOwnNorm ? up + residual : up;
        up = adapter_norm_after?.call(up) ?? up;
        return (residual is not null && !_config.JoinsBeforeOwnNorm ? up + residual : up).MoveToOuterDisposeScope();
    }

    /// <summary>What the gate multiplies each text's update by: 1 along the positions and the width.</summary>
    internal Tensor Gate(Tensor x, StateAxes axes)
    {
        using var scope = NewDisposeScope();
        return axes.Mean(gate!.call(x).sigmoid()).MoveToOuterDisposeScope();
    }

    private Tensor Dropped(Tensor up, StateAxes axes)
    {
        up = _config.Dropout > 0 ? F.dropout(up, _config.Dropout) : up;
        if (_config.StochasticDepth <= 0)
        {
            return up;
        }

        var keep = 1 - _config.StochasticDepth;
        var kept = rand(axes.PerText(up), up.dtype, up.device).lt(keep).to_type(up.dtype);
        return keep > 0 ? up * (kept / keep) : up * kept;
    }
}
