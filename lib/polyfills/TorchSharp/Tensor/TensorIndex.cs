namespace TorchSharp;

public static partial class torch
{
    /// <summary>One index of several: a position, a stretch, a tensor of positions, all, a new dimension, or the ellipsis.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            None,
            Single,
            Slice,
            Ellipsis,
            Bool,
            Null,
            Tensor,
        }

        internal Kind kind;
        internal long? first;
        internal long? stop;
        internal long? step;
        internal torch.Tensor? tensor;

        /// <summary>As many whole dimensions as the other indices leave over.</summary>
        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };

        /// <summary>A new dimension of length one.</summary>
        public static TensorIndex None = new() { kind = Kind.None };

        /// <summary>A new dimension of length one; <see cref="None"/> under another name.</summary>
        public static TensorIndex Null = new() { kind = Kind.Null };

        /// <summary>A whole dimension.</summary>
        public static TensorIndex Colon = Slice();

        /// <summary>A stretch of a dimension.</summary>
        /// <param name="start">The first position; negative ones count from the end; the first where null.</param>
        /// <param name="stop">The position after the last; the end where null.</param>
        /// <param name="step">The step, at least 1.</param>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, first = start, stop = stop, step = step };

        /// <inheritdoc cref="Slice(long?, long?, long?)"/>
        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        /// <inheritdoc cref="Slice(long?, long?, long?)"/>
        public static TensorIndex Slice(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value);

        /// <summary>All (true) or nothing (false), under a new dimension.</summary>
        public static TensorIndex Bool(bool value) => new() { kind = Kind.Bool, first = value ? 1 : 0 };

        /// <summary>One position; the dimension goes away.</summary>
        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, first = index };

        /// <summary>A tensor of positions, or a boolean mask.</summary>
        public static TensorIndex Tensor(torch.Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        /// <inheritdoc cref="Single(long?)"/>
        public static implicit operator TensorIndex(long value) => Single(value);

        /// <inheritdoc cref="Single(long?)"/>
        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        /// <inheritdoc cref="Slice(Range)"/>
        public static implicit operator TensorIndex(Range range) => Slice(range);

        /// <inheritdoc cref="Slice(long?, long?, long?)"/>
        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);
    }
}
