using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Stops recording operations on this thread until the result is disposed of.</summary>
    public static IDisposable no_grad() => new GradModeGuard(false);

    /// <summary>Records operations on this thread (or not) until the result is disposed of.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradModeGuard(enabled);

    /// <inheritdoc cref="enable_grad(bool)"/>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradModeGuard(mode);

    /// <summary>Whether this thread records operations.</summary>
    public static bool is_grad_enabled() => Native.GradMode() != 0;

    /// <summary>Like <see cref="no_grad"/>, without version counters: its tensors can never be part of a graph.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceGuard(mode);

    /// <summary>Whether this thread is in inference mode.</summary>
    public static bool is_inference_mode_enabled() => Native.InferenceMode() != 0;

    private sealed class GradModeGuard : IDisposable
    {
        private readonly long before = Native.GradMode();
        private bool open = true;

        internal GradModeGuard(bool enabled) => Native.SetGradMode(enabled ? 1 : 0);

        public void Dispose()
        {
            if (open)
            {
                open = false;
                Native.SetGradMode(before);
            }
        }
    }

    private sealed class InferenceGuard : IDisposable
    {
        private nint guard;

        internal InferenceGuard(bool enabled) => guard = Native.InferenceEnter(enabled ? 1 : 0);

        public void Dispose()
        {
            nint old = Interlocked.Exchange(ref guard, 0);
            if (old != 0)
            {
                Native.InferenceLeave(old);
            }
        }
    }
}
