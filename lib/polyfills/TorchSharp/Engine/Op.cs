using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Engine;

/// <summary>
/// The seam between C# and libtorch: one ATen operator. Everything managed is written against it:
/// <code>
/// private static readonly Op Gelu = Op.Find("aten::gelu");          // looked up on first use
/// Tensor y = Gelu.Call(x, "none");                                   // one tensor out
/// (Tensor v, Tensor i) = TopK.Call2(x, k, dim, largest, sorted);     // two; three: Call3
/// Tensor[] parts = Split.CallMany(x, size, dim);                     // a list out
/// </code>
/// Arguments are given in the order of the operator's schema; trailing ones with a default may be left out.
/// A new tensor registers itself with the thread's <see cref="DisposeScope"/>.
/// </summary>
internal sealed unsafe class Op
{
    private readonly string name;
    private readonly string overload;
    private nint handle;

    private Op(string name, string overload) => (this.name, this.overload) = (name, overload);

    /// <summary>Names an operator; nothing is loaded until it is called.</summary>
    /// <param name="name">With its namespace: <c>aten::add</c>.</param>
    /// <param name="overload">Such as <c>Tensor</c> or <c>dim_IntList</c>; empty for the one without a name.</param>
    internal static Op Find(string name, string overload = "") => new(name, overload);

    /// <summary>Calls an operator that returns one tensor.</summary>
    internal torch.Tensor Call(params ReadOnlySpan<OpArgument> arguments)
    {
        OpValue result;
        Expect(1, Invoke(arguments, &result, 1));
        return new torch.Tensor((nint)result.Bits);
    }

    /// <summary>Calls an operator in place: the result is the first argument, which is returned as it was given.</summary>
    internal torch.Tensor CallInPlace(torch.Tensor target, params ReadOnlySpan<OpArgument> rest)
    {
        Span<OpArgument> all = new OpArgument[rest.Length + 1];
        all[0] = target;
        rest.CopyTo(all[1..]);
        CallNothing(all);
        return target;
    }

    /// <summary>Calls an operator whose results do not matter (it wrote into its arguments).</summary>
    internal void CallNothing(params ReadOnlySpan<OpArgument> arguments)
    {
        const int Room = 4;
        OpValue* results = stackalloc OpValue[Room];
        long count = Invoke(arguments, results, Room);
        Span<OpValue> all = Collect(results, Room, count);
        foreach (OpValue value in all)
        {
            if (value.Tag == OpArgument.Tag.Tensor && value.Bits != 0)
            {
                Native.TensorFree((nint)value.Bits);
            }
        }
    }

    /// <summary>Calls an operator that returns two tensors.</summary>
    internal (torch.Tensor First, torch.Tensor Second) Call2(params ReadOnlySpan<OpArgument> arguments)
    {
        OpValue* results = stackalloc OpValue[2];
        Expect(2, Invoke(arguments, results, 2));
        return (Tensor(results[0]), Tensor(results[1]));
    }

    /// <summary>Calls an operator that returns three tensors.</summary>
    internal (torch.Tensor First, torch.Tensor Second, torch.Tensor Third) Call3(params ReadOnlySpan<OpArgument> arguments)
    {
        OpValue* results = stackalloc OpValue[3];
        Expect(3, Invoke(arguments, results, 3));
        return (Tensor(results[0]), Tensor(results[1]), Tensor(results[2]));
    }

    /// <summary>Calls an operator that returns a list, or any number of tensors; one that is undefined is null.</summary>
    internal torch.Tensor[] CallMany(params ReadOnlySpan<OpArgument> arguments)
    {
        const int Room = 8;
        OpValue* results = stackalloc OpValue[Room];
        Span<OpValue> all = Collect(results, Room, Invoke(arguments, results, Room));
        var tensors = new torch.Tensor[all.Length];
        for (int i = 0; i < all.Length; i++)
        {
            tensors[i] = Tensor(all[i]);
        }

        return tensors;
    }

