using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Tensors whose first dimension counts samples.</summary>
    public class TensorDataset : utils.data.IterableDataset
    {
        private readonly Tensor[] columns;

        internal TensorDataset(Tensor[] tensors)
        {
            if (tensors is null || tensors.Length == 0) throw new ArgumentNullException(nameof(tensors));
            long count = tensors[0].size(0);
            if (tensors.Any(tensor => tensor.size(0) != count))
                throw new ArgumentException("All tensors must have the same first dimension size.", nameof(tensors));
            columns = Array.ConvertAll(tensors, tensor => tensor.alias().DetachFromDisposeScope());
        }

        /// <inheritdoc/>
        public override long Count => columns[0].size(0);

        /// <summary>A sample: a row of each tensor.</summary>
        /// <param name="index">Its index, from 0.</param>
        public IList<Tensor> this[long index] => columns.Select(column => column.select(0, index)).ToList();

        /// <inheritdoc/>
        public override IList<Tensor> GetTensor(long index) => this[index];

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (!disposing) return;
            foreach (var column in columns) column.Dispose();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        /// <summary>Helpers around training.</summary>
        public static partial class utils
        {
            /// <summary>Data sets and what makes batches of them.</summary>
            public static partial class data
            {
                /// <summary>A data set of tensors whose first dimension counts samples.</summary>
                /// <param name="tensors">The tensors <c>[samples, ...]</c>; their memory is shared.</param>
                /// <exception cref="ArgumentException">The first sizes differ.</exception>
                public static TensorDataset TensorDataset(params Tensor[] tensors) => new(tensors);
            }
        }
    }
}
