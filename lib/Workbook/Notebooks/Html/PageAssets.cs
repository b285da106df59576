using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbook.Notebooks.Html;

/// <summary>Scripts and styles of the pages: the workbook's own, plotly.js for charts and KaTeX for formulas.</summary>
internal static partial class PageAssets
{
    private static readonly NpmPackage Plotly = new(
        "plotly.js-dist-min", "2.35.3",
        "sz2HLP8gkysLx/BanM2PtJTtZ1PLPwdHwMWNri2YxLBy3IOeuDsVQtlmWa4hoK3j/fi4naaD3uZJqH5ozM3zGg==",
        path => path is "plotly.min.js" or "LICENSE");

    private static readonly NpmPackage Katex = new(
        "katex", "0.19.1",
        "jG8uKntjSEcm2EpQOh0XturpPuuC9r3Sq5HLHdsFdWZT27E672SF19QEi+of0/YeOy15lDgRhKvr5614uRrEfA==",
        path => path is "dist/katex.min.js" or "dist/katex.min.css" or "LICENSE"
            || (path.StartsWith("dist/fonts/", StringComparison.Ordinal) && path.EndsWith(".woff2", StringComparison.Ordinal)));

    /// <summary>Where a page finds plotly.js when it does not lie beside it.</summary>
    public static string PlotlyOnline => $"https://cdn.jsdelivr.net/npm/{Plotly.Name}@{Plotly.Version}/plotly.min.js";

    /// <summary>Where a page finds KaTeX when it does not lie beside it.</summary>
    public static string KatexOnline => $"https://cdn.jsdelivr.net/npm/{Katex.Name}@{Katex.Version}/dist/";

    /// <summary>What lies in the cache, in words.</summary>
    public static string Describe() => $"plotly.js {Plotly.Version} and KaTeX {Katex.Version}";

    /// <summary>Fetches what is not in the cache yet.</summary>
    /// <returns>The names of what could not be fetched.</returns>
    public static async Task<IReadOnlyList<string>> FetchAsync(CancellationToken cancellation)
    {
        var missing = new List<string>();
        using HttpClient client = NpmPackage.CreateClient();
        foreach (NpmPackage package in new[] { Plotly, Katex }.Where(package => !package.IsFetched))
        {
            try
            {
                await package.FetchAsync(client, cancellation);
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException or InvalidDataException or IOException
                && !cancellation.IsCancellationRequested)
            {
                missing.Add($"{package.Name} ({error.Message})");
            }
        }

        return missing;
    }

    /// <summary>Puts what is in the cache beside the pages, once.</summary>
    /// <param name="folder">The pages' folder.</param>
    public static void CopyTo(string folder)
    {
        if (Plotly.IsFetched)
        {
            Copy(Path.Combine(Plotly.Folder, "plotly.min.js"), Path.Combine(folder, "plotly.min.js"));
        }

        if (Katex.IsFetched)
        {
            string dist = Path.Combine(Katex.Folder, "dist");
            foreach (string file in Directory.EnumerateFiles(dist, "*", SearchOption.AllDirectories))
            {
                Copy(file, Path.Combine(folder, "katex", Path.GetRelativePath(dist, file)));
            }
        }
    }

    /// <summary>The text of one of the workbook's own files.</summary>
    public static string Own(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>plotly.js itself, or <see langword="null"/> where it is not in the cache.</summary>
    public static string? PlotlyScript => Plotly.IsFetched ? File.ReadAllText(Path.Combine(Plotly.Folder, "plotly.min.js")) : null;

    /// <summary>KaTeX's script and its style sheet with the fonts inside, or <see langword="null"/>.</summary>
    public static (string Script, string Style)? KatexFiles
    {
        get
        {
            if (!Katex.IsFetched)
            {
                return null;
            }

            string dist = Path.Combine(Katex.Folder, "dist");
            string style = FontSource().Replace(File.ReadAllText(Path.Combine(dist, "katex.min.css")), match =>
            {
                string font = Path.Combine(dist, "fonts", Path.GetFileName(match.Groups[1].Value));
                return File.Exists(font)
                    ? $"src:url(data:font/woff2;base64,{Convert.ToBase64String(File.ReadAllBytes(font))}) format(\"woff2\")"
                    : match.Value;
            });
            return (File.ReadAllText(Path.Combine(dist, "katex.min.js"), Encoding.UTF8), style);
        }
    }

    private static void Copy(string source, string target)
    {
        if (!File.Exists(target) || new FileInfo(target).Length != new FileInfo(source).Length)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target, overwrite: true);
        }
    }

    /// <summary>A font's sources in KaTeX's style sheet: the woff2 file first, then forms that no browser of today needs.</summary>
    [GeneratedRegex(@"src:url\((fonts/[^)]+\.woff2)\) format\(""?woff2""?\)(?:,url\([^)]*\) format\([^)]*\))*")]
    private static partial Regex FontSource();
}
