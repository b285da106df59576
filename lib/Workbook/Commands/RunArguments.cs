using System.CommandLine;
using System.CommandLine.Parsing;

namespace Workbook.Commands;

/// <summary>What the reader asked `run` for.</summary>
internal sealed record RunRequest
{
    public IReadOnlyList<string> Notebooks { get; init; } = [];
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
    public double? Timeout { get; init; }
    public bool AllowErrors { get; init; }
    public string? Output { get; init; }
    public bool InPlace { get; init; }
    public bool Check { get; init; }
    public bool NoHtml { get; init; }
    public bool Standalone { get; init; }

    /// <summary>The options that a child process needs beside its notebook.</summary>
    public IEnumerable<string> ChildOptions()
    {
        if (Timeout is { } seconds)
        {
            yield return FormattableString.Invariant($"--timeout={seconds}");
        }

        if (AllowErrors)
        {
            yield return "--allow-errors";
        }

        if (Check)
        {
            yield return "--check";
        }

        if (NoHtml)
        {
            yield return "--no-html";
        }

        if (Standalone)
        {
            yield return "--standalone";
        }
    }
}

/// <summary>The arguments and options of `run`.</summary>
internal sealed class RunArguments
{
    private readonly Argument<string[]> notebooks = new("notebook")
    {
        Description = "Notebooks: paths, or names like 05-lora. All of notebooks/ when left out.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> parameters = new("--param", "-p")
    {
        Description = "name=value for the cell tagged \"parameters\"; may be repeated.",
        HelpName = "name=value",
    };

    private readonly Option<double?> timeout = new("--timeout") { Description = "Longest time for one cell.", HelpName = "seconds" };
    private readonly Option<bool> allowErrors = new("--allow-errors") { Description = "Go on after a cell that fails." };
    private readonly Option<string?> output = new("--output", "-o")
    {
        Description = "Folder for what is written (out/ when left out), or an .ipynb file for a single notebook.",
        HelpName = "path",
    };

    private readonly Option<bool> inPlace = new("--inplace") { Description = "Write the outputs back into the notebooks themselves." };
    private readonly Option<bool> check = new("--check")
    {
        Description = "Compare with the stored outputs: numbers to 3 digits, charts to 2 %, cells tagged \"timing\" not at all.",
    };

    private readonly Option<bool> noHtml = new("--no-html") { Description = "Write no pages." };
    private readonly Option<bool> standalone = new("--standalone")
    {
        Description = "Put scripts and styles into each page: one file to pass on.",
    };

    /// <summary>Adds everything to a command.</summary>
    public void AddTo(Command command)
    {
        AddPageOptionsTo(command);
        parameters.Validators.Add(CheckAssignments);
        command.Options.Add(parameters);
        command.Options.Add(timeout);
        command.Options.Add(allowErrors);
        command.Options.Add(inPlace);
        command.Options.Add(check);
        command.Options.Add(noHtml);
    }

    /// <summary>Adds what is needed to find notebooks and write their pages.</summary>
    public void AddPageOptionsTo(Command command)
    {
        command.Arguments.Add(notebooks);
        command.Options.Add(output);
        command.Options.Add(standalone);
    }

    /// <summary>The parsed command line.</summary>
    public RunRequest Read(ParseResult parsed) => new()
    {
        Notebooks = parsed.GetValue(notebooks) ?? [],
        Parameters = Pairs(parsed.GetValue(parameters) ?? []),
        Timeout = parsed.GetValue(timeout),
        AllowErrors = parsed.GetValue(allowErrors),
        Output = parsed.GetValue(output),
        InPlace = parsed.GetValue(inPlace),
        Check = parsed.GetValue(check),
        NoHtml = parsed.GetValue(noHtml),
        Standalone = parsed.GetValue(standalone),
    };

    private static void CheckAssignments(OptionResult result)
    {
        foreach (Token token in result.Tokens.Where(token => token.Value.IndexOf('=') <= 0))
        {
            result.AddError($"-p takes name=value; \"{token.Value}\" is none.");
        }
    }

    private static Dictionary<string, string> Pairs(string[] assignments)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string assignment in assignments)
        {
            int sign = assignment.IndexOf('=');
            pairs[assignment[..sign].Trim()] = assignment[(sign + 1)..];
        }

        return pairs;
    }
}
