using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Workbook.Scripting;

/// <summary>The XML documentation of a symbol as text.</summary>
/// <param name="Plain">As plain text.</param>
/// <param name="Markdown">As Markdown.</param>
internal sealed partial record SymbolDocumentation(string Plain, string Markdown)
{
    private static readonly SymbolDocumentation None = new("", "");

    /// <summary>Reads a symbol's documentation: from the XML file beside its assembly, or from the SDK's for the shared
    /// framework.</summary>
    /// <param name="symbol">The symbol.</param>
    public static SymbolDocumentation Of(ISymbol symbol)
    {
        var definition = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol.OriginalDefinition;
        var xml = definition.GetDocumentationCommentXml();
        if (string.IsNullOrWhiteSpace(xml) && definition.GetDocumentationCommentId() is { } id)
            xml = FrameworkDocumentation.Find(id);
        if (string.IsNullOrWhiteSpace(xml)) return None;
        try
        {
            return Of(XElement.Parse(xml.TrimStart().StartsWith("<member", StringComparison.Ordinal) ? xml
                : $"<m>{xml}</m>"));
        }
        catch (XmlException)
        {
            return None; // a file from outside that is broken documents nothing
        }
    }

    private static SymbolDocumentation Of(XElement member)
    {
        var (plain, markdown) = (new StringBuilder(), new StringBuilder());
        Add(member.Element("summary"), "", "");
        foreach (var parameter in member.Elements("typeparam").Concat(member.Elements("param")))
        {
            var name = (string?)parameter.Attribute("name");
            Add(parameter, $"  {name}: ", $"- `{name}`: ");
        }

        Add(member.Element("returns"), "Returns: ", "\n**Returns** ");
        Add(member.Element("value"), "Value: ", "\n**Value** ");
        foreach (var exception in member.Elements("exception"))
        {
            var type = Name((string?)exception.Attribute("cref"));
            Add(exception, $"  {type}: ", $"- `{type}`: ");
        }

        Add(member.Element("remarks"), "", "\n");
        return new SymbolDocumentation(plain.ToString().Trim(), markdown.ToString().Trim());

        void Add(XElement? element, string plainHead, string markdownHead)
        {
            if (element is null) return;
            var text = Flat(element, code: false);
            if (text.Length == 0) return;
            plain.Append(plainHead).Append(text).Append('\n');
            markdown.Append(markdownHead).Append(Flat(element, code: true)).Append('\n');
        }
    }

    private static string Flat(XElement element, bool code)
    {
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XText t => t.Value,
            XElement e when Word(e) is { } word => code ? $"`{word}`" : word,
            XElement { Name.LocalName: "c" or "code" } e => code ? $"`{e.Value}`" : e.Value,
            XElement { Name.LocalName: "para" or "br" } e => " " + Flat(e, code) + " ",
            XElement e => Flat(e, code),
            _ => "",
        }));
        return Spaces().Replace(text, " ").Trim();
    }

    private static string? Word(XElement element) => element.Name.LocalName switch
    {
        "see" or "seealso" => element.Value.Length > 0 ? element.Value
            : (string?)element.Attribute("langword")
                ?? Name((string?)element.Attribute("cref") ?? (string?)element.Attribute("href")),
        "paramref" or "typeparamref" => (string?)element.Attribute("name"),
        _ => null,
    };

    private static string Name(string? reference)
    {
        if (reference is null) return "";
        var name = reference.Length > 1 && reference[1] == ':' ? reference[2..] : reference;
        var open = name.IndexOf('(');
        var head = open < 0 ? name : name[..open];
        return Arity().Replace(head[(head.LastIndexOf('.') + 1)..], "");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity();
}
