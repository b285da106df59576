namespace Workbook.Commands.Setup;

/// <summary>A native part that the polyfill engine builds on.</summary>
/// <param name="Name">What it is, for the reader.</param>
/// <param name="Package">Debian's package.</param>
/// <param name="Required">Whether the engine cannot be built without it; else it is only slower.</param>
internal sealed record NativePart(string Name, string Package, bool Required);

/// <summary>What the polyfill engine needs from the system, and how to get it.</summary>
internal static class NativeParts
{
    /// <summary>The parts that are not there.</summary>
    public static IReadOnlyList<NativePart> Missing()
    {
        var missing = new List<NativePart>();
        Libtorch? libtorch = LibtorchFinder.Find();
        if (Machine.Compiler is null)
        {
            missing.Add(new("a C++ compiler", "g++", Required: true));
        }

        if (libtorch is null)
        {
            missing.Add(new("libtorch with headers", "libtorch-dev", Required: true));
        }

        // A PyTorch from pip or conda brings MKL or OpenBLAS and its own oneDNN; only the distribution's needs these two.
        if (libtorch is null or { Source: "the distribution's packages" })
        {
            if (Machine.OneDnn is null)
            {
                missing.Add(new("oneDNN", "libdnnl-dev", Required: false));
            }

            if (Machine.Blas.Kind is BlasKind.Missing or BlasKind.Reference or BlasKind.OpenBlasPthread)
            {
                missing.Add(new("OpenBLAS on OpenMP", "libopenblas0-openmp", Required: false));
            }
        }

        return missing;
    }

    /// <summary>Installs parts with <c>apt-get</c>.</summary>
    /// <exception cref="CommandException">It failed; the message holds the command to type.</exception>
    public static async Task InstallAsync(IReadOnlyList<NativePart> parts, CancellationToken cancellation)
    {
        string[] packages = [.. parts.Select(part => part.Package)];
        var quiet = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" };
        string[] install = ["install", "-y", "-q", "--no-install-recommends", .. packages];
        ToolResult result = await Tool.CaptureAsync("apt-get", install, cancellation, quiet);
        if (!result.Succeeded)
        {
            await Tool.CaptureAsync("apt-get", ["update", "-q"], cancellation, quiet);
            result = await Tool.CaptureAsync("apt-get", install, cancellation, quiet);
        }

        if (!result.Succeeded)
        {
            throw new CommandException($"apt-get could not install {string.Join(' ', packages)}: {result.LastLine}");
        }
    }

    /// <summary>What the reader should type.</summary>
    public static string Advice(IReadOnlyList<NativePart> parts)
    {
        string names = string.Join(", ", parts.Select(part => part.Name));
        string packages = string.Join(' ', parts.Select(part => part.Package));
        return Machine.IsDebian
            ? $"Missing: {names}. Install it, then run this again:\n  sudo apt-get install -y {packages}"
            : $"Missing: {names}. Install a C++ compiler with your system's package manager and libtorch with\n"
                + "  pip install torch\n(or set LIBTORCH to an unpacked libtorch from https://pytorch.org), then run this again.";
    }
}
