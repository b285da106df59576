using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// What a method draws again and again while it is trained: a rank, an expert, a mask. The draws come from a generator of their own, or,
/// where a training shall be repeated, from values that are given.
/// </summary>
/// <param name="seed">Seeds the generator.</param>
public sealed class RepeatedDraws(long seed) : IDisposable
{
    private readonly Generator _generator = new((ulong)seed);
    private readonly Queue<Tensor> _given = [];

    /// <summary>Puts values in the place of the next draws.</summary>
    /// <param name="values">One draw an entry of the first axis: <c>[draws, …]</c>.</param>
    public void Give(Tensor values)
    {
        for (var i = 0L; i < values.shape[0]; i++)
        {
            _given.Enqueue(values[i].detach().clone().DetachFromDisposeScope());
        }
    }

    /// <summary>The next draw: a given one, or what <paramref name="draw"/> makes of the generator; the caller's.</summary>
    internal Tensor Next(Func<Generator, Tensor> draw)
    {
        if (!_given.TryDequeue(out var given))
        {
            return draw(_generator);
        }

        using (given)
        {
            return given.clone();
        }
    }

    /// <summary>Frees the generator and the values that nobody took.</summary>
    public void Dispose()
    {
        while (_given.TryDequeue(out var given))
        {
            given.Dispose();
        }

        _generator.Dispose();
    }
}
