using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbook.Scripting;

/// <summary>A part of a cell, in the order of execution.</summary>
internal abstract record CellStep;

/// <summary>Code, with as many empty lines before it as keep its line numbers.</summary>
/// <param name="Source">The code.</param>
internal sealed record CodeStep(SubmissionSource Source) : CellStep;

/// <summary>A directive.</summary>
/// <param name="Line">The directive.</param>
internal sealed record DirectiveStep(DirectiveLine Line) : CellStep;

/// <summary>Text for something else than C#: Markdown, HTML, another language.</summary>
/// <param name="Line">The directive that names what it is for.</param>
/// <param name="Text">The text after it.</param>
internal sealed record TextStep(DirectiveLine Line, string Text) : CellStep;

/// <summary>Takes a cell apart into code, directives, and text for other kernels. References come before everything
/// else, as they were all known before the first line runs.</summary>
internal static class CellReader
{
    /// <summary>Takes a cell apart.</summary>
    /// <param name="source">The cell's text, or a file's.</param>
    public static IReadOnlyList<CellStep> Read(SubmissionSource source)
    {
        var lines = source.Code.ReplaceLineEndings("\n").Split('\n');
        if (!lines.Any(l => l.AsSpan().TrimStart().StartsWith("#"))) return [new CodeStep(source)];
        var references = new List<CellStep>();
        var steps = new List<CellStep>();
        var start = 0;
        while (start < lines.Length)
            start = ReadCode(source.Path, lines, start, references, steps);
        return [.. references, .. steps];
    }

    /// <summary>Reads code up to a directive that switches to another kernel, and that kernel's text.</summary>
    /// <returns>The line after these.</returns>
    private static int ReadCode(
        string path, string[] lines, int start, List<CellStep> references, List<CellStep> steps)
    {
        var code = lines.ToArray();
        var from = start;
        for (var i = start; i < lines.Length; i++)
        {
            if (DirectiveLine.Read(lines[i], path, i + 1) is not { } line || IsWithinToken(code, from, i)) continue;
            code[i] = "";
            if (line.Name is "r" or "i")
            {
                references.Add(new DirectiveStep(line));
                continue;
            }

            AddCode(path, code, from, i, steps);
            from = i + 1;
            if (DirectiveTable.IsCSharp(line.Name)) return i + 1;
            if (!DirectiveTable.TakesText(line.Name))
            {
                steps.Add(new DirectiveStep(line));
                continue;
            }

            var end = EndOfText(path, lines, i + 1);
            steps.Add(new TextStep(line, string.Join('\n', lines[(i + 1)..end])));
            return end;
        }

        AddCode(path, code, from, lines.Length, steps);
        return lines.Length;
    }

    private static int EndOfText(string path, string[] lines, int start)
    {
        for (var i = start; i < lines.Length; i++)
        {
            if (DirectiveLine.Read(lines[i], path, i + 1) is { Name: ['!', ..] } line
                && (DirectiveTable.IsCSharp(line.Name) || DirectiveTable.TakesText(line.Name)))
                return i;
        }

        return lines.Length;
    }

    private static void AddCode(string path, string[] lines, int from, int to, List<CellStep> steps)
    {
        if (lines[from..to].All(string.IsNullOrWhiteSpace)) return;
        var code = new string('\n', from) + string.Join('\n', lines[from..to]);
        steps.Add(new CodeStep(new SubmissionSource(code, path)));
    }

    /// <summary>Whether a line lies within a string or a comment that began earlier.</summary>
    private static bool IsWithinToken(string[] lines, int from, int line)
    {
        if (lines[from..line].All(string.IsNullOrWhiteSpace)) return false;
        var before = string.Join('\n', lines[from..line]) + "\n";
        var text = before + string.Join('\n', lines[line..]);
        var root = CSharpSyntaxTree.ParseText(text, SubmissionCompiler.ParseOptions).GetRoot();
        var token = root.FindToken(before.Length, findInsideTrivia: true);
        if (token.SpanStart < before.Length && token.Span.End > before.Length) return true;
        var trivia = root.FindTrivia(before.Length, findInsideTrivia: true);
        return trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) && trivia.SpanStart < before.Length;
    }
}
