using Microsoft.CodeAnalysis;

namespace Workbook.Scripting;

/// <summary>Symbols as text.</summary>
internal static class SymbolText
{
    private const int MaxSignature = 160;

    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.CSharpShortErrorMessageFormat
        .WithMemberOptions(
            SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeConstantValue)
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeDefaultValue)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword)
        .WithLocalOptions(SymbolDisplayLocalOptions.IncludeType);

    /// <summary>Jupyter's word for a kind of symbol.</summary>
    /// <param name="symbol">The symbol.</param>
    public static string Kind(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "function",
        IPropertySymbol => "property",
        IFieldSymbol { ContainingType.IsScriptClass: true } or ILocalSymbol or IParameterSymbol
            or IRangeVariableSymbol => "instance",
        IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "enum",
        IFieldSymbol => "field",
        IEventSymbol => "event",
        INamespaceSymbol => "module",
        INamedTypeSymbol { TypeKind: TypeKind.Enum } => "enum",
        INamedTypeSymbol { TypeKind: TypeKind.Interface } => "interface",
        ITypeSymbol => "class",
        _ => "text",
    };

    /// <summary>One line about a group of overloads.</summary>
    /// <param name="overloads">Symbols of one name.</param>
    public static string Signature(IEnumerable<ISymbol> overloads)
    {
        var all = overloads.ToList();
        var more = all.Count > 1 ? $" (+ {all.Count - 1} overloads)" : "";
        var text = Declaration(all[0]);
        return (text.Length > MaxSignature ? text[..(MaxSignature - 1)] + "…" : text) + more;
    }

    /// <summary>A symbol's declaration in C#, without the class that holds a cell's variables.</summary>
    /// <param name="symbol">The symbol.</param>
    public static string Declaration(ISymbol symbol)
    {
        var text = symbol.ToDisplayString(Full);
        return symbol.ContainingType is { IsScriptClass: true } script ? text.Replace(script.Name + ".", "") : text;
    }
}
