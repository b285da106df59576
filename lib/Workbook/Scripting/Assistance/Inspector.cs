using System.Text;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbook.Scripting;

/// <summary>Signature and documentation of what stands at a position.</summary>
/// <param name="compiler">The session's compilations.</param>
internal sealed class Inspector(SubmissionCompiler compiler)
{
    private const int MaxOverloads = 8;

    /// <summary>Describes what stands at a position.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="position">Offset in UTF-16 units.</param>
    /// <param name="detail">0 for the nearest overload, 1 for all.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Plain text, Markdown and HTML, or <see langword="null"/> where nothing is known.</returns>
    public MimeBundle? Inspect(string code, int position, int detail, CancellationToken cancellation)
    {
        position = Math.Clamp(position, 0, code.Length);
        var (start, end) = CodeModel.WordAt(code, position);
        if (start == end)
        {
            start = InvokedBefore(code, position);
            if (start < 0) return null;
        }

        var model = CodeModel.Of(compiler, code, cancellation);
        var symbols = SymbolsAt(model, start);
        return symbols.Count == 0 ? null : Describe(symbols, detail);
    }

    private static List<ISymbol> SymbolsAt(CodeModel model, int start)
    {
        var token = model.Root.FindToken(start);
        if (token.Parent is not { } node) return [];
        if (model.Semantics.GetDeclaredSymbol(node) is { } declared) return [declared];
        if (node is PredefinedTypeSyntax or IdentifierNameSyntax { IsVar: true })
            return model.Semantics.GetTypeInfo(node).Type is { } type ? [type] : [];
        if (node is not SimpleNameSyntax name) return [];
        var info = model.Semantics.GetSymbolInfo(name);
        var group = model.Semantics.GetMemberGroup(name);
        var found = new[] { info.Symbol }.Concat(info.CandidateSymbols).Concat(group).OfType<ISymbol>();
        return [.. found.Distinct(SymbolEqualityComparer.Default)];
    }

    /// <summary>Within <c>Call(a, b</c> the word of interest is <c>Call</c>.</summary>
    private static int InvokedBefore(string code, int position)
    {
        var depth = 0;
        for (var i = position - 1; i >= 0 && code[i] != ';'; i--)
        {
            if (code[i] == ')') depth++;
            if (code[i] != '(' || depth-- > 0) continue;
            var end = i;
            while (end > 0 && char.IsWhiteSpace(code[end - 1])) end--;
            var (start, _) = CodeModel.WordAt(code, end);
            return start < end ? start : -1;
        }

        return -1;
    }

    private static MimeBundle Describe(List<ISymbol> symbols, int detail)
    {
        var shown = symbols.Take(detail > 0 ? MaxOverloads : 1).ToList();
        var (plain, markdown) = (new StringBuilder(), new StringBuilder());
        foreach (var symbol in shown)
        {
            var declaration = SymbolText.Declaration(symbol);
            var documentation = SymbolDocumentation.Of(symbol);
            plain.Append(declaration).Append('\n').Append(documentation.Plain).Append('\n');
            markdown.Append("```csharp\n").Append(declaration).Append("\n```\n\n").Append(documentation.Markdown)
                .Append('\n');
        }

        if (symbols.Count > shown.Count)
        {
            plain.Append($"(+ {symbols.Count - shown.Count} overloads)\n");
            markdown.Append($"\n(+ {symbols.Count - shown.Count} overloads)\n");
        }

        var text = markdown.ToString().Trim();
        return new MimeBundle(
            new JsonObject
            {
                ["text/plain"] = plain.ToString().Trim(),
                ["text/markdown"] = text,
                ["text/html"] = Markdig.Markdown.ToHtml(text),
            },
            []);
    }
}
