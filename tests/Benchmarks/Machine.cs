using TorchSharp.Engine;

namespace Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    internal static string Describe()
    {
        string processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "?"
            : System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
        string theirs = Python.Answer("import torch; print(torch.__version__)") ?? "not here";
        return $"bench on {processor}, {Environment.ProcessorCount} processors; engine: {LibTorch.Installation}; "
            + $"theirs: PyTorch {theirs} of /usr/bin/python3 on {Python.Blas() ?? "an unknown BLAS"}";
    }
}
