using Workbook.Commands;
using Workbook.Notebooks;

namespace Notebooks.Tests.Clients;

/// <summary>A folder like the clone's, in which a front end may write: a copy of one notebook beside <c>setup.csx</c>,
/// and the library where the notebook expects it.</summary>
public sealed class Workspace : IDisposable
{
    /// <summary>Values that make a run short, for notebooks that have such parameters.</summary>
    public static readonly IReadOnlyDictionary<string, string> Short = new Dictionary<string, string>
    {
        ["steps"] = "6",
        ["longest"] = "24",
        ["model"] = "embedded",
        ["trainSentences"] = "2400",
        ["evalSentences"] = "400",
        ["epochs"] = "1",
    };

    /// <param name="source">The notebook to copy.</param>
    public Workspace(string source)
    {
        Root = Directory.CreateTempSubdirectory("workspace-").FullName;
        Folder = Directory.CreateDirectory(Path.Combine(Root, "notebooks")).FullName;
        foreach (string script in Directory.EnumerateFiles(Path.GetDirectoryName(source)!, "*.csx"))
        {
            File.Copy(script, Path.Combine(Folder, Path.GetFileName(script)));
        }

        foreach (string shared in new[] { "lib", "data" }.Where(name => Directory.Exists(Path.Combine(Repository.Root, name))))
        {
            Directory.CreateSymbolicLink(Path.Combine(Root, shared), Path.Combine(Repository.Root, shared));
        }

        Name = Path.GetFileName(source);
        Notebook notebook = Notebook.Read(source);
        Parameters = ParameterCell.Read(notebook).Where(one => Short.ContainsKey(one.Name))
            .ToDictionary(one => one.Name, one => Short[one.Name]);
        notebook.Save(Path.Combine(Folder, Name));
    }

    /// <summary>The folder in place of the clone.</summary>
    public string Root { get; }

    /// <summary>The folder of the notebook.</summary>
    public string Folder { get; }

    /// <summary>The notebook's file name.</summary>
    public string Name { get; }

    /// <summary>The parameters that the notebook has, with values for a short run.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>The copy's full path.</summary>
    public string NotebookPath => Path.Combine(Folder, Name);

    /// <summary>Writes the short run's values into the copy, for front ends that have no parameters.</summary>
    public void Shorten()
    {
        Notebook notebook = Notebook.Read(NotebookPath);
        ParameterCell.Inject(notebook, Parameters, Name);
        notebook.Save(NotebookPath);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
