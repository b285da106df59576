using System.Runtime.InteropServices;
using TorchSharp.Engine;

namespace TorchSharp;

/// <summary>
/// Tensors, in the names and signatures of the TorchSharp package, on the libtorch of this machine (see
/// <see cref="LibTorch"/>).
/// </summary>
public static unsafe partial class torch
{
    /// <summary>The version of libtorch the engine was built against.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8((nint)Native.Version())!;

    /// <summary>Seeds the default generators of all devices.</summary>
    /// <returns>The processor's default generator.</returns>
    public static Generator manual_seed(long seed)
    {
        Native.Check(Native.ManualSeed((ulong)seed));
        return Generator.Default;
    }

    /// <summary>Seeds from the system's entropy.</summary>
    /// <returns>The seed.</returns>
    public static long seed()
    {
        using Generator generator = Generator.Default;
        return generator.seed();
    }

    /// <summary>The seed of the processor's default generator.</summary>
    public static long initial_seed()
    {
        using Generator generator = Generator.Default;
        return generator.initial_seed();
    }

    /// <summary>The state of the processor's default generator, as bytes.</summary>
    public static Tensor get_rng_state()
    {
        using Generator generator = Generator.Default;
        return generator.get_state();
    }

    /// <summary>Puts back a state that <see cref="get_rng_state"/> gave.</summary>
    public static void set_rng_state(Tensor new_state)
    {
        using Generator generator = Generator.Default;
        generator.set_state(new_state);
    }

    /// <summary>Threads that one operator may use.</summary>
    public static int get_num_threads() => (int)Native.NumThreads();

    /// <summary>Sets how many threads one operator may use.</summary>
    public static void set_num_threads(int num) => Native.Check(Native.SetNumThreads(num));

    /// <summary>Threads that run operators beside each other.</summary>
    public static int get_num_interop_threads() => (int)Native.NumInteropThreads();

    /// <summary>Sets how many threads run operators beside each other; once, before the first operator.</summary>
    public static void set_num_interop_threads(int num) => Native.Check(Native.SetNumInteropThreads(num));

    /// <summary>The floating-point type that factories use when none is given.</summary>
    public static ScalarType get_default_dtype() => (ScalarType)Native.Check(Native.DefaultDtype(-1));

    /// <summary>Sets the floating-point type that factories use when none is given.</summary>
    public static void set_default_dtype(ScalarType dtype) => Native.Check(Native.DefaultDtype((long)dtype));

    /// <summary>Whether a CUDA device can be used.</summary>
    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>Whether a Metal device can be used: never by this engine.</summary>
    public static bool mps_is_available() => false;

    /// <summary>Loads the engine for a device.</summary>
    /// <exception cref="NotSupportedException">The device cannot be used here.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
        {
            throw new NotSupportedException(
                $"device type {deviceType} cannot be used here: {LibTorch.Installation?.ToString() ?? "no libtorch"}");
        }
    }

    /// <summary>Loads the engine for a device; false where it cannot be used here.</summary>
    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CPU or DeviceType.META => Native.NumThreads() > 0,
        DeviceType.CUDA => cuda.is_available(),
        _ => false,
    };

    /// <summary>NVIDIA GPUs.</summary>
    public static class cuda
    {
        /// <summary>Whether libtorch was built for CUDA and finds a device.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>How many devices there are.</summary>
        public static int device_count() => (int)Native.Check(Native.CudaDeviceCount());

        /// <summary>Whether cuDNN can be used.</summary>
        public static bool is_cudnn_available() => Native.Check(Native.HasCudnn()) != 0;

        /// <summary>Seeds the current device's generator.</summary>
        public static void manual_seed(long seed) => Generator.DefaultOf(CUDA).manual_seed(seed);

        /// <summary>Seeds the generators of all devices.</summary>
        public static void manual_seed_all(long seed) => Native.Check(Native.ManualSeed((ulong)seed));

        /// <summary>Waits until a device has done all that was asked of it.</summary>
        public static void synchronize(Device? device = null) =>
            Native.Check(Native.Synchronize((long)DeviceType.CUDA, device?.index ?? -1));
    }
}
