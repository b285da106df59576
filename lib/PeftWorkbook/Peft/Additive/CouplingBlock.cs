using PeftWorkbook.Models.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// An additive coupling block (NICE, arXiv 1410.8516), which can be inverted: of a state in two halves,
/// <c>y₁ = x₁ + F(x₂)</c> and <c>y₂ = x₂ + G(y₁)</c>.
/// </summary>
internal sealed class CouplingBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "F")]
    private readonly CouplingNet _first;
    [ComponentName(Name = "G")]
    private readonly CouplingNet _second;
    private readonly long _width, _half;

    internal CouplingBlock(long width, double reduction, string activation, Generator generator) : base(nameof(CouplingBlock))
    {
        (_width, _half) = (width, width / 2);
        _first = new(_width - _half, _half, reduction, activation, generator);
        _second = new(_half, _width - _half, reduction, activation, generator);
        RegisterComponents();
    }

    /// <summary><c>[…, dim]</c> to <c>[…, dim]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (x1, x2) = Halves(x);
        var y1 = x1 + _first.call(x2);
        return cat([y1, x2 + _second.call(y1)], -1).MoveToOuterDisposeScope();
    }

    /// <summary>What <see cref="forward"/> made this of.</summary>
    internal Tensor Inverse(Tensor y)
    {
        using var scope = NewDisposeScope();
        var (y1, y2) = Halves(y);
        var x2 = y2 - _second.call(y1);
        return cat([y1 - _first.call(x2), x2], -1).MoveToOuterDisposeScope();
    }

    private (Tensor, Tensor) Halves(Tensor x) => (x.narrow(-1, 0, _half), x.narrow(-1, _half, _width - _half));
}

/// <summary>What one half adds to the other: linear, activation, linear.</summary>
internal sealed class CouplingNet : Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly Dense _down;
    [ComponentName(Name = "2")]
    private readonly Dense _up;
    private readonly Func<Tensor, Tensor> _activation;

    internal CouplingNet(long width, long other, double reduction, string activation, Generator generator) : base(nameof(CouplingNet))
    {
        var inner = new ReductionFactor(reduction).Width(width, 0);
        _activation = Activation.Named($"{activation}".ToLowerInvariant());
        (_down, _up) = (new(width, inner), new(inner, other));
        BottleneckStart.Bert(_down, generator);
        BottleneckStart.Bert(_up, generator);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _up.call(_activation(_down.call(x))).MoveToOuterDisposeScope();
    }
}
