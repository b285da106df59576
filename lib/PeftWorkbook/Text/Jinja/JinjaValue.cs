using System.Collections;
using System.Globalization;
using System.Text;

namespace PeftWorkbook.Text.Jinja;

/// <summary>
/// Values of templates: null, bool, long, double, string, <c>List&lt;object?&gt;</c>, <c>Dictionary&lt;string, object?&gt;</c>, and
/// <see cref="Undefined"/>. Operators mean what they mean in Python.
/// </summary>
internal static class JinjaValue
{
    /// <summary>What a name that was never set stands for.</summary>
    internal static readonly object Undefined = new UndefinedValue();

    internal static bool IsTrue(object? value) => value switch
    {
        null or false or 0L or 0.0 or "" => false,
        ICollection { Count: 0 } => false,
        UndefinedValue => false,
        _ => true,
    };

    /// <summary>As it is printed.</summary>
    internal static string Text(object? value) => value switch
    {
        null => "None",
        true => "True",
        false => "False",
        string text => text,
        long n => n.ToString(CultureInfo.InvariantCulture),
        double d => d % 1 == 0 && Math.Abs(d) < 1e16
            ? d.ToString("0.0", CultureInfo.InvariantCulture)
            : d.ToString("R", CultureInfo.InvariantCulture),
        UndefinedValue => "",
        _ => Representation(value),
    };

    internal static new bool Equals(object? a, object? b) => (a, b) switch
    {
        (long x, double y) => x == y,
        (double x, long y) => x == y,
        (List<object?> x, List<object?> y) => x.Count == y.Count && x.Zip(y).All(p => EqualItems(p.First, p.Second)),
        _ => object.Equals(a, b),
    };

    private static bool EqualItems(object? a, object? b)
    {
        JinjaLimits.Visit();
        return Equals(a, b);
    }

    internal static int Compare(object? a, object? b) => (a, b) switch
    {
        (string x, string y) => string.CompareOrdinal(x, y),
        _ when IsNumber(a) && IsNumber(b) => ToDouble(a).CompareTo(ToDouble(b)),
        _ => throw new FormatException($"The chat template compares {Name(a)} with {Name(b)}."),
    };

    internal static object? Add(object? a, object? b) => (a, b) switch
    {
        (string x, string y) => JinjaLimits.Concat(x, y),
        (List<object?> x, List<object?> y) => Joined(x, y),
        _ => Arithmetic("+", a, b),
    };

    private static List<object?> Joined(List<object?> x, List<object?> y)
    {
        JinjaLimits.CheckCount((long)x.Count + y.Count);
        return [.. x, .. y];
    }

    internal static object? Arithmetic(string op, object? a, object? b)
    {
        if (!IsNumber(a) || !IsNumber(b))
        {
            throw new FormatException($"The chat template computes {Name(a)} {op} {Name(b)}, which is not possible.");
        }

        if (op != "/" && a is long x && b is long y)
        {
            return (op, y) switch
            {
                ("+", _) => x + y,
                ("-", _) => x - y,
                ("*", _) => x * y,
                (_, 0) => throw new FormatException("The chat template divides by zero."),
                ("//", _) => (long)Math.Floor((double)x / y),
                _ => ((x % y) + y) % y,
            };
        }

        var (u, v) = (ToDouble(a), ToDouble(b));
        return op switch
        {
            "+" => u + v,
            "-" => u - v,
            "*" => u * v,
            "/" => u / v,
            "//" => Math.Floor(u / v),
            _ => u - (v * Math.Floor(u / v)),
        };
    }

    internal static bool Contains(object? item, object? container) => container switch
    {
        string text => text.Contains(Text(item), StringComparison.Ordinal),
        List<object?> list => list.Exists(x => Equals(x, item)),
        Dictionary<string, object?> map => item is string key && map.ContainsKey(key),
        _ => throw new FormatException($"The chat template looks into {Name(container)}."),
    };

    /// <summary>An attribute or item; what is not there is <see cref="Undefined"/>.</summary>
    internal static object? Item(object? container, object? key) => (container, key) switch
    {
        (Dictionary<string, object?> map, string name) => map.TryGetValue(name, out var value) ? value : Undefined,
        (List<object?> list, long index) => index >= -list.Count && index < list.Count
            ? list[(int)(index < 0 ? index + list.Count : index)]
            : Undefined,
        (string text, long index) => index >= -text.Length && index < text.Length
            ? text[(int)(index < 0 ? index + text.Length : index)].ToString()
            : Undefined,
        (UndefinedValue or null, _) => throw new FormatException(
            $"The chat template asks for '{Text(key)}' of something that is not there."),
        _ => Undefined,
    };

    internal static IEnumerable<object?> Iterate(object? value) => value switch
    {
        List<object?> list => list,
        Dictionary<string, object?> map => map.Keys,
        string text => text.EnumerateRunes().Select(r => (object?)r.ToString()),
        UndefinedValue => [],
        _ => throw new FormatException($"The chat template runs over {Name(value)}."),
    };

    internal static bool IsNumber(object? value) => value is long or double or bool;

    internal static double ToDouble(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    /// <summary>JSON as Python's <c>json.dumps</c> writes it, without escaping what is not ASCII.</summary>
    internal static string Json(object? value, int indent = -1, int depth = 0)
    {
        JinjaLimits.Visit();
        JinjaLimits.CheckLength((long)Math.Max(indent, 0) * (depth + 1));
        var (line, close) = indent < 0 ? ("", "") : ($"\n{new string(' ', indent * (depth + 1))}", $"\n{new string(' ', indent * depth)}");
        var comma = indent < 0 ? ", " : "," + line;
        return value switch
        {
            null or UndefinedValue => "null",
            true => "true",
            false => "false",
            string text => Quote(text),
            Dictionary<string, object?> { Count: > 0 } map => $"{{{line}" +
                $"{JinjaLimits.Join(comma, map.Select(p => $"{Quote(p.Key)}: {Json(p.Value, indent, depth + 1)}"))}" +
                $"{close}}}",
            Dictionary<string, object?> => "{}",
            List<object?> { Count: > 0 } list => $"[{line}{JinjaLimits.Join(comma, list.Select(v => Json(v, indent, depth + 1)))}{close}]",
            List<object?> => "[]",
            _ => Text(value),
        };
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static string Representation(object? value)
    {
        JinjaLimits.Visit();
        return value switch
        {
            string text => "'" + text
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("'", "\\'", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal) + "'",
            List<object?> list => $"[{JinjaLimits.Join(", ", list.Select(Representation))}]",
            Dictionary<string, object?> map =>
                $"{{{JinjaLimits.Join(", ", map.Select(p => $"{Representation(p.Key)}: {Representation(p.Value)}"))}}}",
            _ => Text(value),
        };
    }

    private static string Name(object? value) => value is UndefinedValue ? "something that is not there" : $"'{Text(value)}'";

    internal sealed class UndefinedValue;
}
