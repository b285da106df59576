using System.Xml.Linq;

namespace Workbook.Commands.Setup;

/// <summary>Which packages stand behind TorchSharp, Microsoft.ML.Tokenizers, Microsoft.Data.Analysis and Plotly.NET.</summary>
/// <param name="Packages"><c>nuget-cuda</c>, <c>nuget-cpu</c> or <c>polyfill</c>.</param>
/// <param name="Reason">Why, in one clause.</param>
internal sealed record PackageChoice(string Packages, string Reason)
{
    /// <summary>The lawful values.</summary>
    public static readonly IReadOnlyList<string> All = ["nuget-cuda", "nuget-cpu", "polyfill"];

    private static string PropsFile => Path.Combine(Repository.Root, "lib", "packages.props");

    /// <summary>What an earlier `setup` wrote, or <see langword="null"/>.</summary>
    public static PackageChoice? Stored
    {
        get
        {
            if (!File.Exists(PropsFile))
            {
                return null;
            }

            try
            {
                XElement root = XElement.Load(PropsFile);
                string? packages = root.Descendants("WorkbookPackages").FirstOrDefault()?.Value;
                string reason = root.Descendants("WorkbookPackagesReason").FirstOrDefault()?.Value ?? "";
                return packages is null ? null : new(packages, reason);
            }
            catch (System.Xml.XmlException)
            {
                return null;
            }
        }
    }

    /// <summary>The reader's own choice in <c>WORKBOOK_PACKAGES</c>, or <see langword="null"/>.</summary>
    /// <exception cref="CommandException">It is none of the three.</exception>
    public static PackageChoice? Explicit
    {
        get
        {
            string? chosen = Environment.GetEnvironmentVariable("WORKBOOK_PACKAGES");
            if (string.IsNullOrEmpty(chosen))
            {
                return null;
            }

            return All.Contains(chosen)
                ? new(chosen, "WORKBOOK_PACKAGES says so")
                : throw new CommandException($"WORKBOOK_PACKAGES is \"{chosen}\"; it takes {string.Join(", ", All)}.");
        }
    }

    /// <summary>Writes the choice where every project of the repository reads it.</summary>
    public void Write() => new XDocument(
        new XComment(" written by `./workbook setup`; delete it to decide again "),
        new XElement("Project", new XElement(
            "PropertyGroup",
            new XElement("WorkbookPackages", Packages),
            new XElement("WorkbookPackagesReason", Reason)))).Save(PropsFile);
}
