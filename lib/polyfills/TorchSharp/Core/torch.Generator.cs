using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of pseudo-random numbers with a state of its own.</summary>
    public unsafe class Generator : IDisposable
    {
        private nint handle;

        /// <summary>Makes a generator.</summary>
        /// <param name="seed">Its first seed.</param>
        /// <param name="device">The device whose operators it serves; the processor by default.</param>
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            nint made;
            Native.Check(Native.GeneratorNew(seed, (long)this.device.type, this.device.index, &made));
            handle = made;
        }

        private Generator(nint handle, Device device) => (this.handle, this.device) = (handle, device);

        /// <summary>Frees the generator if nobody disposed of it.</summary>
        ~Generator() => Dispose(false);

        /// <summary>The process's default generator of the processor.</summary>
        public static Generator Default => DefaultOf(CPU);

        /// <summary>The device whose operators it serves.</summary>
        public Device device { get; private set; }

        /// <summary>The address of the native generator.</summary>
        /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
        public nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        internal static Generator DefaultOf(Device device)
        {
            nint found;
            Native.Check(Native.GeneratorDefault((long)device.type, device.index, &found));
            return new Generator(found, device);
        }

        /// <summary>Starts the sequence anew from a seed.</summary>
        /// <returns>This generator.</returns>
        public Generator manual_seed(long seed)
        {
            SeedWith(1, (ulong)seed);
            return this;
        }

        /// <summary>The seed that the current sequence started from.</summary>
        public long initial_seed() => (long)SeedWith(0, 0);

        /// <summary>Seeds from the system's entropy.</summary>
        /// <returns>The seed.</returns>
        public long seed() => (long)SeedWith(2, 0);

        /// <summary>The state, as a tensor of bytes.</summary>
        public Tensor get_state()
        {
            nint state;
            Native.Check(Native.GeneratorState(Handle, 0, &state));
            return new Tensor(state);
        }

        /// <summary>Puts back a state that <see cref="get_state"/> gave.</summary>
        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            nint state;
            Native.Check(Native.GeneratorState(Handle, value.Handle, &state));
            Native.TensorFree(state);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Frees the native generator.</summary>
        protected virtual void Dispose(bool disposing)
        {
            nint old = Interlocked.Exchange(ref handle, 0);
            if (old != 0)
            {
                Native.GeneratorFree(old);
            }
        }

        private ulong SeedWith(long action, ulong value)
        {
            ulong seed;
            Native.Check(Native.GeneratorSeed(Handle, action, value, &seed));
            return seed;
        }
    }
}
