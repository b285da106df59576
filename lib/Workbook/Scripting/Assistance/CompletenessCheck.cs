using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbook.Scripting;

/// <summary>Whether a text is a whole cell, from its syntax alone.</summary>
internal static class CompletenessCheck
{
    private const int IndentWidth = 4;

    /// <summary>Judges a text.</summary>
    /// <param name="code">The text typed so far.</param>
    public static Completeness Of(string code)
    {
        var steps = CellReader.Read(new SubmissionSource(code, ""));
        if (steps.Count == 0 || steps[^1] is not CodeStep last) return new Completeness("complete");
        var tree = CSharpSyntaxTree.ParseText(last.Source.Code, SubmissionCompiler.ParseOptions);
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return new Completeness("incomplete", Indent(tree));
        var errors = tree.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count == 0) return new Completeness("complete");
        return EndsMissing(tree, errors) ? new Completeness("incomplete", Indent(tree)) : new Completeness("invalid");
    }

    /// <summary>Whether all that is wrong is that something is missing at the end.</summary>
    private static bool EndsMissing(SyntaxTree tree, List<Diagnostic> errors)
    {
        var last = tree.GetRoot().GetLastToken();
        if (last.IsKind(SyntaxKind.None) || last.IsKind(SyntaxKind.SemicolonToken)) return false;
        return errors.All(e => e.Location.SourceSpan.Start >= last.Span.End);
    }

    private static string Indent(SyntaxTree tree)
    {
        var depth = 0;
        foreach (var token in tree.GetRoot().DescendantTokens().Where(t => !t.IsMissing))
        {
            if (token.IsKind(SyntaxKind.OpenBraceToken) || token.IsKind(SyntaxKind.OpenParenToken)) depth++;
            if (token.IsKind(SyntaxKind.CloseBraceToken) || token.IsKind(SyntaxKind.CloseParenToken)) depth--;
        }

        return new string(' ', IndentWidth * Math.Max(0, depth));
    }
}
