using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op IndexTensors = Op.Find("aten::index", "Tensor");
        private static readonly Op IndexPut = Op.Find("aten::index_put_");
        private static readonly Op SliceOp = Op.Find("aten::slice", "Tensor");

        /// <inheritdoc cref="this[TensorIndex[]]"/>
        public Tensor index(params TensorIndex[] indices)
        {
            (Tensor view, Tensor?[] picks) = View(indices);
            if (picks.All(p => p is null))
            {
                return view;
            }

            Tensor result = IndexTensors.Call(view, OpArgument.Optionals(picks));
            Release(view, picks, indices);
            return result;
        }

        /// <inheritdoc cref="this[Tensor[]]"/>
        public Tensor index(params Tensor[] indices) => IndexTensors.Call(this, OpArgument.Optionals(indices));

        /// <summary>Sets a part of the tensor, broadcasting the value.</summary>
        /// <returns>This tensor.</returns>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        /// <summary>Sets, or adds to, a part of the tensor, broadcasting the value.</summary>
        /// <returns>This tensor.</returns>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            ArgumentNullException.ThrowIfNull(value);
            (Tensor view, Tensor?[] picks) = View(indices);
            if (picks.Any(p => p is not null))
            {
                IndexPut.CallInPlace(view, OpArgument.Optionals(picks), value, accumulate);
            }
            else if (accumulate)
            {
                view.add_(value);
            }
            else
            {
                view.copy_(value);
            }

            Release(view, picks, indices);
            return this;
        }

        /// <inheritdoc cref="index_put_(Tensor, TensorIndex[])"/>
        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        /// <inheritdoc cref="index_put_(Tensor, TensorIndex[], bool)"/>
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false)
        {
            ArgumentNullException.ThrowIfNull(value);
            return IndexPut.CallInPlace(this, OpArgument.Optionals(indices), value, accumulate);
        }

        /// <inheritdoc cref="index_put_(Tensor, TensorIndex[])"/>
        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using Tensor number = torch.scalar_tensor(value, this);
            return index_put_(number, indices, false);
        }

        /// <inheritdoc cref="index_put_(Tensor, TensorIndex[])"/>
        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using Tensor number = torch.scalar_tensor(value, this);
            return index_put_(number, indices, false);
        }

        /// <summary>
        /// Applies all indices that give a view; those that are tensors are returned, each at the place of its dimension.
        /// </summary>
        private (Tensor View, Tensor?[] Picks) View(TensorIndex[] indices)
        {
            Tensor view = alias();
            var picks = new List<Tensor?>();
            int dimension = 0;
            int whole = (int)ndim - indices.Sum(Consumes);
            foreach (TensorIndex index in indices)
            {
                Tensor before = view;
                switch (index.kind)
                {
                    case TensorIndex.Kind.Single:
                        view = view.select(dimension, index.first ?? 0);
                        break;
                    case TensorIndex.Kind.Slice:
                        view = Sliced(view, dimension++, index);
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dimension += Math.Max(whole, 0);
                        break;
                    case TensorIndex.Kind.None or TensorIndex.Kind.Null:
                        view = view.unsqueeze(dimension++);
                        break;
                    default:
                        view = index.kind == TensorIndex.Kind.Bool ? view.unsqueeze(dimension) : view;
                        Place(picks, dimension, index.tensor ?? tensor(new[] { index.first != 0 }));
                        dimension += Spans(index);
                        break;
                }

                if (!ReferenceEquals(before, view))
                {
                    before.Dispose();
                }
            }

            return (view, [.. picks]);
        }

        // A mask of k dimensions is one index that stands for k dimensions, so places are counted as aten::index counts them.
        private static void Place(List<Tensor?> picks, int dimension, Tensor pick)
        {
            int covered = picks.Sum(p => p is { dtype: ScalarType.Bool or ScalarType.Byte } mask ? (int)mask.ndim : 1);
            picks.AddRange(Enumerable.Repeat<Tensor?>(null, dimension - covered));
            picks.Add(pick);
        }

        private static Tensor Sliced(Tensor view, int dimension, TensorIndex index) =>
            index is { first: null, stop: null, step: null } ? view.alias()
                : SliceOp.Call(view, dimension, index.first, index.stop, index.step ?? 1);

        private static int Consumes(TensorIndex index) => index.kind switch
        {
            TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
            TensorIndex.Kind.Tensor => Spans(index),
            _ => 0,
        };

        private static int Spans(TensorIndex index) =>
            index.tensor is { dtype: ScalarType.Bool or ScalarType.Byte } mask ? (int)mask.ndim : 1;

        /// <summary>Frees what <see cref="View"/> made, but none of the tensors that the user gave.</summary>
        private static void Release(Tensor view, Tensor?[] picks, TensorIndex[] indices)
        {
            view.Dispose();
            foreach (Tensor? pick in picks)
            {
                if (pick is not null && !indices.Any(i => ReferenceEquals(i.tensor, pick)))
                {
                    pick.Dispose();
                }
            }
        }
    }
}