    /// <summary>Calls an operator that returns a boolean.</summary>
    internal bool CallBool(params ReadOnlySpan<OpArgument> arguments)
    {
        OpValue result;
        Expect(1, Invoke(arguments, &result, 1));
        return result.Bits != 0;
    }

    /// <summary>Calls an operator that returns an integer.</summary>
    internal long CallLong(params ReadOnlySpan<OpArgument> arguments)
    {
        OpValue result;
        Expect(1, Invoke(arguments, &result, 1));
        return result.Bits;
    }

    private static torch.Tensor Tensor(OpValue value) => value.Bits == 0 ? null! : new torch.Tensor((nint)value.Bits);

    private static Span<OpValue> Collect(OpValue* results, int room, long count)
    {
        if (count <= room)
        {
            return new Span<OpValue>(results, (int)count);
        }

        var all = new OpValue[count];
        new Span<OpValue>(results, room).CopyTo(all);
        fixed (OpValue* rest = &all[room])
        {
            Native.OpOverflow(rest);
        }

        return all;
    }

    private void Expect(long expected, long count)
    {
        if (count != expected)
        {
            throw new InvalidOperationException($"{name} returned {count} values where {expected} were expected");
        }
    }

    // `arguments` lives in the caller's frame, which keeps every object it names alive for the call.
    [SkipLocalsInit]
    private long Invoke(ReadOnlySpan<OpArgument> arguments, OpValue* results, int room)
    {
        nint op = handle != 0 ? handle : Load();
        OpValue* values = stackalloc OpValue[arguments.Length];
        int bytes = 0;
        for (int i = 0; i < arguments.Length; i++)
        {
            ref readonly OpArgument argument = ref arguments[i];
            (values[i].Tag, values[i].Bits) = (argument.Kind, argument.Bits);
            values[i].Count = 0; // an empty list stays as it is here
            switch (argument.Kind)
            {
                case OpArgument.Tag.Tensor:
                    values[i].Bits = Unsafe.As<torch.Tensor>(argument.Reference!).Handle;
                    break;
                case OpArgument.Tag.Device:
                    var device = (torch.Device)argument.Reference!;
                    (values[i].Bits, values[i].Count) = ((long)device.type, device.index);
                    break;
                case OpArgument.Tag.Generator:
                    values[i].Bits = ((torch.Generator)argument.Reference!).Handle;
                    break;
                default:
                    bytes += argument.CopySize;
                    break;
            }
        }

        return bytes == 0
            ? Native.Check(Native.OpCall(op, values, arguments.Length, results, room))
            : InvokeWithLists(op, arguments, values, bytes, results, room);
    }

    [SkipLocalsInit]
    private static long InvokeWithLists(
        nint op, ReadOnlySpan<OpArgument> arguments, OpValue* values, int bytes, OpValue* results, int room)
    {
        const int OnStack = 1024;
        byte* near = stackalloc byte[OnStack];
        byte* buffer = bytes <= OnStack ? near : (byte*)NativeMemory.Alloc((nuint)bytes);
        try
        {
            byte* next = buffer;
            for (int i = 0; i < arguments.Length; i++)
            {
                if (arguments[i].IsList)
                {
                    int size = arguments[i].CopySize;
                    arguments[i].CopyTo(new Span<byte>(next, size));
                    (values[i].Bits, values[i].Count) = ((long)next, arguments[i].Length);
                    next += size;
                }
            }

            return Native.Check(Native.OpCall(op, values, arguments.Length, results, room));
        }
        finally
        {
            if (bytes > OnStack)
            {
                NativeMemory.Free(buffer);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private nint Load()
    {
        nint found;
        fixed (byte* nameText = Encoding.UTF8.GetBytes(name + "\0"), overloadText = Encoding.UTF8.GetBytes(overload + "\0"))
        {
            Native.Check(Native.OpFind(nameText, overloadText, &found));
        }

        return handle = found;
    }
}
