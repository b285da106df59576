using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

/// <summary>The engine's own GELU in single precision, against libtorch's in double.</summary>
public class GeluKernel
{
    [Theory]
    [InlineData(4001)]       // no multiple of a vector's length
    [InlineData(100_003)]    // more than one thread's share
    public void Value_and_slope_are_those_of_double_precision(int points)
    {
        using var scope = NewDisposeScope();
        var x = linspace(-20, 20, points, dtype: ScalarType.Float64);
        var (value, slope) = Both(x.to(ScalarType.Float32));
        var (expected, expectedSlope) = Both(x.to(ScalarType.Float32).to(ScalarType.Float64));
        Assert.InRange(((value - expected).abs() / (x.abs() + 1)).max().ToDouble(), 0, 3e-7);
        Assert.InRange((slope - expectedSlope).abs().max().ToDouble(), 0, 5e-7);
    }

    [Fact]
    public void The_tail_is_right_to_its_own_size()
    {
        using var scope = NewDisposeScope();
        var x = linspace(-5, 0, 1001, dtype: ScalarType.Float32);   // further out double itself has no digits left
        var expected = F.gelu(x.to(ScalarType.Float64));
        Assert.InRange(((F.gelu(x) - expected).abs() / (expected.abs() + 1e-30)).max().ToDouble(), 0, 3e-6);
    }

    [Fact]
    public void Values_without_a_number_are_libtorch_s()
    {
        using var scope = NewDisposeScope();
        var (value, slope) = Both(tensor(new[] { 0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 3e38f, -3e38f }));
        Assert.Equal([0f, float.NaN, float.PositiveInfinity, float.NaN, 3e38f, 0f], value.data<float>().ToArray());
        Assert.Equal([0.5f, float.NaN, float.NaN, float.NaN, 1f, 0f], slope.data<float>().ToArray());
    }

    private static (Tensor Value, Tensor Slope) Both(Tensor x)
    {
        var input = x.detach().requires_grad_();
        var value = F.gelu(input);
        value.sum().backward();
        return (value.detach(), input.grad!.detach());
    }
}
