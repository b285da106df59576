using TorchSharp;
using TorchSharp.Engine;

namespace Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    /// <summary>Where steps are measured: what <c>WORKBOOK_DEVICE</c> names, the CPU when unset.</summary>
    internal static torch.Device Device { get; } =
        new(Environment.GetEnvironmentVariable("WORKBOOK_DEVICE") is { Length: > 0 } name ? name : "cpu");

    /// <summary>Whether calls return before the device has done their work.</summary>
    internal static bool IsAsynchronous => Device.type != DeviceType.CPU;

    /// <summary>Waits until the device has done what was asked of it.</summary>
    internal static void Wait()
    {
        if (IsAsynchronous)
        {
            torch.cuda.synchronize();
        }
    }

    internal static string Describe()
    {
        string processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(':')[1].Trim() ?? "?"
            : System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
        string theirs = Python.Answer("import torch; print(torch.__version__)") ?? "not here";
        return $"bench on {processor}, {Environment.ProcessorCount} processors, device {Device}; engine: {LibTorch.Installation}; "
            + $"theirs: PyTorch {theirs} of {Python.Interpreter} on {Python.Blas() ?? "an unknown BLAS"}";
    }
}
