using System.Globalization;

namespace PeftWorkbook.Text.Jinja;

/// <summary>The filters, tests, methods and functions of templates.</summary>
internal static class JinjaLibrary
{
    /// <summary>Applies <c>value | name(arguments)</c>.</summary>
    internal static object? Filter(string name, object? value, JinjaArguments a) => name switch
    {
        "trim" => JinjaValue.Text(value).Trim(),
        "upper" => JinjaValue.Text(value).ToUpperInvariant(),
        "lower" => JinjaValue.Text(value).ToLowerInvariant(),
        "capitalize" => Capitalize(JinjaValue.Text(value)),
        "title" => Title(JinjaValue.Text(value)),
        "string" => JinjaValue.Text(value),
        "length" or "count" => value is string text ? text.EnumerateRunes().LongCount() : JinjaValue.Iterate(value).LongCount(),
        "first" => JinjaValue.Iterate(value).FirstOrDefault(JinjaValue.Undefined),
        "last" => JinjaValue.Iterate(value).LastOrDefault(JinjaValue.Undefined),
        "list" => JinjaValue.Iterate(value).ToList(),
        "reverse" => JinjaValue.Iterate(value).Reverse().ToList(),
        "unique" => JinjaValue.Iterate(value).DistinctBy(JinjaValue.Text).ToList(),
        "join" => JinjaLimits.Join(a.Text(0, ""), JinjaValue.Iterate(value).Select(JinjaValue.Text)),
        "int" => long.TryParse(JinjaValue.Text(value), CultureInfo.InvariantCulture, out var n) ? n : 0L,
        "default" or "d" => value == JinjaValue.Undefined
            || (JinjaValue.IsTrue(a.Get(1, "boolean", false)) && !JinjaValue.IsTrue(value))
                ? a.Get(0, "default_value", "")
                : value,
        "tojson" => JinjaValue.Json(value, a.Get(0, "indent", null) is long indent ? (int)Math.Clamp(indent, -1, 1000) : -1),
        "replace" => JinjaLimits.Replace(JinjaValue.Text(value), a.Text(0), a.Text(1)),
        "items" => Items(value),
        "map" => JinjaValue.Iterate(value).Select(v => JinjaValue.Item(v, a.Get(9, "attribute", ""))).ToList(),
        "selectattr" => JinjaValue.Iterate(value).Where(v => Passes(v, a)).ToList(),
        "rejectattr" => JinjaValue.Iterate(value).Where(v => !Passes(v, a)).ToList(),
        "safe" => value,
        _ => throw new FormatException($"The chat template uses the filter '{name}', which is not known here."),
    };

    /// <summary>Answers <c>value is name(arguments)</c>.</summary>
    internal static bool Test(string name, object? value, JinjaArguments a) => name switch
    {
        "defined" => value != JinjaValue.Undefined,
        "undefined" => value == JinjaValue.Undefined,
        "none" => value is null,
        "string" => value is string,
        "mapping" => value is Dictionary<string, object?>,
        "sequence" or "iterable" => value is List<object?> or string or Dictionary<string, object?>,
        "number" => value is long or double,
        "integer" => value is long,
        "boolean" => value is bool,
        "true" => value is true,
        "false" => value is false,
        "odd" => value is long n && n % 2 != 0,
        "even" => value is long n && n % 2 == 0,
        "equalto" or "eq" => JinjaValue.Equals(value, a.Get(0)),
        "ne" => !JinjaValue.Equals(value, a.Get(0)),
        "in" => JinjaValue.Contains(value, a.Get(0)),
        _ => throw new FormatException($"The chat template uses the test '{name}', which is not known here."),
    };

