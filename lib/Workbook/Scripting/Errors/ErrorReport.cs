using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Workbook.Scripting;

/// <summary>Turns compiler errors and exceptions into what a reader of the notebook needs: which cell, which
/// line.</summary>
internal static partial class ErrorReport
{
    private const int MaxErrors = 20;

    /// <summary>The name of an interrupted cell's error.</summary>
    public const string InterruptName = "KeyboardInterrupt";

    /// <summary>What debug information calls a cell.</summary>
    /// <param name="number">The cell's number.</param>
    public static string CellPath(int number) => $"Cell In[{number}]";

    /// <summary>Describes code that does not compile.</summary>
    /// <param name="failure">The errors.</param>
    public static CellError Describe(CompilationFailedException failure)
    {
        var lines = new List<string>();
        foreach (var error in failure.Errors.Take(MaxErrors)) lines.AddRange(Excerpt(error));
        if (failure.Errors.Length > MaxErrors) lines.Add($"… {failure.Errors.Length - MaxErrors} more errors");
        var first = failure.Errors.FirstOrDefault();
        var line = first?.Location.GetLineSpan().StartLinePosition.Line + 1;
        var message = first is null ? failure.Message : $"{Place(failure.Submission.Path, line)}: {Text(first)}";
        return new CellError("CompilationError", message, lines, CellOf(failure.Submission.Path), line);
    }

    /// <summary>Describes a directive that cannot be carried out.</summary>
    /// <param name="failure">What is wrong.</param>
    public static CellError Describe(DirectiveException failure)
    {
        var line = failure.Line;
        var place = line is null ? []
            : new[] { Place(line.Path, line.Number), $"    #{line.Name} {line.Rest}".TrimEnd() };
        var cell = CellOf(line?.Path);
        var number = cell is null ? null : line?.Number;
        return new CellError("DirectiveError", failure.Message, [.. place, failure.Message], cell, number);
    }

    /// <summary>Describes a cell whose code threw or was interrupted.</summary>
    /// <param name="outcome">How it ended.</param>
    public static CellError Describe(CellOutcome outcome) =>
        outcome.Interrupted || outcome.Exception is null
            ? Interrupted(outcome.Abandoned, outcome.Exception)
            : ExceptionReport.Describe(outcome.Exception);

    /// <summary>The error of an interrupted cell.</summary>
    /// <param name="abandoned">Whether its thread could not be stopped.</param>
    /// <param name="exception">What the interruption threw, where the code came to an end.</param>
    public static CellError Interrupted(bool abandoned, Exception? exception = null)
    {
        const string Still = "The cell was interrupted, but its code does not stop and runs on in the background; "
            + "variables are kept. Restart the kernel to end it.";
        var message = abandoned ? Still : "The cell was interrupted; variables are kept.";
        var frames = exception is null ? [] : ExceptionReport.CellFrames(exception);
        return new CellError(InterruptName, message, [$"{InterruptName}: {message}", .. frames]);
    }

    private static IEnumerable<string> Excerpt(Diagnostic error)
    {
        var span = error.Location.GetLineSpan();
        var line = span.StartLinePosition.Line;
        yield return $"{Place(span.Path, line + 1)}";
        if (error.Location.SourceTree?.GetText().Lines is { } lines && line < lines.Count)
        {
            var text = lines[line].ToString();
            var column = Math.Min(span.StartLinePosition.Character, text.Length);
            var sameLine = span.EndLinePosition.Line == line;
            var width = Math.Max(1, (sameLine ? span.EndLinePosition.Character : text.Length) - column);
            yield return "    " + text.Replace('\t', ' ');
            yield return "    " + new string(' ', column) + new string('^', width);
        }

        yield return Text(error);
    }

    private static string Place(string path, int? line) => $"{path}, line {line}";

    private static string Text(Diagnostic error) =>
        $"error {error.Id}: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>The number in <c>Cell In[number]</c>, or <see langword="null"/> for another path.</summary>
    /// <param name="path">A document's path.</param>
    public static int? CellOf(string? path) =>
        path is not null && CellPattern().Match(path) is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"^Cell In\[(\d+)\]$")]
    private static partial Regex CellPattern();
}
