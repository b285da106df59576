namespace TorchSharp;

public static partial class torch
{
    public static partial class utils
    {
        public static partial class data
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
            public static Modules.DataLoader DataLoader(Dataset dataset, int batchSize,
                IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false,
                bool disposeBatch = true, bool disposeDataset = true) =>
                new(dataset, batchSize, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset);

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
            public static Modules.DataLoader DataLoader(Dataset dataset, int batchSize, bool shuffle = false,
                Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false,
                bool disposeBatch = true, bool disposeDataset = true) =>
                new(dataset, batchSize, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset);

            /// <summary>Batches of the samples that a sampler names.</summary>
            /// <param name="dataset">The samples.</param>
            /// <param name="batchSize">Number of samples in a batch.</param>
            /// <param name="shuffler">Indices of the samples in order.</param>
            /// <param name="device">Device of the batches, the CPU when null.</param>
            /// <param name="num_worker">Number of threads that get samples.</param>
            /// <param name="drop_last">Whether to leave out a last batch that is not full.</param>
            /// <param name="disposeBatch">Whether a batch is freed when the next one is asked for.</param>
            /// <param name="disposeDataset">Whether the data set is freed with the loader.</param>
            public static Modules.IterableDataLoader DataLoader(IterableDataset dataset, int batchSize,
                IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false,
                bool disposeBatch = true, bool disposeDataset = true) =>
                new(dataset, batchSize, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset);

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
            public static Modules.IterableDataLoader DataLoader(IterableDataset dataset, int batchSize,
                bool shuffle = false,
                Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false,
                bool disposeBatch = true, bool disposeDataset = true) =>
                new(dataset, batchSize, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset);
        }
    }
}