    /// <summary>Calls <c>value.name(arguments)</c>.</summary>
    internal static object? Method(object? value, string name, JinjaArguments a) => (value, name) switch
    {
        (string s, "strip") => a.Count == 0 ? s.Trim() : s.Trim(a.Text(0).ToCharArray()),
        (string s, "lstrip") => a.Count == 0 ? s.TrimStart() : s.TrimStart(a.Text(0).ToCharArray()),
        (string s, "rstrip") => a.Count == 0 ? s.TrimEnd() : s.TrimEnd(a.Text(0).ToCharArray()),
        (string s, "upper") => s.ToUpperInvariant(),
        (string s, "lower") => s.ToLowerInvariant(),
        (string s, "capitalize") => Capitalize(s),
        (string s, "title") => Title(s),
        (string s, "startswith") => s.StartsWith(a.Text(0), StringComparison.Ordinal),
        (string s, "endswith") => s.EndsWith(a.Text(0), StringComparison.Ordinal),
        (string s, "replace") => JinjaLimits.Replace(s, a.Text(0), a.Text(1)),
        (string s, "find") => (long)s.IndexOf(a.Text(0), StringComparison.Ordinal),
        (string s, "split") => Split(s, a),
        (string s, "join") => JinjaLimits.Join(s, JinjaValue.Iterate(a.Get(0)).Select(JinjaValue.Text)),
        (Dictionary<string, object?> map, "items") => Items(map),
        (Dictionary<string, object?> map, "keys") => map.Keys.Cast<object?>().ToList(),
        (Dictionary<string, object?> map, "values") => map.Values.ToList(),
        (Dictionary<string, object?> map, "get") => map.TryGetValue(a.Text(0), out var found) ? found : a.Get(1, "default", null),
        (List<object?> list, "append") => Append(list, a.Get(0)),
        _ => throw new FormatException($"The chat template calls '{name}', which is not known here."),
    };

    /// <summary>Calls a function.</summary>
    internal static object? Function(string name, JinjaArguments a) => name switch
    {
        "raise_exception" => throw new FormatException($"The chat template refuses the messages: {a.Text(0)}"),
        "namespace" or "dict" => new Dictionary<string, object?>(a.Named),
        "range" => Range(a),
        "strftime_now" => throw new FormatException("The chat template asks for the date, which is not given to it here."),
        _ => throw new FormatException($"The chat template calls the function '{name}', which is not known here."),
    };

    private static bool Passes(object? value, JinjaArguments a)
    {
        var attribute = JinjaValue.Item(value, a.Get(0));
        return a.Count == 1
            ? JinjaValue.IsTrue(attribute)
            : Test(a.Text(1).Replace("==", "eq", StringComparison.Ordinal), attribute, a.Skip(2));
    }

    private static List<object?> Items(object? value) => value is Dictionary<string, object?> map
        ? [.. map.Select(p => (object?)new List<object?> { p.Key, p.Value })]
        : throw new FormatException("The chat template asks for the items of something that has none.");

    private static List<object?> Range(JinjaArguments a)
    {
        var (from, to) = a.Count == 1 ? (0L, (long)a.Get(0)!) : ((long)a.Get(0)!, (long)a.Get(1)!);
        var step = a.Count > 2 ? (long)a.Get(2)! : 1;
        var count = step == 0 ? Int128.MaxValue : ((Int128)to - from + step + (step > 0 ? -1 : 1)) / step;
        if (count > 100_000)
        {
            throw new FormatException("The chat template makes a range that is too long.");
        }

        List<object?> values = [];
        for (var i = 0; i < count; i++)
        {
            values.Add(from + (i * step));
        }

        return values;
    }

    private static List<object?> Split(string text, JinjaArguments a) => a.Count == 0
        ? [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)]
        : [.. text.Split(a.Text(0), a.Count > 1 && a.Get(1) is long most ? (int)most + 1 : int.MaxValue)];

    private static string Capitalize(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    private static string Title(string text) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text.ToLowerInvariant());

    private static string Append(List<object?> list, object? value)
    {
        JinjaLimits.CheckCount(list.Count + 1);
        list.Add(value);
        return "";
    }
}

/// <summary>The arguments of a call, by place and by name.</summary>
internal sealed class JinjaArguments(IReadOnlyList<object?> values, IReadOnlyDictionary<string, object?> named)
{
    internal static JinjaArguments None { get; } = new([], new Dictionary<string, object?>());

    internal int Count => values.Count;

    internal IReadOnlyDictionary<string, object?> Named => named;

    internal object? Get(int at) => at < values.Count ? values[at] : throw new FormatException("The chat template leaves an argument out.");

    internal object? Get(int at, string name, object? missing) => at < values.Count ? values[at] : named.GetValueOrDefault(name, missing);

    internal string Text(int at) => JinjaValue.Text(Get(at));

    internal string Text(int at, string missing) => at < values.Count ? JinjaValue.Text(values[at]) : missing;

    internal JinjaArguments Skip(int count) => new([.. values.Skip(count)], named);
}
