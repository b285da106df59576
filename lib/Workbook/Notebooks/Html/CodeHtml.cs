using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbook.Notebooks.Html;

/// <summary>C# with its parts marked by CSS classes, read off Roslyn's syntax tree.</summary>
internal static class CodeHtml
{
    /// <summary>The code as HTML.</summary>
    public static string Convert(string code)
    {
        var html = new StringBuilder();
        SyntaxTree tree = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(kind: SourceCodeKind.Script));
        foreach (SyntaxToken token in tree.GetRoot().DescendantTokens())
        {
            AppendTrivia(html, token.LeadingTrivia);
            Append(html, token.Text, Class(token));
            AppendTrivia(html, token.TrailingTrivia);
        }

        return html.ToString();
    }

    private static void AppendTrivia(StringBuilder html, SyntaxTriviaList list)
    {
        foreach (SyntaxTrivia trivia in list)
        {
            string kind = trivia.Kind() switch
            {
                SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
                    or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia => "c",
                _ when trivia.IsDirective => "d",
                _ => "",
            };
            Append(html, trivia.ToFullString(), kind);
        }
    }

    private static string Class(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedRawStringEndToken
            or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.Utf8StringLiteralToken => "s",
        SyntaxKind.NumericLiteralToken => "n",
        SyntaxKind.IdentifierToken => Identifier(token),
        _ when token.IsKeyword() || SyntaxFacts.IsContextualKeyword(token.Kind()) => "k",
        _ => "",
    };

    private static string Identifier(SyntaxToken token)
    {
        SyntaxNode? name = token.Parent;
        if (name is IdentifierNameSyntax { Identifier.Text: "var" } && name.Parent is VariableDeclarationSyntax or ForEachStatementSyntax)
        {
            return "k";
        }

        SyntaxNode? whole = name?.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return whole?.Parent switch
        {
            InvocationExpressionSyntax call when call.Expression == whole => "f",
            _ when name is MethodDeclarationSyntax or LocalFunctionStatementSyntax => "f",
            _ when name is BaseTypeDeclarationSyntax or TypeParameterSyntax => "t",
            ObjectCreationExpressionSyntax or VariableDeclarationSyntax or ParameterSyntax or TypeArgumentListSyntax
                or CastExpressionSyntax or SimpleBaseTypeSyntax or ArrayTypeSyntax or NullableTypeSyntax
                when name is SimpleNameSyntax && whole == name => "t",
            _ => "",
        };
    }

    private static void Append(StringBuilder html, string text, string kind)
    {
        string encoded = WebUtility.HtmlEncode(text);
        html.Append(kind.Length == 0 || text.Length == 0 ? encoded : $"<span class=\"{kind}\">{encoded}</span>");
    }
}
