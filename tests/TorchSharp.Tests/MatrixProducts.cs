using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Products in single and half-width precision equal those in double precision, for any shape and strides.</summary>
public class MatrixProducts
{
    private static readonly long[] Lengths = [0, 1, 2, 3, 7, 16, 17, 33, 64, 96];

    /// <summary>A matrix (or a batch) whose memory lies transposed, strided, offset or broadcast.</summary>
    private static Tensor Laid(long batch, long rows, long columns, int layout, ScalarType type)
    {
        Tensor Batch(params long[] shape) => randn(batch < 0 ? shape : [batch, .. shape], dtype: type);
        return layout switch
        {
            0 => Batch(rows, columns),
            1 => Batch(columns, rows).transpose(-1, -2),
            2 => Batch(rows, columns + 5)[TensorIndex.Ellipsis, TensorIndex.Slice(3, 3 + columns)],
            3 => Batch(rows, 2 * columns)[TensorIndex.Ellipsis, TensorIndex.Slice(0, 2 * columns, 2)],
            4 when batch > 0 => randn([rows, columns], dtype: type).unsqueeze(0).expand(batch, rows, columns),
            _ => Batch(2 * rows, columns)[TensorIndex.Ellipsis, TensorIndex.Slice(0, 2 * rows, 2), TensorIndex.Colon],
        };
    }

    private static bool Close(Tensor ours, Tensor exact, ScalarType type, long inner)
    {
        using Tensor wide = ours.to_type(ScalarType.Float64);
        double bound = (type == ScalarType.BFloat16 ? 2e-2 : 2e-6) * Math.Sqrt(Math.Max(inner, 1)) * 4;
        return wide.shape.SequenceEqual(exact.shape) && wide.allclose(exact, bound, bound);
    }

    private static Tensor Wide(Tensor t) => t.to_type(ScalarType.Float64);

    private static Arbitrary<(long M, long K, long N, int A, int B, bool Half)> Cases() => Gen.Choose(0, Lengths.Length - 1)
        .Three().SelectMany(
            d => Gen.Choose(0, 5).Two().SelectMany(l => Gen.Elements(true, false), (l, h) => (l, h)),
            (d, rest) => (Lengths[d.Item1], Lengths[d.Item2], Lengths[d.Item3], rest.l.Item1, rest.l.Item2, rest.h)).ToArbitrary();

    [Fact]
    public void Products_of_matrices() => Prop.ForAll(Cases(), c =>
    {
        using DisposeScope scope = NewDisposeScope();
        ScalarType type = c.Half ? ScalarType.BFloat16 : ScalarType.Float32;
        Tensor a = Laid(-1, c.M, c.K, c.A, type), b = Laid(-1, c.K, c.N, c.B, type), bias = randn([c.N], dtype: type);
        Tensor square = randn([c.M, c.N], dtype: type);
        return Close(a.mm(b), Wide(a).mm(Wide(b)), type, c.K)
            && Close(addmm(bias, a, b, 1, 1), addmm(Wide(bias), Wide(a), Wide(b), 1, 1), type, c.K)
            && Close(addmm(square, a, b, 0.5f, 2f), addmm(Wide(square), Wide(a), Wide(b), 0.5f, 2f), type, c.K)
            && Close(addmm(square.t().contiguous().t(), a, b, 2, 1), addmm(Wide(square), Wide(a), Wide(b), 2, 1), type, c.K);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Products_of_batches() => Prop.ForAll(Cases(), c =>
    {
        using DisposeScope scope = NewDisposeScope();
        ScalarType type = c.Half ? ScalarType.BFloat16 : ScalarType.Float32;
        Tensor a = Laid(3, c.M, c.K, c.A, type), b = Laid(3, c.K, c.N, c.B, type), sum = randn([3, c.M, c.N], dtype: type);
        return Close(a.bmm(b), Wide(a).bmm(Wide(b)), type, c.K)
            && Close(baddbmm(sum, a, b, 1, 1), baddbmm(Wide(sum), Wide(a), Wide(b), 1, 1), type, c.K)
            && Close(baddbmm(sum, a, b, 0.25f, 3f), baddbmm(Wide(sum), Wide(a), Wide(b), 0.25f, 3f), type, c.K)
            && Close(einsum("bij,bjk->bik", a, b), Wide(a).bmm(Wide(b)), type, c.K);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void In_place_sums_keep_the_strides_of_their_target()
    {
        Tensor target = zeros(40, 64).t(), a = randn(64, 32), b = randn(32, 40);
        target.addmm_(a, b);
        Assert.True(target.allclose(a.@double().mm(b.@double()).@float(), 1e-4, 1e-4));
        Assert.Equal([1, 64], target.stride());
    }

    [Fact]
    public void A_product_with_a_beta_of_zero_ignores_what_lay_there()
    {
        Tensor rubbish = full([2, 20, 20], double.NaN, ScalarType.Float32), a = randn(2, 20, 20), b = randn(2, 20, 20);
        Assert.False(baddbmm(rubbish, a, b, 0, 1).isnan().any().item<bool>());
        Assert.False(addmm(rubbish[0], a[0], b[0], 0, 1).isnan().any().item<bool>());
    }

    [Fact]
    public void Gradients_of_a_product_equal_finite_differences()
    {
        Tensor a = randn([5, 7], dtype: ScalarType.Float64, requires_grad: true), b = randn([7, 3], dtype: ScalarType.Float64);
        Tensor Loss(Tensor x) => x.mm(b).tanh().sum();
        Tensor exact = autograd.grad([Loss(a)], [a])[0];
        using IDisposable mode = no_grad();
        for (int i = 0; i < 5; i++)
        {
            Tensor step = zeros_like(a);
            step[i, i % 7] = 1e-6;
            double slope = ((Loss(a + step) - Loss(a - step)) / 2e-6).item<double>();
            Assert.Equal(slope, exact[i, i % 7].item<double>(), 1e-7);
        }
    }
}
