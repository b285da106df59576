using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbook.Scripting;

/// <summary>What the compiler knows about a cell that is being typed: the names of the cells before it and its own.
/// </summary>
internal sealed class CodeModel
{
    private CodeModel(SyntaxTree tree, SemanticModel semantics)
    {
        Root = tree.GetRoot();
        Semantics = semantics;
    }

    /// <summary>The cell's syntax.</summary>
    public SyntaxNode Root { get; }

    /// <summary>The meaning of the cell's code.</summary>
    public SemanticModel Semantics { get; }

    /// <summary>Reads a cell. Directives do not count; each other position stays where it is.</summary>
    /// <param name="compiler">The session's compilations.</param>
    /// <param name="code">The cell's text.</param>
    /// <param name="cancellation">Gives up.</param>
    public static CodeModel Of(SubmissionCompiler compiler, string code, CancellationToken cancellation)
    {
        var tree =
            CSharpSyntaxTree.ParseText(Blanked(code), SubmissionCompiler.ParseOptions, cancellationToken: cancellation);
        return new CodeModel(tree, compiler.Model(tree, cancellation));
    }

    /// <summary>The word at a position: where it starts and ends.</summary>
    /// <param name="code">The text.</param>
    /// <param name="position">A position within or behind it.</param>
    public static (int Start, int End) WordAt(string code, int position)
    {
        var (start, end) = (position, position);
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1])) start--;
        while (end < code.Length && SyntaxFacts.IsIdentifierPartCharacter(code[end])) end++;
        return (start, end);
    }

    /// <summary>What stands before the dot at a position.</summary>
    /// <param name="dot">The position of the dot.</param>
    public ExpressionSyntax? BeforeDot(int dot)
    {
        var token = Root.FindToken(dot);
        return token.Parent switch
        {
            MemberAccessExpressionSyntax access when token == access.OperatorToken => access.Expression,
            QualifiedNameSyntax name when token == name.DotToken => name.Left,
            MemberBindingExpressionSyntax binding =>
                binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => null,
        };
    }

    private static string Blanked(string code)
    {
        if (!code.Contains('#')) return code;
        var lines = code.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (DirectiveLine.Read(lines[i], "", i + 1) is not null) lines[i] = new string(' ', lines[i].Length);
        }

        return string.Join('\n', lines);
    }
}
