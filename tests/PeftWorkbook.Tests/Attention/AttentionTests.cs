using PeftWorkbook.Attention;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Attention;

/// <summary>What the variants' formulas promise, whatever the numbers.</summary>
public sealed class AttentionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Generator _generator = new(5);

    public void Dispose()
    {
        _generator.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Shared_keys_are_repeated_keys()
    {
        var (q, k, v) = (Random(2, 6, 5, 4), Random(2, 2, 5, 4), Random(2, 2, 5, 4));
        var (shared, _) = ScaledDotProductAttention.Attend(q, k, v);
        var (repeated, _) = ScaledDotProductAttention.Attend(q, k.repeat_interleave(3, 1), v.repeat_interleave(3, 1));
        Assert.InRange(Distance(shared, repeated), 0, 1e-6);
    }

    [Fact]
    public void A_query_without_a_key_gives_zeros_and_finite_gradients()
    {
        var (q, k, v) = (Random(1, 2, 3, 4).requires_grad_(), Random(1, 2, 3, 4).requires_grad_(), Random(1, 2, 3, 4).requires_grad_());
        var visible = AttentionMasks.Padding(from_array(new long[,] { { 0, 1, 1 } })).logical_and(AttentionMasks.Causal(3, 3, CPU));
        var (output, weights) = ScaledDotProductAttention.Attend(q, k, v, new() { Visible = visible });
        output.sum().backward();
        Assert.Equal(0, output[0, 0, 0].abs().max().ToDouble());
        Assert.Equal(0, weights[0, 0, 0].abs().max().ToDouble());
        Assert.All([q, k, v], x => Assert.True(x.grad!.isfinite().all().ToBoolean()));
        Assert.Equal(0, v.grad![0, 0, 0].abs().max().ToDouble());
    }

    [Fact]
    public void Queries_are_the_last_of_the_keys()
    {
        var whole = AttentionMasks.Window(7, 7, 3, CPU);
        Assert.True(whole.narrow(2, 5, 2).eq(AttentionMasks.Window(2, 7, 3, CPU)).all().ToBoolean());
        Assert.Equal("3 4 5", string.Join(' ', Enumerable.Range(0, 7).Where(i => whole[0, 0, 5, i].ToBoolean())));
        var sink = AttentionMasks.WindowAndFirst(7, 7, 2, 1, CPU);
        Assert.Equal("0 5 6", string.Join(' ', Enumerable.Range(0, 7).Where(i => sink[0, 0, 6, i].ToBoolean())));
    }

    [Fact]
    public void Linear_attention_is_the_product_of_its_weights()
    {
        var (q, k, v) = (Random(2, 2, 6, 4), Random(2, 2, 6, 4), Random(2, 2, 6, 3));
        var mask = from_array(new long[,] { { 1, 1, 1, 1, 0, 0 }, { 1, 1, 1, 1, 1, 1 } });
        Assert.InRange(Distance(LinearAttention.Attend(q, k, v, mask), LinearAttention.Weights(q, k, mask).matmul(v)), 0, 1e-5);
        var causal = LinearAttention.AttendCausal(q, k, v, mask);
        Assert.InRange(Distance(causal, LinearAttention.Weights(q, k, mask, isCausal: true).matmul(v)), 0, 1e-5);
        var shorter = LinearAttention.AttendCausal(q.narrow(2, 0, 3), k.narrow(2, 0, 3), v.narrow(2, 0, 3));
        Assert.InRange(Distance(causal.narrow(2, 0, 3), shorter), 0, 1e-5);
    }

    [Fact]
    public void A_sink_takes_its_share_and_a_very_low_one_nothing()
    {
        var (q, k, v) = (Random(1, 2, 3, 4), Random(1, 2, 3, 4), Random(1, 2, 3, 4));
        var (plain, _) = ScaledDotProductAttention.Attend(q, k, v);
        var (low, _) = ScaledDotProductAttention.Attend(q, k, v, new() { Sinks = full([2], -100f) });
        Assert.InRange(Distance(plain, low), 0, 1e-6);
        var (_, weights) = ScaledDotProductAttention.Attend(q, k, v, new() { Sinks = zeros(2) });
        Assert.True(weights.sum(-1).lt(1).all().ToBoolean());
    }

    [Theory]
    [InlineData(RotaryLayout.Half)]
    [InlineData(RotaryLayout.Interleaved)]
    public void A_rotated_score_depends_on_the_distance_alone(RotaryLayout layout)
    {
        var rotary = new RotaryEmbedding(RotaryScaling.Plain(4, 100));
        var (q, k) = (Random(1, 1, 1, 8), Random(1, 1, 1, 8));                   // four dimensions turn, four stay
        Assert.Equal(Score(3, 1), Score(11, 9), 1e-4);
        Assert.NotEqual(Score(3, 1), Score(3, 2), 1e-4);

        double Score(long at, long from) => (Turned(q, at) * Turned(k, from)).sum().ToDouble();

        Tensor Turned(Tensor x, long position)
        {
            var (cos, sin) = rotary.At(full([1, 1], position, ScalarType.Int64), ScalarType.Float32);
            return RotaryEmbedding.Rotate(x, cos, sin, layout);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(6)]
    [InlineData(1)]
    public void Slopes_fall_from_a_half_of_each_other(int heads)
    {
        Assert.Equal(heads, Alibi.Slopes(heads).Distinct().Count());
        Assert.All(Alibi.Slopes(heads), s => Assert.InRange(s, 1.0 / 256, 1));
        var bias = Alibi.Bias(Alibi.Slopes(heads), 2, 5, ScalarType.Float32, CPU);
        Assert.Equal($"1 {heads} 2 5", string.Join(' ', bias.shape));
        Assert.Equal(0, bias[0, 0, 1, 4].ToDouble());
        Assert.Equal(-3 * Alibi.Slopes(heads)[0], bias[0, 0, 0, 0].ToDouble(), 1e-6);
    }

    private Tensor Random(params long[] shape) => randn(shape, generator: _generator);
}
