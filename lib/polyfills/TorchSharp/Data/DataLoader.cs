using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace TorchSharp.Modules;

/// <summary>Stacks samples of named tensors to batches.</summary>
public class DataLoader : DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>>
{
    /// <summary>Batches of the samples that a sampler names.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">Number of samples in a batch.</param>
    /// <param name="shuffler">Indices of the samples in order.</param>
    /// <param name="device">Device of the batches, the CPU when null.</param>
    /// <param name="num_worker">Number of threads that get samples.</param>
    /// <param name="drop_last">Whether to leave out a last batch that is not full.</param>
    /// <param name="disposeBatch">Whether a batch is freed when the next one is asked for.</param>
    /// <param name="disposeDataset">Whether the data set is freed with the loader.</param>
    public DataLoader(Dataset dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null,
        int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    /// <summary>Batches of all samples, in order or shuffled.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">Number of samples in a batch.</param>
    /// <param name="shuffle">Whether the order is random.</param>
    /// <param name="device">Device of the batches, the CPU when null.</param>
    /// <param name="seed">Seed of the order; null for another order each time.</param>
    /// <param name="num_worker">Number of threads that get samples.</param>
    /// <param name="drop_last">Whether to leave out a last batch that is not full.</param>
    /// <param name="disposeBatch">Whether a batch is freed when the next one is asked for.</param>
    /// <param name="disposeDataset">Whether the data set is freed with the loader.</param>
    public DataLoader(Dataset dataset, int batchSize, bool shuffle = false, Device? device = null,
        int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true,
        bool disposeDataset = true)
        : base(dataset, batchSize, Collate, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset)
    {
    }

    private static Dictionary<string, Tensor> Collate(IEnumerable<Dictionary<string, Tensor>> samples, Device device)
    {
        using var scope = NewDisposeScope();
        var rows = samples.ToArray();
        return rows[0].Keys.ToDictionary(key => key, key =>
            stack(rows.Select(row => row[key])).to(device).MoveToOuterDisposeScope());
    }
}
