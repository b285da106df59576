using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The lengths of a tensor's dimensions.</summary>
    public struct Size : IEnumerable<long>
    {
        private readonly long[]? lengths;

        /// <summary>A size of some lengths.</summary>
        public Size(long[] shape) => lengths = (long[])shape.Clone();

        /// <inheritdoc cref="Size(long[])"/>
        public Size(int[] shape) => lengths = Array.ConvertAll(shape, i => (long)i);

        /// <inheritdoc cref="Size(long[])"/>
        public Size(IEnumerable<long> shape) => lengths = [.. shape];

        /// <summary>A size of one dimension.</summary>
        public Size(long size) => lengths = [size];

        /// <inheritdoc cref="Size(long)"/>
        public Size(int size) => lengths = [size];

        /// <summary>A size of two dimensions.</summary>
        public Size((long, long) size) => lengths = [size.Item1, size.Item2];

        /// <summary>A size of three dimensions.</summary>
        public Size((long, long, long) size) => lengths = [size.Item1, size.Item2, size.Item3];

        /// <summary>The size of a tensor without dimensions.</summary>
        public static Size Empty = new(Array.Empty<long>());

        /// <summary>The lengths.</summary>
        public long[] Shape => lengths ?? [];

        /// <summary>The number of dimensions.</summary>
        public int Length => Shape.Length;

        /// <summary>Whether there are no dimensions.</summary>
        public bool IsEmpty => Length == 0;

        /// <inheritdoc cref="IsEmpty"/>
        public bool IsScalar => Length == 0;

        /// <summary>The length of one dimension; a negative index counts from the end.</summary>
        public long this[int idx] => Shape[idx < 0 ? idx + Length : idx];

        /// <inheritdoc cref="this[int]"/>
        public long this[long idx] => this[(int)idx];

        /// <summary>A size of some lengths.</summary>
        public static implicit operator Size(long[] size) => new(size);

        /// <summary>A size of one dimension.</summary>
        public static implicit operator Size(long size) => new(size);

        /// <summary>A size of two dimensions.</summary>
        public static implicit operator Size((long, long) size) => new(size);

        /// <summary>A size of three dimensions.</summary>
        public static implicit operator Size((long, long, long) size) => new(size);

        /// <summary>One size after another.</summary>
        public static Size operator +(Size left, Size right) => new(left.Shape.Concat(right.Shape));

        /// <inheritdoc cref="operator +(Size, Size)"/>
        public static Size operator +(Size left, IEnumerable<long> right) => new(left.Shape.Concat(right));

        /// <summary>Whether all lengths are equal.</summary>
        public static bool operator ==(Size left, Size right) => left.Shape.AsSpan().SequenceEqual(right.Shape);

        /// <summary>Whether any length differs.</summary>
        public static bool operator !=(Size left, Size right) => !(left == right);

        /// <summary>The number of elements.</summary>
        public long numel() => Shape.TotalSize();

        /// <summary>The dimensions from one up to, not including, another.</summary>
        public Size Slice(int first, int next) => new(Shape[first..next]);

        /// <summary>The first few dimensions.</summary>
        public IEnumerable<long> Take(int i) => Shape.Take(i);

        /// <inheritdoc/>
        public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shape).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Size other && this == other;

        /// <inheritdoc/>
        public override int GetHashCode() => Shape.Aggregate(17, HashCode.Combine);
    }
}
