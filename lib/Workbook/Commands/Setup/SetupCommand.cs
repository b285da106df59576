using System.CommandLine;
using Workbook.Commands.Kernels;

namespace Workbook.Commands.Setup;

/// <summary><c>workbook setup</c>: finds or installs what is missing, decides between packages and polyfills, builds the
/// library and its engine, installs the kernel. Each step first looks whether it is done, so a second run is quick.</summary>
internal static class SetupCommand
{
    public static Command Create()
    {
        var command = new Command("setup", "Find or install what is missing, build the library, install the kernel.");
        command.SetAction(async (_, cancellation) =>
        {
            await EnsureAsync(quiet: false, cancellation);
            return 0;
        });
        return command;
    }

    /// <summary>Takes every step that is not done yet.</summary>
    /// <param name="quiet">Say nothing about steps that were done before.</param>
    /// <param name="cancellation">Stops between and within steps.</param>
    /// <exception cref="CommandException">A step cannot be taken; the message says what to type.</exception>
    public static async Task EnsureAsync(bool quiet, CancellationToken cancellation)
    {
        PackageChoice choice = await ChooseAsync(quiet, cancellation);
        if (choice.Packages == "polyfill")
        {
            await InstallNativePartsAsync(quiet, cancellation);
        }

        await BuildAsync(choice, quiet, cancellation);
        await EngineStep.EnsureAsync(choice, quiet, cancellation);
        await FetchPageScriptsAsync(quiet, cancellation);
        InstallKernel(quiet);
    }

    private static async Task<PackageChoice> ChooseAsync(bool quiet, CancellationToken cancellation)
    {
        PackageChoice? stored = PackageChoice.Stored;
        bool stands = stored is not null && PackageChoice.All.Contains(stored.Packages)
            && (PackageChoice.Explicit is null || PackageChoice.Explicit.Packages == stored.Packages);
        PackageChoice choice = stands ? stored! : await PackageDecision.DecideAsync(cancellation);
        if (!stands)
        {
            choice.Write();
        }

        Tell(new("packages", State.Good, $"{choice.Packages}: {choice.Reason}"), quiet && stands);
        return choice;
    }

    private static async Task InstallNativePartsAsync(bool quiet, CancellationToken cancellation)
    {
        IReadOnlyList<NativePart> missing = NativeParts.Missing();
        if (missing.Count > 0 && Machine.CanAptGet)
        {
            Terminal.Line($"      installing {string.Join(' ', missing.Select(part => part.Package))} with apt-get…");
            await NativeParts.InstallAsync(missing, cancellation);
            missing = NativeParts.Missing();
        }

        if (missing.Any(part => part.Required))
        {
            throw new CommandException(NativeParts.Advice(missing));
        }

        Libtorch libtorch = LibtorchFinder.Find()!;
        Tell(new("libtorch", State.Good, $"{libtorch.Version}, {(libtorch.Cuda ? "CUDA" : "CPU")}, from {libtorch.Source}"), quiet);
        foreach (NativePart part in missing)
        {
            Tell(
                new(part.Name, State.Weak, "missing: everything works, only slower",
                    $"sudo apt-get install -y {part.Package}"),
                quiet: false);
        }
    }

    private static async Task BuildAsync(PackageChoice choice, bool quiet, CancellationToken cancellation)
    {
        bool current = LibraryBuild.IsCurrent(choice.Packages);
        if (!current)
        {
            Terminal.Line("      building lib/PeftWorkbook…");
            await LibraryBuild.BuildAsync(choice.Packages, cancellation);
        }

        Tell(new("library", State.Good, Repository.Display(LibraryBuild.Output)), quiet && current);
    }

    /// <summary>The scripts that pages need. Without a network pages still work: static charts, formulas as text.</summary>
    private static async Task FetchPageScriptsAsync(bool quiet, CancellationToken cancellation)
    {
        IReadOnlyList<string> missing = await Notebooks.Html.PageAssets.FetchAsync(cancellation);
        Tell(
            missing.Count == 0
                ? new("pages", State.Good, Notebooks.Html.PageAssets.Describe())
                : new("pages", State.Weak, $"{string.Join(", ", missing)} could not be fetched; pages take them from the network"),
            quiet);
    }

    private static void InstallKernel(bool quiet)
    {
        if (Environment.GetEnvironmentVariable("WORKBOOK_NO_KERNEL") == "1")
        {
            Tell(new("kernel", State.Good, "not installed, as WORKBOOK_NO_KERNEL=1 says"), quiet);
        }
        else if (KernelSpecs.IsInstalled)
        {
            Tell(KernelSpecs.Finding(), quiet);
        }
        else
        {
            KernelCommand.Install();
        }
    }

    private static void Tell(Finding finding, bool quiet)
    {
        if (!quiet)
        {
            finding.Print();
        }
    }
}
