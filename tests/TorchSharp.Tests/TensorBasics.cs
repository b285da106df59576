using System.Runtime.InteropServices;
using TorchSharp.Engine;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Making tensors, reading them, arithmetic, errors.</summary>
public class TensorBasics
{
    [Fact]
    public void The_values_given_are_the_values_read()
    {
        using Tensor t = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Assert.Equal([2, 3], t.shape);
        Assert.Equal(ScalarType.Float32, t.dtype);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], t.data<float>().ToArray());
        Assert.Equal(6f, t[1, 2].item<float>());
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], t.T.data<float>().ToArray());
    }

    [Fact]
    public void Arithmetic_promotes_as_numbers_do()
    {
        using Tensor t = tensor(new[] { 1, 2, 3 });
        Assert.Equal(ScalarType.Int32, (t + 1).dtype);
        Assert.Equal(ScalarType.Float32, (t + 1.5).dtype);
        Assert.Equal([0.5f, 1f, 1.5f], (t / 2).data<float>().ToArray());
        Assert.Equal([9, 8, 7], (10 - t).data<int>().ToArray());
        Assert.Equal([6f, 3f, 2f], (6.0f / t).data<float>().ToArray());
    }

    [Fact]
    public void Indexing_takes_ranges_tensors_masks_and_the_ellipsis()
    {
        Tensor t = arange(24).reshape(2, 3, 4);
        Assert.Equal([12L, 16, 20], t[1, TensorIndex.Colon, 0].data<long>().ToArray());
        Assert.Equal([2, 3, 2], t[.., .., 1..3].shape);
        Assert.Equal([3L, 7, 11, 15, 19, 23], t[TensorIndex.Ellipsis, ^1].flatten().data<long>().ToArray());
        Assert.Equal([1, 2, 3, 4], t[TensorIndex.None].shape);
        Assert.Equal([20L, 21, 22, 23], t[t > 19].data<long>().ToArray());
        Assert.Equal([2, 2, 4], t[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 0, 2 }))].shape);
        t[0, TensorIndex.Slice(1, 3)] = tensor(-1L);
        Assert.Equal(8, (t == -1).sum().item<long>());
    }

    [Fact]
    public void Gradients_reach_the_leaves()
    {
        using Tensor x = tensor(new[] { 1.0, 2.0, 3.0 }, requires_grad: true);
        (x * x * x).sum().backward();
        Assert.Equal([3.0, 12.0, 27.0], x.grad!.data<double>().ToArray());
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
        }

        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void An_error_of_libtorch_names_the_shapes()
    {
        var error = Assert.Throws<ExternalException>(() => zeros(2, 3).matmul(zeros(4, 5)));
        Assert.Contains("2x3", error.Message);
        Assert.Contains("4x5", error.Message);
    }

    [Fact]
    public void Null_and_disposed_tensors_give_dotnet_exceptions()
    {
        Tensor t = zeros(2);
        Assert.Throws<ArgumentNullException>(() => t.matmul(null!));
        t.Dispose();
        Assert.True(t.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => t.shape);
        Assert.Throws<InvalidOperationException>(() => t + 1);
    }

    [Fact]
    public void A_scope_disposes_of_all_but_what_was_moved_out()
    {
        long before = Tensor.TotalCount;
        Tensor kept;
        using (NewDisposeScope())
        {
            Tensor a = ones(3);
            kept = (a + a).MoveToOuterDisposeScope();
            Assert.Equal(before + 2, Tensor.TotalCount);
        }

        Assert.Equal(before + 1, Tensor.TotalCount);
        kept.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_seed_repeats_the_numbers()
    {
        manual_seed(7);
        using Tensor a = randn(5);
        manual_seed(7);
        using Tensor b = randn(5);
        Assert.True(a.Equals(b));
    }

    [Fact]
    public void An_interrupt_stops_one_call()
    {
        using Tensor t = ones(3);
        Interrupt.Request();
        Assert.Throws<OperationCanceledException>(() => t + t);
        Assert.Equal(6f, (t + t).sum().item<float>());
    }

    [Fact]
    public void An_interrupt_reaches_into_a_backward_pass()
    {
        Assert.SkipWhen(LibTorch.Installation is not { OneDnn: true }, "the engine checks between products of its own kernels only");
        using Tensor weight = randn(256, 256).requires_grad_();
        Tensor x = randn(256, 256);
        for (int i = 0; i < 400; i++)
        {
            x = x.mm(weight).tanh();
        }

        using var timer = new Timer(_ => Interrupt.Request(), null, 5, Timeout.Infinite);
        Tensor loss = x.sum();
        void PassAfterPass(int passes)
        {
            for (int i = 0; i < passes; i++)
            {
                loss.backward(retain_graph: true);
            }
        }

        try
        {
            Assert.Throws<OperationCanceledException>(() => PassAfterPass(10_000));
        }
        finally
        {
            Interrupt.Clear();
        }
    }
}
