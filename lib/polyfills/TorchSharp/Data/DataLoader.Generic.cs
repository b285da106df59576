using System.Collections;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace TorchSharp.Modules;

/// <summary>Makes batches of the samples of a data set.</summary>
/// <typeparam name="T">Type of a sample.</typeparam>
/// <typeparam name="S">Type of a batch.</typeparam>
public class DataLoader<T, S> : IEnumerable<S>, IDisposable
{
    /// <summary>Batches of the samples that a sampler names.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">Number of samples in a batch.</param>
    /// <param name="collate_fn">Makes a batch of samples, on a device.</param>
    /// <param name="shuffler">Indices of the samples in order.</param>
    /// <param name="device">Device of the batches, the CPU when null.</param>
    /// <param name="num_worker">Number of threads that get samples.</param>
    /// <param name="drop_last">Whether to leave out a last batch that is not full.</param>
    /// <param name="disposeBatch">Whether a batch is freed when the next one is asked for.</param>
    /// <param name="disposeDataset">Whether the data set is freed with the loader.</param>
    public DataLoader(Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn,
        IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false,
        bool disposeBatch = true, bool disposeDataset = true)
    {
        (this.dataset, batch_size, this.collate_fn, sampler) = (dataset, batchSize, collate_fn, shuffler);
        (Device, num_workers, this.drop_last) = (device ?? CPU, Math.Max(num_worker, 1), drop_last);
        (DisposeBatch, DisposeDataset) = (disposeBatch, disposeDataset);
    }

    /// <summary>Batches of all samples, in order or shuffled.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">Number of samples in a batch.</param>
    /// <param name="collate_fn">Makes a batch of samples, on a device.</param>
    /// <param name="shuffle">Whether the order is random.</param>
    /// <param name="device">Device of the batches, the CPU when null.</param>
    /// <param name="seed">Seed of the order, the same for every pass; null for another order each time.</param>
    /// <param name="num_worker">Number of threads that get samples.</param>
    /// <param name="drop_last">Whether to leave out a last batch that is not full.</param>
    /// <param name="disposeBatch">Whether a batch is freed when the next one is asked for.</param>
    /// <param name="disposeDataset">Whether the data set is freed with the loader.</param>
    public DataLoader(Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn,
        bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false,
        bool disposeBatch = true, bool disposeDataset = true)
        : this(dataset, batchSize, collate_fn, shuffle ? new Shuffle(dataset.Count, seed) : InOrder(dataset.Count),
            device, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    /// <summary>The samples.</summary>
    public Dataset<T> dataset { get; }

    /// <summary>Number of samples in a batch.</summary>
    public int batch_size { get; }

    /// <summary>Whether a last batch that is not full is left out.</summary>
    public bool drop_last { get; }

    /// <summary>Indices of the samples in order.</summary>
    public IEnumerable<long> sampler { get; }

    /// <summary>Number of threads that get samples.</summary>
    public int num_workers { get; }

    /// <summary>Makes a batch of samples.</summary>
    public Func<IEnumerable<T>, Device, S> collate_fn { get; }

    /// <summary>Device of the batches.</summary>
    public Device Device { get; }

    /// <summary>Whether a batch is freed when the next one is asked for.</summary>
    public bool DisposeBatch { get; }

    /// <summary>Whether the data set is freed with the loader.</summary>
    public bool DisposeDataset { get; }

    /// <summary>Number of batches.</summary>
    public long Count => drop_last ? dataset.Count / batch_size : (dataset.Count - 1) / batch_size + 1;

    /// <summary>Goes through the batches once.</summary>
    public IEnumerator<S> GetEnumerator()
    {
        foreach (var indices in sampler.Chunk(batch_size))
        {
            if (drop_last && indices.Length < batch_size) yield break;
            var (batch, owned) = MakeBatch(indices);
            try
            {
                yield return batch;
            }
            finally
            {
                if (DisposeBatch) Free(owned);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Frees the data set, unless told otherwise.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the data set, unless told otherwise.</summary>
    /// <param name="disposing">False when it comes from a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && DisposeDataset) dataset.Dispose();
    }

    private (S Batch, IReadOnlyList<IDisposable> Owned) MakeBatch(long[] indices)
    {
        var samples = new T[indices.Length];
        var temporary = new IReadOnlyList<IDisposable>[indices.Length];
        void Get(int i)
        {
            using var scope = NewDisposeScope();
            samples[i] = dataset.GetTensor(indices[i]);
            temporary[i] = TakeAll(scope);
        }
        if (num_workers == 1)
        {
            for (int i = 0; i < indices.Length; i++) Get(i);
        }
        else
        {
            Parallel.For(0, indices.Length, new ParallelOptions { MaxDegreeOfParallelism = num_workers }, Get);
        }
        using var scope = NewDisposeScope();
        var batch = collate_fn(samples, Device);
        var owned = TakeAll(scope);
        foreach (var tensors in temporary) Free(tensors);
        return (batch, owned);
    }

    private static IReadOnlyList<IDisposable> TakeAll(DisposeScope scope)
    {
        var all = scope.DisposablesView.ToList();
        scope.Detach(all);
        return all;
    }

    private static void Free(IReadOnlyList<IDisposable> tensors)
    {
        foreach (var tensor in tensors) tensor.Dispose();
    }

    private static IEnumerable<long> InOrder(long count)
    {
        for (long i = 0; i < count; i++) yield return i;
    }
}
