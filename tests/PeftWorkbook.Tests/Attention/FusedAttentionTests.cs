using PeftWorkbook.Attention;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Attention;

/// <summary>The kernel gives what the formula gives: values, gradients, dropout; and leaves to the formula what it does not take.</summary>
public sealed class FusedAttentionTests : IDisposable
{
    private const double Close = 1e-5;      // of sums of at most 300 fp32 terms near one

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Generator _generator = new(11);

    public void Dispose()
    {
        _generator.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [InlineData(2, 4, 4, 64, 64, 32)]
    [InlineData(3, 4, 2, 17, 33, 16)]
    [InlineData(1, 6, 1, 1, 70, 64)]
    [InlineData(2, 2, 2, 130, 5, 48)]
    [InlineData(1, 2, 2, 70, 300, 128)]
    [InlineData(1, 3, 3, 1, 1, 16)]
    public void Values_and_gradients_are_those_of_the_formula(long batch, long heads, long groups, long queries, long keys, long d)
    {
        long[] shape = [batch, heads, groups, queries, keys, d];
        var (q, k, v) = Inputs(shape);
        var above = Random(q.shape);
        foreach (var bias in Biases(shape))
        {
            var fused = WithGradients(FusedAttention.TryAttend(q, k, v, bias, null, 0)!, above, q, k, v);
            var formula = WithGradients(ScaledDotProductAttention.Attend(q, k, v, new() { Bias = bias }).Output, above, q, k, v);
            AssertClose(formula, fused);
        }
    }

    [Fact]
    public void Dropout_draws_what_the_formula_draws()
    {
        var (q, k, v) = Inputs([2, 4, 2, 20, 33, 32]);
        var above = Random(2, 20, 128);
        manual_seed(5);
        var fused = WithGradients(GroupedQueryAttention.Attend(q, k, v, null, null, 0.3), above, q, k, v);
        manual_seed(5);
        var formula = WithGradients(GroupedQueryAttention.Attend(q, k, v, null, null, 0.3, []), above, q, k, v);
        AssertClose(formula, fused);
    }

    [Fact]
    public void Either_order_in_memory_gives_the_same()
    {
        var (heads, d) = (4L, 16L);
        Tensor q = Random(9, 3, 64), k = Random(12, 3, 64), v = Random(12, 3, 64);             // [seq, batch, heads·d]
        var mask = from_array(new long[,]
        {
            { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 },
            { 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
            { 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0 }
        });
        var bias = SequenceFirstAttention.PaddingBias(mask, heads, ScalarType.Float32);
        List<Tensor> probabilities = [];
        var first = SequenceFirstAttention.Attend(q, k, v, heads, bias, 0);
        var formula = SequenceFirstAttention.Attend(q, k, v, heads, bias, 0, probabilities);
        var second = GroupedQueryAttention.Attend(BatchFirst(q), BatchFirst(k), BatchFirst(v), bias.view(3, heads, 1, 12), null, 0);
        Assert.InRange(Distance(first, formula), 0, Close);
        Assert.InRange(Distance(first, second.transpose(0, 1)), 0, 1e-7);
        Assert.Equal("12 9 12", string.Join(' ', Assert.Single(probabilities).shape));

        Tensor BatchFirst(Tensor x) => x.view(x.shape[0], 3, heads, d).permute(1, 2, 0, 3).contiguous();
    }

    [Theory]
    [InlineData(1, 7, 7)]
    [InlineData(1, 1, 7)]
    [InlineData(12, 7, 7)]
    [InlineData(12, 1, 7)]
    public void A_bias_of_any_shape_that_spreads_is_added(long heads, long queries, long keys)
    {
        var (x, bias) = (Random(7, 3, 64), Random(heads, queries, keys));
        var formula = SequenceFirstAttention.Attend(x, x, x, 4, bias, 0, []);
        Assert.InRange(Distance(formula, SequenceFirstAttention.Attend(x, x, x, 4, bias, 0)), 0, Close);
        Assert.InRange(Distance(formula, SequenceFirstAttention.Attend(x, x, x, 4, bias.squeeze(0), 0)), 0, Close);
    }

    [Fact]
    public void Hidden_keys_count_for_nothing_and_hide_no_fault()
    {
        var (q, k, v) = Inputs([1, 1, 1, 3, 20, 16]);
        var bias = zeros(1, 1, 1, 20);
        using (no_grad())
        {
            bias[.., .., .., TensorIndex.Slice(4, 20)] = float.MinValue;
            v[0, 0, TensorIndex.Slice(4, 20)] = 1e30f;
        }

        var y = FusedAttention.TryAttend(q, k, v, bias, null, 0)!;
        var seen = FusedAttention.TryAttend(q, k.narrow(2, 0, 4), v.narrow(2, 0, 4), null, null, 0)!;
        Assert.InRange(Distance(seen, y), 0, 1e-6);
        y.sum().backward();
        Assert.Equal(0, v.grad!.narrow(2, 4, 16).abs().max().ToDouble());
        using (no_grad())
        {
            q[0, 0, 1, 0] = float.NaN;
        }

        var broken = FusedAttention.TryAttend(q, k, v, bias, null, 0)!.isnan().all(dim: -1);
        Assert.Equal("False True False", string.Join(' ', Enumerable.Range(0, 3).Select(i => broken[0, 0, i].ToBoolean())));
    }

    [Fact]
    public void A_second_derivative_is_that_of_the_formula()
    {
        var (q, k, v) = Inputs([1, 4, 2, 5, 6, 16]);
        AssertClose(Second(Formula()), Second(FusedAttention.TryAttend(q, k, v, null, null, 0)!));

        Tensor Formula() => ScaledDotProductAttention.Attend(q, k, v).Output;

        Tensor[] Second(Tensor y)
        {
            var first = autograd.grad([y.square().sum()], [q], create_graph: true)[0];
            return [.. autograd.grad([first.pow(3).sum()], [q, k, v])];
        }
    }

    [Fact]
    public void A_sentence_does_not_see_its_neighbours()
    {
        var (q, k, v) = Inputs([5, 4, 4, 33, 33, 32]);
        var all = FusedAttention.TryAttend(q, k, v, null, null, 0)!;
        var one = FusedAttention.TryAttend(q.narrow(0, 3, 1), k.narrow(0, 3, 1), v.narrow(0, 3, 1), null, null, 0)!;
        Assert.Equal(0, Distance(all.narrow(0, 3, 1), one));
    }

    [Fact]
    public void The_formula_computes_what_the_kernel_does_not_take()
    {
        var (q, k, v) = Inputs([1, 2, 2, 3, 3, 16]);
        var narrow = Random(1, 2, 3, 8);
        Assert.NotNull(FusedAttention.TryAttend(q, k, v, null, null, 0));
        Assert.Null(FusedAttention.TryAttend(narrow, narrow, narrow, null, null, 0));
        Assert.Null(FusedAttention.TryAttend(q.to_type(ScalarType.Float64), k, v, null, null, 0));
        Assert.Null(FusedAttention.TryAttend(q, k, v, zeros(1, 2, 3, 3, requires_grad: true), null, 0));
        Assert.Null(FusedAttention.TryAttend(q, k, v, null, null, 1));
        Assert.Equal("1 3 16", string.Join(' ', GroupedQueryAttention.Attend(narrow, narrow, narrow, null, null, 0).shape));
    }

    private static IEnumerable<Tensor?> Biases(long[] shape)
    {
        var (batch, queries, keys) = (shape[0], shape[3], shape[4]);
        yield return null;
        yield return AttentionMasks.Bias(rand(batch, 1, 1, keys).lt(0.7), ScalarType.Float32);
        yield return randn(1, shape[1], queries, keys);
    }

    private static Tensor[] WithGradients(Tensor y, Tensor above, params Tensor[] inputs) => [y, .. autograd.grad([y], inputs, [above])];

    private static void AssertClose(Tensor[] expected, Tensor[] actual) => Assert.All(
        expected.Zip(actual),
        pair => Assert.InRange(
            Distance(pair.First, pair.Second), 0, Close * Math.Max(1, pair.First.abs().max().ToDouble())));

    private (Tensor Query, Tensor Key, Tensor Value) Inputs(long[] shape)
    {
        var (batch, heads, groups, queries, keys, d) = (shape[0], shape[1], shape[2], shape[3], shape[4], shape[5]);
        return (Leaf(batch, heads, queries, d), Leaf(batch, groups, keys, d), Leaf(batch, groups, keys, d));

        Tensor Leaf(params long[] sizes) => Random(sizes).requires_grad_();
    }

    private Tensor Random(params long[] shape) => randn(shape, generator: _generator);
}
