using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbook.Scripting;

/// <summary>Completions: names and members that the compiler finds at a position, keywords, directives.</summary>
/// <param name="compiler">The session's compilations.</param>
/// <remarks>Asks the compiler's semantic model alone: no workspace to start, and the same answer after a thousand
/// cells.</remarks>
internal sealed class Completer(SubmissionCompiler compiler)
{
    private static readonly string[] Keywords =
        [.. SyntaxFacts.GetKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds())
        .Select(SyntaxFacts.GetText).Where(k => k.Length > 0 && char.IsAsciiLetterLower(k[0])).Distinct()];

    /// <summary>Completions at a position.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="position">Offset in UTF-16 units.</param>
    /// <param name="cancellation">Gives up.</param>
    public CompletionList Complete(string code, int position, CancellationToken cancellation)
    {
        position = Math.Clamp(position, 0, code.Length);
        if (DirectiveCompletions(code, position) is { } directives) return directives;
        var (start, _) = CodeModel.WordAt(code, position);
        var prefix = code[start..position];
        if (prefix.Length > 0 && char.IsAsciiDigit(prefix[0])) return new CompletionList([], position, position);
        var model = CodeModel.Of(compiler, code, cancellation);
        if (IsText(model.Root, start)) return new CompletionList([], position, position);
        var items = Dot(code, start) is { } dot
            ? Members(model, dot, prefix)
            : Names(model, start, prefix).Concat(KeywordItems(prefix));
        return new CompletionList([.. Ranked(items, prefix)], start, position);
    }

    private static IEnumerable<CompletionItem> Members(CodeModel model, int dot, string prefix)
    {
        if (model.BeforeDot(dot) is not { } expression) return [];
        var semantics = model.Semantics;
        var symbol = semantics.GetSymbolInfo(expression).Symbol;
        if (symbol is INamespaceOrTypeSymbol container)
        {
            var all = semantics.LookupNamespacesAndTypes(dot, container)
                .Concat(container is ITypeSymbol ? semantics.LookupStaticMembers(dot, container) : []);
            return Items(all.Where(s => container is not ITypeSymbol || s.IsStatic || s is ITypeSymbol), prefix);
        }

        var type = semantics.GetTypeInfo(expression).Type;
        if (expression.Parent is ConditionalAccessExpressionSyntax && type is INamedTypeSymbol
            { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        if (type is null or IErrorTypeSymbol) return [];
        var members = semantics.LookupSymbols(dot, type, includeReducedExtensionMethods: true);
        return Items(members.Where(s => !s.IsStatic || s is IMethodSymbol { IsExtensionMethod: true }), prefix);
    }

    private static IEnumerable<CompletionItem> Names(CodeModel model, int start, string prefix) =>
        Items(model.Semantics.LookupSymbols(start), prefix);

    private static IEnumerable<CompletionItem> Items(IEnumerable<ISymbol> symbols, string prefix) =>
        symbols.Where(s => s.CanBeReferencedByName && Matches(s.Name, prefix) && !IsHidden(s))
            .GroupBy(s => s.Name)
            .Select(g => new CompletionItem(g.Key, SymbolText.Kind(g.First()), SymbolText.Signature(g)));

    private static IEnumerable<CompletionItem> KeywordItems(string prefix) =>
        prefix.Length == 0 ? []
            : Keywords.Where(k => Matches(k, prefix)).Select(k => new CompletionItem(k, "keyword", null));

    /// <summary>Those that begin as typed come first, then those that only do in another case, then by name.</summary>
    private static IEnumerable<CompletionItem> Ranked(IEnumerable<CompletionItem> items, string prefix) =>
        items.DistinctBy(i => i.Text)
            .OrderByDescending(i => i.Text.StartsWith(prefix, StringComparison.Ordinal))
            .ThenBy(i => i.Text, StringComparer.OrdinalIgnoreCase).ThenBy(i => i.Text, StringComparer.Ordinal);

    private static bool Matches(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static bool IsHidden(ISymbol symbol) => symbol.GetAttributes().Any(a =>
        a.AttributeClass?.Name == "EditorBrowsableAttribute" && a.ConstructorArguments is [{ Value: 1 }]);

    private static int? Dot(string code, int start)
    {
        var i = start - 1;
        while (i >= 0 && char.IsWhiteSpace(code[i])) i--;
        return i > 0 && code[i] == '.' && code[i - 1] != '.' ? i : null;
    }

    private static bool IsText(SyntaxNode root, int position)
    {
        var token = root.FindToken(position);
        if (token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.CharacterLiteralToken)
            || token.IsKind(SyntaxKind.InterpolatedStringTextToken))
            return token.SpanStart < position && position < token.Span.End;
        return root.FindTrivia(position - 1) is var trivia && position > 0
            && (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia));
    }

    private static CompletionList? DirectiveCompletions(string code, int position)
    {
        var lineStart = code.LastIndexOf('\n', Math.Max(0, position - 1), position) + 1;
        var line = code[lineStart..position];
        var typed = line.TrimStart();
        if (!typed.StartsWith('#') || typed.Contains(' ')) return null;
        var items = DirectiveTable.All.Keys.Append("!csharp").Select(name => "#" + name)
            .Where(name => Matches(name, typed)).Order(StringComparer.Ordinal)
            .Select(name => new CompletionItem(name, "keyword", null)).ToList();
        return items.Count == 0 ? null : new CompletionList(items, position - typed.Length, position);
    }
}
