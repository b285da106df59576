using System.Diagnostics;
using System.Globalization;
using TorchSharp;

namespace PeftWorkbook.Engine;

/// <summary>What the process holds: for reports, and for tests that nothing leaks.</summary>
/// <param name="ResidentBytes">Memory of the process that is in RAM.</param>
/// <param name="PeakResidentBytes">The most that ever was.</param>
/// <param name="ManagedBytes">The part of .NET's heap that is in use.</param>
/// <param name="LiveTensors">Tensors that nobody has freed.</param>
public sealed record MemoryFigures(long ResidentBytes, long PeakResidentBytes, long ManagedBytes, long LiveTensors)
{
    /// <summary>The figures of this moment.</summary>
    public static MemoryFigures Now()
    {
        using var process = Process.GetCurrentProcess();
        return new(process.WorkingSet64, process.PeakWorkingSet64, GC.GetTotalMemory(false), torch.Tensor.TotalCount);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{ResidentBytes >> 20} MB resident (peak {PeakResidentBytes >> 20}), {ManagedBytes >> 20} MB managed, {LiveTensors} tensors");
}
