namespace Workbook.Scripting;

/// <summary>What a directive does.</summary>
/// <param name="Usage">How it is written.</param>
/// <param name="Help">What it does, in one line.</param>
/// <param name="Run">Carries it out; the text is what follows it, for directives that take text.</param>
/// <param name="TakesText">Whether what follows is text for it.</param>
internal sealed record Directive(
    string Usage, string Help, Func<CellExecution, DirectiveLine, string, Task> Run, bool TakesText = false);

/// <summary>The directives, by name.</summary>
internal static class DirectiveTable
{
    private static readonly HashSet<string> CSharpNames = new(StringComparer.OrdinalIgnoreCase) { "!csharp", "!c#" };

    /// <summary>Kernels of polyglot notebooks that are not here.</summary>
    private static readonly HashSet<string> ForeignKernels = new(StringComparer.OrdinalIgnoreCase)
    {
        "!fsharp", "!f#", "!pwsh", "!powershell", "!sql", "!kql", "!http", "!mermaid", "!aspnet", "!python", "!r",
        "!vscode", "!linqify",
    };

    /// <summary>Directive by name.</summary>
    public static IReadOnlyDictionary<string, Directive> All { get; } = Build();

    /// <summary>Whether a directive says that C# follows.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsCSharp(string name) => CSharpNames.Contains(name);

    /// <summary>Whether what follows a directive is text for it, or for a kernel that is not here.</summary>
    /// <param name="name">Its name.</param>
    public static bool TakesText(string name) =>
        All.TryGetValue(name, out var directive) ? directive.TakesText : IsForeign(name);

    /// <summary>The directive of a name.</summary>
    /// <param name="line">The line that names it.</param>
    /// <exception cref="DirectiveException">There is none.</exception>
    public static Directive Find(DirectiveLine line)
    {
        if (All.TryGetValue(line.Name, out var directive)) return directive;
        if (IsForeign(line.Name)) throw Foreign(line.Name[1..]);
        throw new DirectiveException($"There is no directive #{line.Name}; #!lsmagic lists those there are.");
    }

    /// <summary>The error of a cell that is for another kernel.</summary>
    /// <param name="kernel">That kernel's name.</param>
    public static DirectiveException Foreign(string kernel) =>
        new($"This cell is for the kernel '{kernel}', and this kernel runs C#. "
            + "Change the cell's language to C#, or leave the cell out.");

    private static bool IsForeign(string name) =>
        ForeignKernels.Contains(name) || name.StartsWith("!sql-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("!kql-", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, Directive> Build()
    {
        var table = new Dictionary<string, Directive>(StringComparer.OrdinalIgnoreCase)
        {
            ["r"] = new("#r \"file.dll\" | #r \"nuget: id, version\"", "adds a reference", ReferenceDirective.RunAsync),
            ["i"] = new("#i \"nuget: url or folder\"", "adds a source of packages", ReferenceDirective.AddSourceAsync),
            ["load"] = new("#load \"file.csx\"", "runs a file before the code below", LoadDirective.RunAsync),
            ["!import"] = new(
                "#!import file", "runs a notebook or a file, cell by cell", LoadDirective.ImportAsync),
            ["!time"] = new("#!time", "says how long the cell takes", TimeDirective.RunAsync),
            ["!markdown"] = new("#!markdown", "shows the text below as Markdown", TextDirectives.MarkdownAsync, true),
            ["!html"] = new("#!html", "shows the text below as HTML", TextDirectives.HtmlAsync, true),
            ["!javascript"] =
                new("#!javascript", "runs the script below in the page", TextDirectives.ScriptAsync, true),
            ["!value"] = new(
                "#!value --name n [--from-file f | --from-url u] [--mime-type m]", "keeps the text below under a name",
                ValueDirectives.ValueAsync, true),
            ["!set"] = new(
                "#!set --name n --value v | @value:x | @input:\"prompt\" | @password:\"prompt\"", "sets a variable",
                ValueDirectives.SetAsync),
            ["!share"] = new(
                "#!share n --from value [--as m]", "takes a kept value as a variable", ValueDirectives.ShareAsync),
            ["!who"] = new("#!who", "lists the variables", InfoDirectives.WhoAsync),
            ["!whos"] = new("#!whos", "lists the variables with types and values", InfoDirectives.WhosAsync),
            ["!lsmagic"] = new("#!lsmagic", "lists the directives", InfoDirectives.ListAsync),
            ["!help"] = new("#!help", "explains the directives", InfoDirectives.ListAsync),
            ["!about"] = new("#!about", "says what this kernel is", InfoDirectives.AboutAsync),
        };
        table["!js"] = table["!javascript"];
        table["!md"] = table["!markdown"];
        return table;
    }
}
