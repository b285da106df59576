using FsCheck;
using FsCheck.Fluent;
using PeftWorkbook.Engine;
using PeftWorkbook.Hub;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Tests.Engine;

/// <summary>A product with the blocks is the product with the widened weight, whichever way it is computed.</summary>
public sealed class BlockWeightTests : IDisposable
{
    /// <summary>Activations are not rounded: what remains is the order of a sum in fp32.</summary>
    private const double Bound = 1e-5;

    private static readonly GgufType[] s_types = [.. Enum.GetValues<GgufType>().Where(BlockWeight.Computes)];

    private static readonly Arbitrary<(GgufType Type, int Rows, int Blocks, int Inputs, int Seed)> s_cases = (
        from type in Gen.Elements(s_types)
        from rows in Gen.Choose(1, 70)
        from blocks in Gen.Choose(1, 9)
        from inputs in Gen.Choose(1, 20)
        from seed in Gen.Choose(0, 9999)
        select (type, rows, blocks, inputs, seed)).ToArbitrary();

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        BlockWeight.Fusing = true;
        _scope.Dispose();
    }

    [Fact]
    public void Every_way_computes_the_widened_weight() => Prop.ForAll(s_cases, c =>
    {
        using var scope = NewDisposeScope();
        var bytes = Blocks(c.Type, c.Rows * c.Blocks, c.Seed);
        using var weight = new BlockWeight(tensor(bytes, [c.Rows, bytes.Length / c.Rows]), c.Type);
        var values = new float[c.Rows * c.Blocks * 32];
        GgufBlocks.Dequantize(c.Type, bytes, values);
        var widened = tensor(values, [c.Rows, c.Blocks * 32]);
        var (x, bias) = (randn(1, c.Inputs, c.Blocks * 32), randn(c.Rows));
        var expected = F.linear(x, widened, bias);
        return Near(weight.Dequantize(), widened) && Near(weight.Multiply(x, bias), expected)
            && Near(Plain(weight.Dequantize), widened) && Near(Plain(() => weight.Multiply(x, bias)), expected)
            && Near(
                weight.RowsOf(tensor(new long[] { c.Rows - 1, 0 })),
                cat([widened[c.Rows - 1].unsqueeze(0), widened[0].unsqueeze(0)], 0));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_gradient_goes_through_to_the_input()
    {
        var bytes = Blocks(GgufType.Q4_1, 40, 1);
        using var weight = new BlockWeight(tensor(bytes, [20, bytes.Length / 20]), GgufType.Q4_1);
        var x = randn(3, 64).requires_grad_();
        var above = randn(3, 20);
        (weight.Multiply(x) * above).sum().backward();
        Assert.True(Near(x.grad!, above.mm(weight.Dequantize())));
    }

    [Fact]
    public void What_is_no_matrix_of_known_blocks_is_refused()
    {
        var bytes = zeros(4, 36, ScalarType.Byte);
        Assert.Throws<ArgumentException>(() => new BlockWeight(bytes, GgufType.Q6_K));
        Assert.Throws<ArgumentException>(() => new BlockWeight(bytes, GgufType.Q8_0));
        Assert.Throws<ArgumentException>(() => new BlockWeight(bytes.view(-1), GgufType.Q4_0));
        Assert.ThrowsAny<Exception>(() => new BlockWeight(bytes, GgufType.Q4_0).Multiply(randn(2, 63)));
    }

    // Random codes under scales of every kind of half: ordinary, negative, subnormal, zero.
    private static byte[] Blocks(GgufType type, int count, int seed)
    {
        var random = new Random(seed);
        var size = type.Block().Bytes;
        var bytes = new byte[count * size];
        random.NextBytes(bytes);
        for (var block = 0; block < count; block++)
        {
            for (var at = 0; at < (type == GgufType.Q4_1 ? 4 : 2); at += 2)
            {
                var scale = (Half)((random.NextDouble() - 0.5) * Math.Pow(2, -random.Next(0, 28)));
                BitConverter.TryWriteBytes(bytes.AsSpan((block * size) + at), scale);
            }
        }

        return bytes;
    }

    private static T Plain<T>(Func<T> compute)
    {
        BlockWeight.Fusing = false;
        try
        {
            return compute();
        }
        finally
        {
            BlockWeight.Fusing = true;
        }
    }

    private static bool Near(Tensor actual, Tensor expected) =>
        actual.shape.SequenceEqual(expected.shape) && Distance(actual, expected) <= Bound * Math.Max(1e-9, expected.abs().max().ToDouble());
}
