using FsCheck;
using FsCheck.Fluent;
using PeftWorkbook.Engine;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Tests.Engine;

/// <summary>The kernels compute what the formula says, and the same gradients.</summary>
public sealed class FrozenLinearTests
{
    private static readonly Arbitrary<(int Rows, int In, int Out, bool Bias, bool Gelu)> s_cases = (
        from rows in Gen.Choose(1, 90)
        from width in Gen.Choose(1, 70)
        from outputs in Gen.Choose(1, 70)
        from bias in Gen.Elements(true, false)
        from gelu in Gen.Elements(true, false)
        select (rows, width, outputs, bias, gelu)).ToArbitrary();

    [Fact]
    public void Every_kernel_equals_the_formula_in_value_and_gradient() =>
        Prop.ForAll(s_cases, c => Check(c.Rows, c.In, c.Out, c.Bias, c.Gelu)).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_kernel_adds_the_low_rank_update() =>
        Prop.ForAll(s_cases, c => CheckLowRank(c.Rows, c.In, c.Out, c.Bias)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_plain_kernel_can_be_asked_for()
    {
        using var scope = NewDisposeScope();
        using var layer = new FrozenLinear(randn(8, 8), null);
        try
        {
            FrozenLinear.Packing = false;
            layer.Forward(randn(64, 8));
            Assert.Equal("plain", layer.Kernel);
        }
        finally
        {
            FrozenLinear.Packing = true;
        }
    }

    [Fact]
    public void Gradients_can_be_differentiated_again()
    {
        using var scope = NewDisposeScope();
        var (weight, a, b, x) = (
            randn(24, 16),
            randn(3, 16).requires_grad_(),
            randn(24, 3).requires_grad_(),
            randn(2, 40, 16).requires_grad_());
        using var layer = new FrozenLinear(weight, null);
        var ours = Curvature(layer.ForwardLowRank(x, a, b, 0.5), x, a, b);
        var plain = Curvature(F.linear(x, weight) + (F.linear(F.linear(x, a), b) * 0.5), x, a, b);
        Assert.True(Near(ours, plain));
        Assert.True(Near(Curvature(layer.Forward(x.tanh()), x), Curvature(F.linear(x.tanh(), weight), x)));
    }

    [Fact]
    public void With_an_activation_that_is_refused_and_the_plain_kernel_can_do_it()
    {
        using var scope = NewDisposeScope();
        var x = randn(64, 16).requires_grad_();
        using var layer = new FrozenLinear(randn(24, 16), null);
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => Curvature(layer.Forward(x, FrozenActivation.Gelu), x));
        using var _ = FrozenLinear.ForSecondDerivatives();
        Assert.All(Curvature(layer.Forward(x, FrozenActivation.Gelu), x), g => Assert.True(g.abs().sum().ToDouble() > 0));
    }

    // The gradient of the gradient's square.
    private static Tensor[] Curvature(Tensor y, params Tensor[] of)
    {
        var first = autograd.grad([y.square().sum()], of, create_graph: true);
        return [.. autograd.grad([first.Select(g => g.square().sum()).Aggregate((a, b) => a + b)], of)];
    }

    private static bool Check(int rows, int width, int outputs, bool hasBias, bool gelu)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = (randn(outputs, width), hasBias ? randn(outputs) : null);
        var activation = gelu ? FrozenActivation.Gelu : FrozenActivation.None;
        var (x, above) = (randn(2, rows, width), randn(2, rows, outputs));
        var expected = WithGradient(x, above, i => gelu ? F.gelu(F.linear(i, weight, bias)) : F.linear(i, weight, bias));
        using var layer = new FrozenLinear(weight, bias);
        return Near(WithGradient(x, above, i => layer.Forward(i, activation)), expected);
    }

    private static bool CheckLowRank(int rows, int width, int outputs, bool hasBias)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = (randn(outputs, width), hasBias ? randn(outputs) : null);
        var (x, above) = (randn(2, rows, width), randn(2, rows, outputs));
        var (a, b) = (randn(3, width).requires_grad_(), randn(outputs, 3).requires_grad_());
        Tensor[] expected =
            [.. WithGradient(x, above, i => F.linear(i, weight, bias) + (F.linear(F.linear(i, a), b) * 1.5)),
                .. Grads(a, b)];
        using var layer = new FrozenLinear(weight, bias);
        return Near([.. WithGradient(x, above, i => layer.ForwardLowRank(i, a, b, 1.5)), .. Grads(a, b)], expected);
    }

    private static Tensor[] Grads(params Tensor[] tensors) => [.. tensors.Select(t =>
    {
        var grad = t.grad!.clone();
        t.grad!.zero_();
        return grad;
    })];

    private static Tensor[] WithGradient(Tensor x, Tensor above, Func<Tensor, Tensor> function)
    {
        var input = x.clone().requires_grad_();
        var y = function(input);
        (y * above).sum().backward();
        return [y.detach(), input.grad!];
    }

    private static bool Near(Tensor[] actual, Tensor[] expected) => actual.Zip(expected)
        .All(p => p.First.shape.SequenceEqual(p.Second.shape) && Distance(p.First, p.Second) <= 1e-5 * p.Second.abs().max().ToDouble());
}
