using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A part of the tensor: a view where no tensor is among the indices, else a copy.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>The elements at the positions that tensors name (or where a mask is true), as a copy.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>The part at some positions of the first dimensions, which go away; a view.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => Assign(At(indices), value);
        }

        /// <inheritdoc cref="this[long[]]"/>
        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => At(i1);
            set => Assign(At(i1), value);
        }

        /// <inheritdoc cref="this[long[]]"/>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => At(i1, i2);
            set => Assign(At(i1, i2), value);
        }

        /// <inheritdoc cref="this[long[]]"/>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => At(i1, i2, i3);
            set => Assign(At(i1, i2, i3), value);
        }

        /// <inheritdoc cref="this[long[]]"/>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At(i1, i2, i3, i4);
            set => Assign(At(i1, i2, i3, i4), value);
        }

        /// <inheritdoc cref="this[long[]]"/>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => At(i1, i2, i3, i4, i5);
            set => Assign(At(i1, i2, i3, i4, i5), value);
        }

        /// <inheritdoc cref="this[long[]]"/>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => At(i1, i2, i3, i4, i5, i6);
            set => Assign(At(i1, i2, i3, i4, i5, i6), value);
        }

        private Tensor At(params ReadOnlySpan<long> indices)
        {
            Tensor part = indices.Length == 0 ? alias() : select(0, indices[0]);
            for (int i = 1; i < indices.Length; i++)
            {
                using Tensor outer = part;
                part = outer.select(0, indices[i]);
            }

            return part;
        }

        private static void Assign(Tensor part, Tensor value)
        {
            using (part)
            {
                part.copy_(value);
            }
        }
    }
}
