using System.Runtime.InteropServices;
using PeftWorkbook.Plots;
using TorchSharp;

namespace PeftWorkbook.Notebook;

/// <summary>What every notebook's first cell does.</summary>
public static class Start
{
    /// <summary>Registers how charts and tables are shown, sets the threads, and says what the notebook runs on.</summary>
    /// <returns>One line for the reader: versions, device, threads.</returns>
    public static string Here()
    {
        Formatters.Register();
        torch.set_num_threads(Math.Min(Environment.ProcessorCount, 8));
        string device = torch.cuda.is_available() ? $"CUDA ({torch.cuda.device_count()} GPU)" : $"CPU, {torch.get_num_threads()} threads";
        return $"PEFT Workbook {Version(typeof(Start))} on {RuntimeInformation.FrameworkDescription}, {Engine()}, {device}";
    }

    private static string Engine()
    {
#if POLYFILL
        return $"libtorch {TorchSharp.Engine.LibTorch.Installation?.Version}";
#else
        return $"TorchSharp {Version(typeof(torch))} with libtorch {torch.__version__}";
#endif
    }

    private static string Version(Type type) => type.Assembly.GetName().Version?.ToString(3) ?? "?";
}
