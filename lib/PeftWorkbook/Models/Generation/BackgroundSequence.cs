using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace PeftWorkbook.Models.Generation;

/// <summary>Runs a sequence that computes long on a thread of its own, and hands its items over as they come.</summary>
internal static class BackgroundSequence
{
    /// <summary>The items. One thread makes all of them: libtorch keeps threads for each thread that calls it.</summary>
    /// <param name="source">Makes the sequence; the token tells it to end.</param>
    /// <param name="gate">Entered while the sequence is made, where only one may be at a time.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static async IAsyncEnumerable<T> Run<T>(
        Func<CancellationToken, IEnumerable<T>> source, SemaphoreSlim? gate, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var channel = Channel.CreateUnbounded<T>(new() { SingleReader = true, SingleWriter = true });
        var producer = Task.Factory.StartNew(
            () => Produce(source, gate, channel.Writer, stop.Token),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await foreach (var item in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return item;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await producer.ConfigureAwait(false);    // what the sequence held is free when the reader goes on
        }
    }

    private static void Produce<T>(
        Func<CancellationToken, IEnumerable<T>> source, SemaphoreSlim? gate, ChannelWriter<T> output, CancellationToken cancellation)
    {
        var hasEntered = false;
        try
        {
            gate?.Wait(cancellation);
            hasEntered = gate is not null;
            foreach (var item in source(cancellation))
            {
                output.TryWrite(item);
            }

            output.TryComplete();
        }
        catch (Exception e)
        {
            output.TryComplete(e);
        }
        finally
        {
            if (hasEntered)
            {
                gate!.Release();
            }
        }
    }
}
