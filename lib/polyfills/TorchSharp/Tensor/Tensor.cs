using System.Runtime.CompilerServices;
using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An array of numbers of one type, of any number of dimensions, on a device. It holds native memory: it is freed by
    /// <see cref="Dispose()"/>, by the <see cref="DisposeScope"/> it was made in, or by its finalizer.
    /// </summary>
    public unsafe partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;

        private nint handle;

        /// <summary>Takes over one reference to a native tensor.</summary>
        internal Tensor(nint handle)
        {
            this.handle = handle;
            long count = Interlocked.Increment(ref totalCount);
            if (count > Volatile.Read(ref peakCount))
            {
                RaisePeak(count);
            }

            OwningDisposeScope = DisposeScopeManager.Current.Register(this);
        }

        /// <summary>Frees the tensor if nobody disposed of it. Safe on the finalizer's thread: references are counted atomically.</summary>
        ~Tensor() => Dispose(false);

        /// <summary>The number of live <see cref="Tensor"/> objects in the process.</summary>
        public static long TotalCount => Volatile.Read(ref totalCount);

        /// <summary>The largest <see cref="TotalCount"/> there ever was.</summary>
        public static long PeakCount => Volatile.Read(ref peakCount);

        /// <summary>The scope that will dispose of this tensor; null if there is none.</summary>
        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>The address of the native tensor.</summary>
        /// <exception cref="InvalidOperationException">The tensor was disposed of, or its content moved elsewhere.</exception>
        public nint Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => handle != 0 ? handle : ThrowEmpty();
        }

        /// <summary>Whether the tensor was disposed of, or its content moved elsewhere.</summary>
        public bool IsInvalid => handle == 0;

        /// <summary>Wraps a native tensor whose reference the caller gives away.</summary>
        /// <param name="handle">The address of a <c>c10::TensorImpl</c> with one reference to give.</param>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>Gives the native tensor away: this object is empty afterwards, and the caller owns the reference.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            nint given = Interlocked.Exchange(ref handle, 0);
            if (given != 0)
            {
                Forget(disposing: true);
            }

            return given;
        }

        /// <summary>Frees the tensor's reference to its memory; further use throws.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Frees the tensor's reference to its memory.</summary>
        protected virtual void Dispose(bool disposing)
        {
            nint old = Interlocked.Exchange(ref handle, 0);
            if (old != 0)
            {
                Native.TensorFree(old);
                Forget(disposing);
            }
        }

        /// <summary>Moves the tensor to the scope around the one that owns it.</summary>
        /// <returns>This tensor.</returns>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Moves the tensor to the scope that owns another tensor.</summary>
        /// <returns>This tensor.</returns>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        /// <summary>Moves the tensor to a scope, or out of every scope when it is null.</summary>
        /// <returns>This tensor.</returns>
        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } owner)
            {
                owner.MoveToOther(other, this);
            }
            else
            {
                other?.Attach(this);
            }

            return this;
        }

        /// <summary>Takes the tensor out of its scope: only <see cref="Dispose()"/> or the finalizer frees it then.</summary>
        /// <returns>This tensor.</returns>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        private void Forget(bool disposing)
        {
            Interlocked.Decrement(ref totalCount);
            // The finalizer's thread must not touch a scope: it belongs to another thread, and holds no dead tensor.
            if (disposing && OwningDisposeScope is { } scope)
            {
                scope.MarkAsDisposed(this);
            }
            else if (disposing)
            {
                DisposeScopeManager.Current.StatisticsInstance.TensorStatistics.DisposedOutside();
            }
        }

        private static void RaisePeak(long count)
        {
            long seen;
            while ((seen = Volatile.Read(ref peakCount)) < count
                && Interlocked.CompareExchange(ref peakCount, count, seen) != seen)
            {
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static nint ThrowEmpty() =>
            throw new InvalidOperationException("this tensor is empty: it was disposed of, or its content was moved to another object");
    }
}
