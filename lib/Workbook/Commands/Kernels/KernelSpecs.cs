using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbook.Commands.Kernels;

/// <summary>Installs, finds and removes the workbook's kernelspec.</summary>
internal static class KernelSpecs
{
    /// <summary>The name of .NET Interactive's C# kernel: notebooks name it, and papermill's parameters depend on it.</summary>
    private const string Preferred = ".net-csharp";

    private const string Fallback = "peft-workbook-csharp";
    private static readonly string[] Logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

    /// <summary>The workbook's specs in the user's folder, of whichever clone.</summary>
    public static IEnumerable<KernelSpec> Ours => KernelSpec.In(JupyterPaths.User).Where(spec => spec.Home is not null);

    /// <summary>Whether this clone's kernel is installed and would start as <see cref="Install"/> writes it today.</summary>
    public static bool IsInstalled => Ours.Any(spec => spec.Home == Repository.Root
        && File.ReadAllText(Path.Combine(spec.Folder, "kernel.json")) == Content(spec.Name)
        && Logos.All(logo => File.Exists(Path.Combine(spec.Folder, logo))));

    /// <summary>Installs the spec for the user.</summary>
    /// <returns>What was installed.</returns>
    public static KernelSpec Install()
    {
        KernelSpec? other = Foreign();
        string name = other is null ? Preferred : Fallback;
        string folder = Path.Combine(JupyterPaths.User, "kernels", name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "kernel.json"), Content(name));
        foreach (string logo in Logos)
        {
            using Stream source = Assembly.GetExecutingAssembly().GetManifestResourceStream(logo)!;
            using FileStream target = File.Create(Path.Combine(folder, logo));
            source.CopyTo(target);
        }

        return KernelSpec.In(JupyterPaths.User).First(spec => spec.Name == name);
    }

    /// <summary>The kernel of another program that holds the preferred name, or <see langword="null"/>. Jupyter compares
    /// names without case.</summary>
    public static KernelSpec? Foreign() => JupyterPaths.All
        .SelectMany(KernelSpec.In)
        .FirstOrDefault(spec => spec.Home is null && string.Equals(spec.Name, Preferred, StringComparison.OrdinalIgnoreCase));

    /// <summary>Removes the workbook's specs from the user's folder.</summary>
    /// <returns>What was removed.</returns>
    public static IReadOnlyList<KernelSpec> Uninstall()
    {
        KernelSpec[] ours = [.. Ours];
        foreach (KernelSpec spec in ours)
        {
            Directory.Delete(spec.Folder, recursive: true);
        }

        return ours;
    }

    /// <summary>The line for `doctor`.</summary>
    public static Finding Finding()
    {
        KernelSpec? spec = Ours.FirstOrDefault(spec => spec.Home == Repository.Root) ?? Ours.FirstOrDefault();
        return spec switch
        {
            null => new("kernel", State.Weak, $"not installed in {JupyterPaths.User}", "./workbook kernel install"),
            _ when spec.Home != Repository.Root => new("kernel", State.Weak,
                $"{spec.Name} starts the workbook in {spec.Home}, not this one", "./workbook kernel install"),
            _ when !IsInstalled => new("kernel", State.Weak, $"{spec.Name} in {spec.Folder} is out of date", "./workbook kernel install"),
            _ => new("kernel", State.Good, $"{spec.Name} in {spec.Folder}"),
        };
    }

    private static string Content(string name)
    {
        var argv = new JsonArray([.. SelfProcess.Command().Concat(["kernel", "{connection_file}"]).Select(word => JsonValue.Create(word))]);
        var spec = new JsonObject
        {
            ["argv"] = argv,
            ["display_name"] = name == Preferred ? ".NET (C#)" : "C# (PEFT Workbook)",
            ["env"] = new JsonObject { ["DOTNET_ROOT"] = SelfProcess.DotnetRoot },
            ["interrupt_mode"] = "message",
            ["language"] = "C#",
            ["metadata"] = new JsonObject { [KernelSpec.Mark] = new JsonObject { ["home"] = Repository.Root } },
        };
        var options = new JsonSerializerOptions
        {
            WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        return spec.ToJsonString(options) + "\n";
    }
}
