using FsCheck;
using FsCheck.Fluent;
using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Tests.Engine;

/// <summary>The fused operators compute what the formulas in TorchSharp's own calls compute.</summary>
public sealed class TokenOpsTests : IDisposable
{
    private const double Bound = 1e-5;

    private static readonly Arbitrary<(int Batch, int Heads, int Seq, int Half)> s_shapes = (
        from batch in Gen.Choose(1, 3)
        from heads in Gen.Choose(1, 4)
        from seq in Gen.Choose(1, 9)
        from half in Gen.Choose(1, 40)
        select (batch, heads, seq, half)).ToArbitrary();

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        TokenOps.Fusing = true;
        _scope.Dispose();
    }

    [Fact]
    public void Norm_gate_and_rotation_equal_their_formulas() => Prop.ForAll(s_shapes, s =>
    {
        using var scope = NewDisposeScope();
        var x = randn(s.Batch, s.Heads, s.Seq, 2 * s.Half);
        var (cos, sin, up) = (randn(1, 1, s.Seq, 2 * s.Half), randn(1, 1, s.Seq, 2 * s.Half), randn(x.shape));
        var apart = x.transpose(1, 2).contiguous().transpose(1, 2);
        return Same(() => TokenOps.RmsNorm(x, up.view(-1).narrow(0, 0, 2 * s.Half), 1e-5))
            && Same(() => TokenOps.SiluTimes(x * 30, up))
            && Same(() => TokenOps.Rotate(apart, cos, sin));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Few_rows_times_a_weight_equal_the_product_in_double() => Prop.ForAll(s_shapes, s =>
    {
        using var scope = NewDisposeScope();
        var (rows, width, outputs) = (s.Seq, 37 * s.Heads, 64 * s.Half);
        var (x, weight, bias) = (randn(1, rows, width), randn(outputs, width), randn(outputs));
        return Near(TokenOps.Linear(x, weight, bias), Double(x, weight, bias), Bound)
            && Near(x.view(rows, width).mm(weight.t()), Double(x, weight, null).view(rows, -1), Bound)
            && Near(TokenOps.Linear(x, weight.narrow(0, 1, outputs - 1), null), Double(x, weight.narrow(0, 1, outputs - 1), null), Bound);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Half_the_width_of_a_number_is_enough_for_the_weights()
    {
        var (x, weight) = (randn(2, 200).to_type(ScalarType.BFloat16), randn(300, 200).to_type(ScalarType.BFloat16));
        var y = TokenOps.Linear(x, weight, null);
        Assert.Equal(ScalarType.BFloat16, y.dtype);
        Assert.True(Near(y, Double(x, weight, null), 1e-2));
    }

    [Fact]
    public void A_result_depends_on_neither_threads_nor_what_came_before()
    {
        var (x, weight) = (randn(1, 1, 600), randn(2000, 600));
        var threads = get_num_threads();
        using var first = TokenOps.Linear(x, weight, null);
        try
        {
            set_num_threads(1);
            for (var i = 1; i < 40; i++)
            {
                TokenOps.Linear(randn(1, i, 600), weight, null);
                Assert.Equal(0, Distance(first, TokenOps.Linear(x, weight, null)));
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void Gradients_are_those_of_the_formulas()
    {
        var (x, weight) = (randn(1, 3, 24), randn(24));
        Assert.Equal(
            0,
            Distance(
                Gradient(x, i => TokenOps.RmsNorm(i, weight, 1e-5)),
                Gradient(x, i => Plain(() => TokenOps.RmsNorm(i, weight, 1e-5)))));
        Assert.Equal(0, Distance(Gradient(x, i => TokenOps.SiluTimes(i, x)), Gradient(x, i => F.silu(i) * x)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_model_decodes_the_same_with_and_without_them(int batch)
    {
        var model = Llama();
        var ids = randint(1, 39, new long[] { batch, 12 });
        var mask = ones(batch, 12, ScalarType.Int64);
        mask[TensorIndex.Slice(1, null), TensorIndex.Slice(null, 3)] = 0;
        Assert.True(Near(Steps(model, ids, mask), Plain(() => Steps(model, ids, mask)), Bound));
    }

    private static Tensor Steps(nn.Module<ModelInput, ModelOutput> model, Tensor ids, Tensor mask)
    {
        using var _ = no_grad();
        using var cache = new KeyValueCache(ids.shape[1]);
        List<Tensor> logits = [];
        for (long i = 0, count = 4; i < ids.shape[1]; i += count, count = 1)
        {
            var input = new ModelInput(ids.narrow(1, i, count)) { Cache = cache, AttentionMask = mask.narrow(1, 0, i + count) };
            logits.Add(model.call(input).Logits!.narrow(1, count - 1, 1));
        }

        return cat(logits, 1);
    }

    private static T Plain<T>(Func<T> compute)
    {
        TokenOps.Fusing = false;
        try
        {
            return compute();
        }
        finally
        {
            TokenOps.Fusing = true;
        }
    }

    private static bool Same(Func<Tensor> compute) => Near(compute(), Plain(compute), Bound);

    private static Tensor Gradient(Tensor x, Func<Tensor, Tensor> function)
    {
        var input = x.clone().requires_grad_();
        function(input).sum().backward();
        return input.grad!;
    }

    private static Tensor Double(Tensor x, Tensor weight, Tensor? bias) =>
        F.linear(x.to_type(ScalarType.Float64), weight.to_type(ScalarType.Float64), bias?.to_type(ScalarType.Float64));

    private static bool Near(Tensor actual, Tensor expected, double bound) =>
        actual.shape.SequenceEqual(expected.shape)
        && Distance(actual.to_type(ScalarType.Float64), expected.to_type(ScalarType.Float64)) <= bound * expected.abs().max().ToDouble();
}
