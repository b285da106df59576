using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbook.Notebooks;

/// <summary>One parameter of a notebook: a variable with a default, declared in the cell tagged <c>parameters</c>.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Type">Its C# type as code says it: <c>int</c>, <c>string</c>, <c>double[]</c>.</param>
/// <param name="Default">The default as the cell writes it.</param>
public sealed record NotebookParameter(string Name, string Type, string Default)
{
    /// <summary>The statement that gives the parameter another value, of the same type.</summary>
    /// <param name="text">The value as typed on the command line; lists are separated by commas.</param>
    /// <exception cref="FormatException">The text is no value of the type. The message is one sentence.</exception>
    public string Assignment(string text) => $"{Type} {Name} = {Expression(text)};";

    private string Expression(string text)
    {
        if (Type.EndsWith('?') && text == "null")
        {
            return "null";
        }

        string type = Type.TrimEnd('?');
        if (!type.EndsWith("[]", StringComparison.Ordinal))
        {
            return Literal(type, text);
        }

        string[] items = text.Trim() is "" or "[]" ? [] : text.Trim().TrimStart('[').TrimEnd(']').Split(',');
        return $"[{string.Join(", ", items.Select(item => Literal(type[..^2], item.Trim())))}]";
    }

    private string Literal(string type, string text) => type switch
    {
        "string" => SymbolDisplay.FormatLiteral(text, quote: true),
        "char" when text.Length == 1 => SymbolDisplay.FormatLiteral(text[0], quote: true),
        "bool" when bool.TryParse(text, out bool value) => value ? "true" : "false",
        "int" when int.TryParse(text, NumberStyles.Integer, Invariant, out int value) => value.ToString(Invariant),
        "long" when long.TryParse(text, NumberStyles.Integer, Invariant, out long value) => $"{value}L",
        "float" when float.TryParse(text, NumberStyles.Float, Invariant, out float value) => Real(value, "R", "float", "f"),
        "double" when double.TryParse(text, NumberStyles.Float, Invariant, out double value) => Real(value, "R", "double", "d"),
        "decimal" when decimal.TryParse(text, NumberStyles.Float, Invariant, out decimal value) =>
            value.ToString(Invariant) + "m",
        "string" or "char" or "bool" or "int" or "long" or "float" or "double" or "decimal" =>
            throw new FormatException($"\"{text}\" is no {type}, which the parameter \"{Name}\" (default {Default}) takes."),
        _ => throw new FormatException(
            $"The parameter \"{Name}\" is a {type}; only numbers, bool, char, string and lists of these can be set from outside."),
    };

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    private static string Real(double value, string format, string type, string suffix) => value switch
    {
        double.PositiveInfinity => $"{type}.PositiveInfinity",
        double.NegativeInfinity => $"{type}.NegativeInfinity",
        double.NaN => $"{type}.NaN",
        _ => (type == "float" ? ((float)value).ToString(format, Invariant) : value.ToString(format, Invariant)) + suffix,
    };
}
