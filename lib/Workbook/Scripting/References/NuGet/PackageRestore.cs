using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Workbook.Scripting;

/// <summary>Restores packages with the <c>dotnet</c> client. A closure that was restored before, on this machine, for
/// the
/// same packages and sources, is read from a file instead, which takes milliseconds.</summary>
internal static class PackageRestore
{
    private const string Framework = "net10.0";
    private static readonly TimeSpan FloatingAge = TimeSpan.FromDays(1);

    /// <summary>Where closures are kept: <c>WORKBOOK_CACHE</c>, else the user's local application data.</summary>
    private static string CacheFolder => Path.Combine(
        Environment.GetEnvironmentVariable("WORKBOOK_CACHE") is { Length: > 0 } own ? own : Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData,
                    Environment.SpecialFolderOption.Create), "peft-workbook"),
        "packages");

    /// <summary>The closure of the packages as it is known already, or <see langword="null"/>.</summary>
    /// <param name="packages">The packages and their sources.</param>
    public static PackageClosure? Known(PackageReferences packages)
    {
        var file = Path.Combine(CacheFolder, Key(packages), "closure.json");
        try
        {
            if (!File.Exists(file)) return null;
            var floats = packages.All.Any(p => p.Version.Contains('*'));
            if (floats && DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > FloatingAge) return null;
            var closure = JsonSerializer.Deserialize<PackageClosure>(File.ReadAllBytes(file));
            return closure?.IsComplete == true ? closure : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null; // a broken cache entry is restored again
        }
    }

    /// <summary>Restores the packages.</summary>
    /// <param name="packages">The packages and their sources.</param>
    /// <param name="configuration">Folder whose <c>nuget.config</c> holds, with those above it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DirectiveException">They cannot be restored.</exception>
    public static async Task<PackageClosure> RunAsync(
        PackageReferences packages, string configuration, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(CacheFolder, Key(packages))).FullName;
        var project = Path.Combine(folder, "packages.csproj");
        Project(packages, configuration).Save(project);
        var restore = await DotNetClient.RunAsync(
            ["restore", project, "-v", "q", "-nologo", "--force"], folder, cancellation).ConfigureAwait(false);
        if (restore.ExitCode != 0) throw new DirectiveException(Explain(packages, restore.Text));
        var closure = PackageClosure.FromAssets(Path.Combine(folder, "obj", "project.assets.json"));
        var file = Path.Combine(folder, "closure.json");
        var fresh = file + "." + Environment.ProcessId;
        await File.WriteAllBytesAsync(fresh, JsonSerializer.SerializeToUtf8Bytes(closure), cancellation);
        File.Move(fresh, file, overwrite: true);
        return closure;
    }

    private static string Key(PackageReferences packages)
    {
        var parts = packages.All.Select(p => $"{p.Id.ToLowerInvariant()}={p.Version}")
            .Concat(packages.Sources).Append(Framework).Append(NativeProbe.RuntimeIdentifiers[0]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..24];
    }

    private static XDocument Project(PackageReferences packages, string configuration) => new(
        new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("TargetFramework", Framework),
                new XElement("ImportDirectoryBuildProps", "false"),
                new XElement("ManagePackageVersionsCentrally", "false"),
                new XElement("NuGetAudit", "false"),
                new XElement("RestoreRootConfigDirectory", configuration),
                new XElement("RestoreAdditionalProjectSources", string.Join(';', packages.Sources))),
            new XElement(
                "ItemGroup",
                packages.All.Select(p => new XElement(
                    "PackageReference", new XAttribute("Include", p.Id), new XAttribute("Version", p.Version))))));

    private static string Explain(PackageReferences packages, string text)
    {
        var errors = text.Split('\n').Where(l => l.Contains("error", StringComparison.OrdinalIgnoreCase))
            .Select(l => l[(l.IndexOf("error", StringComparison.OrdinalIgnoreCase))..].Trim())
            .Select(l => l.IndexOf(" [", StringComparison.Ordinal) is > 0 and var end ? l[..end] : l)
            .Distinct().Take(4);
        var wanted = string.Join(", ", packages.All.Select(p => $"{p.Id} {p.Version}"));
        return $"The packages {wanted} cannot be restored: {string.Join("; ", errors)}";
    }
}
