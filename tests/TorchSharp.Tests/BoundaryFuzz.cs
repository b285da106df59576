using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using TorchSharp.Engine;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Whatever crosses to libtorch, the process lives on: a result, or a .NET exception.</summary>
public class BoundaryFuzz
{
    private static readonly string[] Operators =
    [
        "mm", "bmm", "addmm", "baddbmm", "matmul", "add.Tensor", "sub.Tensor", "mul.Tensor", "div.Tensor", "remainder.Tensor",
        "softmax.int", "log_softmax.int", "cat", "stack", "index.Tensor", "gather", "scatter.src", "embedding", "layer_norm", "gelu",
        "view", "reshape", "permute", "expand", "repeat", "narrow", "select.int", "slice.Tensor", "split.Tensor", "chunk", "topk", "sort",
        "cumsum", "linalg_svd", "linalg_inv", "linalg_qr", "cholesky", "masked_fill.Scalar", "where.self", "einsum", "conv2d",
        "cross_entropy_loss", "nll_loss", "dropout", "bernoulli", "multinomial", "one_hot", "bincount", "tril", "diag", "flip",
        "roll", "as_strided", "unfold", "index_select", "index_add", "repeat_interleave.self_int", "bitwise_and.Tensor",
        "pow.Tensor_Tensor",
    ];

    private static readonly ScalarType[] Types =
    [
        ScalarType.Byte, ScalarType.Int8, ScalarType.Int32, ScalarType.Int64, ScalarType.Float16, ScalarType.Float32,
        ScalarType.Float64, ScalarType.ComplexFloat32, ScalarType.Bool, ScalarType.BFloat16,
    ];

    /// <summary>The same calls in every run, so that a change breaks it and not the day; WORKBOOK_FUZZ_SEED tries others.</summary>
    private static Config Calls(int count)
    {
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("WORKBOOK_FUZZ_SEED"), out ulong given) ? given : 20_261;
        var replay = new Replay(new Rnd(seed, 0x9E3779B97F4A7C15), FSharpOption<int>.None);
        return Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(FSharpOption<Replay>.Some(replay));
    }

    private static Gen<Tensor> Tensors() =>
        from shape in Gen.Choose(0, 5).Select(i => (long)i).ArrayOf().Where(s => s.Length <= 4)
        from type in Gen.Elements(Types)
        from turned in Gen.Elements(true, false)
        select turned && shape.Length > 1 ? ones(shape, type).transpose(0, 1) : ones(shape, type);

    private static Gen<object?> Arguments() => Gen.Frequency(
        (6, Tensors().Select(t => (object?)t)),
        (2, Gen.Choose(-3, 6).Select(i => (object?)(long)i)),
        (1, Gen.Elements(0.5, -1.0, double.NaN, double.PositiveInfinity).Select(d => (object?)d)),
        (1, Gen.Elements(true, false).Select(b => (object?)b)),
        (2, Gen.Choose(-2, 4).Select(i => (long)i).ArrayOf().Where(a => a.Length <= 4).Select(a => (object?)a)),
        (1, Tensors().ArrayOf().Where(a => a.Length <= 3).Select(a => (object?)a)),
        (1, Gen.Elements("none", "tanh", "ij,jk->ik", "").Select(s => (object?)s)),
        (1, Gen.Constant((object?)null)));

    private static OpArgument Argument(object? value) => value switch
    {
        Tensor t => t,
        long i => i,
        double d => d,
        bool b => b,
        long[] list => list,
        Tensor[] list => list,
        string s => s,
        _ => OpArgument.None,
    };

    [Fact]
    public void Random_arguments_give_a_result_or_an_exception()
    {
        Gen<(string, object?[])> calls = Gen.Elements(Operators).SelectMany(
            o => Arguments().ArrayOf().Where(a => a.Length is > 0 and < 6), (o, a) => (o, a));
        int results = 0, errors = 0;
        Prop.ForAll(calls.ToArbitrary(), call =>
        {
            using DisposeScope scope = NewDisposeScope();
            string[] name = call.Item1.Split('.');
            OpArgument[] arguments = Array.ConvertAll(call.Item2, Argument);
            try
            {
                Op.Find("aten::" + name[0], name.Length > 1 ? name[1] : "").CallNothing(arguments);
                results++;
            }
            catch (Exception e) when (e is ExternalException or ArgumentException or InvalidOperationException)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
                errors++;
            }
        }).Check(Calls(4000));
        Assert.True(results > 30 && errors > 500, $"{results} results, {errors} errors");
    }

    [Fact]
    public void Unknown_operators_are_named()
    {
        var error = Assert.Throws<ExternalException>(() => Op.Find("aten::no_such_operator").Call(1L));
        Assert.Contains("no_such_operator", error.Message);
    }

    [Fact]
    public void Backward_through_what_needs_no_gradient_is_an_error() =>
        Assert.Contains("grad", Assert.Throws<ExternalException>(() => ones(3).sum().backward()).Message);

    [Fact]
    public void A_released_tensor_over_memory_tells_its_owner_once()
    {
        nint memory = Marshal.AllocHGlobal(64);
        int released = 0;
        Tensor whole = MappedMemory.AsTensor(memory, [4, 4], ScalarType.Float32, () => released++);
        whole.fill_(3);
        Tensor part = whole[1];
        whole.Dispose();
        Assert.Equal(0, released);
        Assert.Equal(12f, part.sum().item<float>());
        part.Dispose();
        Assert.Equal(1, released);
        Marshal.FreeHGlobal(memory);
    }
}
