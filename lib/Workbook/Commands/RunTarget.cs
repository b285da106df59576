using Workbook.Notebooks;

namespace Workbook.Commands;

/// <summary>One notebook to execute, and where its results go.</summary>
/// <param name="Source">The notebook's full path.</param>
/// <param name="Executed">Where the executed notebook is written, or <see langword="null"/> for nowhere.</param>
/// <param name="Page">Where its page is written, or <see langword="null"/>.</param>
/// <param name="Parameters">The values that this notebook takes.</param>
internal sealed record RunTarget(
    string Source, string? Executed, string? Page, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Finds the notebooks asked for and gives each its place.</summary>
    /// <exception cref="CommandException">One is missing, or the options do not go together.</exception>
    public static IReadOnlyList<RunTarget> Resolve(RunRequest request)
    {
        IReadOnlyList<string> sources = request.Notebooks.Count == 0
            ? Repository.Notebooks()
            : [.. request.Notebooks.SelectMany(Find)];
        if (sources.Count == 0)
        {
            throw new CommandException("There is no notebook in notebooks/; name the one to run.");
        }

        bool toFile = request.Output?.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) == true;
        if (toFile && (sources.Count > 1 || request.InPlace))
        {
            throw new CommandException("--output with a file name takes exactly one notebook and no --inplace; give a folder.");
        }

        string folder = Path.GetFullPath(toFile
            ? Path.GetDirectoryName(Path.GetFullPath(request.Output!))!
            : request.Output ?? Repository.Out);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. sources.Select(source => Place(source, request, folder, toFile, taken))];
    }

    /// <summary>A parameter must be known to a notebook: to the one that runs, or to one of those that run.</summary>
    /// <exception cref="CommandException">No notebook takes it.</exception>
    public static void DemandParameters(IReadOnlyList<RunTarget> targets, RunRequest request)
    {
        foreach (string name in request.Parameters.Keys)
        {
            if (!targets.Any(target => target.Parameters.ContainsKey(name)))
            {
                RunTarget first = targets.FirstOrDefault(target => Known(target.Source).Count > 0) ?? targets[0];
                throw new CommandException(ParameterCell.Unknown(Repository.Display(first.Source), name, Known(first.Source)));
            }
        }
    }

    private static RunTarget Place(string source, RunRequest request, string folder, bool toFile, HashSet<string> taken)
    {
        string stem = toFile ? Path.GetFileNameWithoutExtension(request.Output!) : Path.GetFileNameWithoutExtension(source);
        string name = stem;
        for (int i = 2; !taken.Add(name); i++)
        {
            name = $"{stem}-{i}";
        }

        string copy = Path.Combine(folder, name + ".ipynb");
        string? executed = request.InPlace ? source : request.Check && request.Output is null ? null : copy;
        string? page = request.NoHtml ? null : Path.Combine(folder, name + ".html");
        HashSet<string> known = [.. request.Parameters.Count > 0 ? Known(source).Select(one => one.Name) : []];
        var values = request.Parameters.Where(pair => known.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
        return new(source, executed, page, values);
    }

    private static IReadOnlyList<NotebookParameter> Known(string source) => ParameterCell.Read(Notebook.Read(source));

    private static IEnumerable<string> Find(string wanted)
    {
        if (Directory.Exists(wanted))
        {
            return Directory.EnumerateFiles(Path.GetFullPath(wanted), "*.ipynb").Order(StringComparer.Ordinal);
        }

        if (File.Exists(wanted))
        {
            return [Path.GetFullPath(wanted)];
        }

        string[] named = [.. Repository.Notebooks()
            .Where(path => Path.GetFileName(path).StartsWith(wanted, StringComparison.OrdinalIgnoreCase))];
        return named.Length == 1
            ? named
            : throw new CommandException(named.Length == 0
                ? $"There is no notebook \"{wanted}\": neither a file nor a name in notebooks/."
                : $"\"{wanted}\" may mean {string.Join(" or ", named.Select(path => Path.GetFileName(path)))}; write more of the name.");
    }
}
