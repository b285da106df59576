namespace TorchSharp;

public static partial class torch
{
    public static partial class utils
    {
        public static partial class data
        {
            /// <summary>Samples that can be had by index.</summary>
            /// <typeparam name="T">Type of a sample.</typeparam>
            public abstract class Dataset<T> : IDisposable
            {
                /// <summary>Number of samples.</summary>
                public abstract long Count { get; }

                /// <summary>A sample; loaders call this from several threads.</summary>
                /// <param name="index">Its index, from 0.</param>
                public abstract T GetTensor(long index);

                /// <summary>Frees what the data set holds.</summary>
                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                /// <summary>Frees what the data set holds.</summary>
                /// <param name="disposing">False when it comes from a finalizer.</param>
                protected virtual void Dispose(bool disposing)
                {
                }
            }

            /// <summary>Samples of named tensors.</summary>
            public abstract class Dataset : Dataset<Dictionary<string, Tensor>>
            {
            }

            /// <summary>Samples of tensors in order.</summary>
            public abstract class IterableDataset : Dataset<IList<Tensor>>
            {
            }
        }
    }
}
