namespace Workbook.Commands.Setup;

/// <summary>Decides between the official packages and the polyfills.</summary>
internal static class PackageDecision
{
    /// <summary>In this order: the reader's word; the official CUDA packages where a GPU is there and they load; the polyfill
    /// where it can be built, as it is faster on a CPU; the official CPU packages.</summary>
    /// <exception cref="CommandException">None of them can work here; the message says what to install.</exception>
    public static async Task<PackageChoice> DecideAsync(CancellationToken cancellation)
    {
        if (PackageChoice.Explicit is { } chosen)
        {
            return chosen;
        }

        bool loads = Machine.HasNeededGlibcxx;
        if (Machine.NvidiaDriver is not null && loads && await FeedHasAsync("nuget-cuda", cancellation))
        {
            return new("nuget-cuda", "an NVIDIA GPU is there and the feed has the official CUDA packages");
        }

        if (NativeParts.Missing().Count == 0 || Machine.CanAptGet)
        {
            return new("polyfill", "libtorch and a C++ compiler are at hand, and on a CPU it is faster than the official packages"
                + (loads ? "" : $" (which need {Machine.NeededGlibcxx}, newer than this system's C++ library)"));
        }

        if (loads && await FeedHasAsync("nuget-cpu", cancellation))
        {
            return new("nuget-cpu", "no libtorch with headers or no C++ compiler was found, and the feed has the official packages");
        }

        throw new CommandException(NativeParts.Advice(NativeParts.Missing()));
    }

    /// <summary>Whether the feed can give what a choice needs: restoring the library with it succeeds.</summary>
    private static async Task<bool> FeedHasAsync(string packages, CancellationToken cancellation)
    {
        string objects = Path.Combine(Path.GetTempPath(), $"workbook-restore-{Environment.ProcessId}");
        try
        {
            ToolResult restore = await Tool.CaptureAsync(
                Tool.Dotnet,
                [
                    "restore", Path.Combine(Repository.Root, "lib", "PeftWorkbook", "PeftWorkbook.csproj"),
                    $"-p:WorkbookPackages={packages}", $"-p:MSBuildProjectExtensionsPath={objects}{Path.DirectorySeparatorChar}",
                    "-v:q", "--nologo",
                ],
                cancellation);
            return restore.Succeeded;
        }
        finally
        {
            if (Directory.Exists(objects))
            {
                Directory.Delete(objects, recursive: true);
            }
        }
    }
}
