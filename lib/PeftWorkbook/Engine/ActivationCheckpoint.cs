using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Engine;

/// <summary>
/// Gradient checkpointing (arXiv 1604.06174): of each layer only the output is kept, and the layer is computed again in the backward
/// pass, with the same dropout. A model runs its layers through <see cref="Run"/>; whoever trains opens a tape and calls
/// <see cref="Backward"/> on it in place of the loss's own.
/// <code>
/// using var tape = ActivationCheckpoint.Open();
/// var loss = model.call(batch).Loss!;
/// tape.Backward(loss);
/// </code>
/// It needs nothing but official API calls: a layer's output leaves the graph and comes back as a leaf, whose gradient is the one that
/// the recomputed layer is fed.
/// </summary>
public sealed class ActivationCheckpoint : IDisposable
{
    [ThreadStatic]
    private static ActivationCheckpoint? s_open;

    private readonly List<Segment> _segments = [];
    private readonly List<Tensor> _kept = [];
    private readonly ActivationCheckpoint? _outer;

    private ActivationCheckpoint()
    {
        _outer = s_open;
        s_open = this;
    }

    /// <summary>How many layers the backward pass computes again.</summary>
    internal int Segments => _segments.Count;

    /// <summary>Starts keeping outputs alone, on this thread, until the result is disposed.</summary>
    public static ActivationCheckpoint Open() => new();

    /// <summary>Runs a layer; it is computed again in the backward pass where a tape is open and the layer needs a gradient.</summary>
    /// <param name="layer">The layer; what it uses beside its input must be kept alive by <see cref="Keep"/>, or be a parameter.</param>
    /// <param name="input">Its input.</param>
    public static Tensor Run(Func<Tensor, Tensor> layer, Tensor input)
    {
        if (s_open is not { } tape || !is_grad_enabled())
        {
            return layer(input);
        }

        using var scope = NewDisposeScope();
        var random = DropoutPlace.Here(input.device, tape._segments.Count);
        var output = layer(input);
        if (!output.requires_grad)
        {
            return output.MoveToOuterDisposeScope();
        }

        var leaf = output.detach().requires_grad_().DetachFromDisposeScope();
        tape._segments.Add(new(layer, input.alias().DetachFromDisposeScope(), leaf, random.Detached()));
        return leaf.alias().MoveToOuterDisposeScope();     // the output's graph, and all that it has saved, end with the scope
    }

    /// <summary>Keeps tensors that layers share until the open tape ends; where none is open nothing changes.</summary>
    /// <param name="scope">The scope that would free them; what it does not own is another's to keep.</param>
    /// <param name="tensors">The tensors.</param>
    public static void Keep(DisposeScope scope, params ReadOnlySpan<Tensor?> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (s_open is { } tape && tensor is not null && scope.Contains(tensor))
            {
                scope.Detach(tensor);
                tape._kept.Add(tensor);
            }
        }
    }

    /// <summary>The backward pass of a scalar, through all layers that ran since <see cref="Open"/>.</summary>
    /// <param name="loss">The scalar.</param>
    public void Backward(Tensor loss)
    {
        s_open = _outer;                                   // what is computed again is not kept again
        loss.backward();
        for (var i = _segments.Count - 1; i >= 0; i--)
        {
            using var scope = NewDisposeScope();
            var segment = _segments[i];
            if (segment.Output.grad is { } gradient)
            {
                using var _ = segment.Random.Return();
                autograd.backward([segment.Layer(segment.Input)], [gradient], retain_graph: true);
            }

            segment.Dispose();
        }

        _segments.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        s_open = _outer;
        _segments.ForEach(s => s.Dispose());
        _kept.ForEach(t => t.Dispose());
    }

    private sealed record Segment(Func<Tensor, Tensor> Layer, Tensor Input, Tensor Output, DropoutPlace Random) : IDisposable
    {
        public void Dispose()
        {
            Input.Dispose();
            Output.Dispose();
            Random.Dispose();
        }
    }
}

/// <summary>
/// Where the random numbers stand. On the processor that is the generator's state; TorchSharp shows no other device's, so there a seed
/// is drawn and set, which the way back sets again.
/// </summary>
internal sealed class DropoutPlace : IDisposable
{
    private readonly Tensor? _state;
    private readonly long _seed;

    private DropoutPlace(Tensor? state, long seed) => (_state, _seed) = (state, seed);

    internal static DropoutPlace Here(Device device, int index)
    {
        if (device.type == DeviceType.CPU)
        {
            return new(get_rng_state(), 0);
        }

        var seed = unchecked((initial_seed() * 1_000_003) + index);
        manual_seed(seed);
        return new(null, seed);
    }

    internal DropoutPlace Detached()
    {
        _state?.DetachFromDisposeScope();
        return this;
    }

    /// <summary>Goes back to that place; disposing the result comes back from there.</summary>
    internal IDisposable Return()
    {
        var now = new Now(get_rng_state());
        if (_state is null)
        {
            manual_seed(_seed);
        }
        else
        {
            set_rng_state(_state);
        }

        return now;
    }

    public void Dispose() => _state?.Dispose();

    private sealed class Now(Tensor state) : IDisposable
    {
        public void Dispose()
        {
            set_rng_state(state);
            state.Dispose();
        }
    }
}
