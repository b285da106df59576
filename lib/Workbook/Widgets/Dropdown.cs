using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace Workbook.Widgets;

/// <summary>One of several values, chosen from a list that opens.</summary>
/// <typeparam name="T">Type of the values.</typeparam>
public sealed class Dropdown<T> : ValueControl<T>
{
    private readonly IReadOnlyList<T> _options;

    /// <summary>Creates a list whose entries read as their values do.</summary>
    /// <param name="options">The values.</param>
    /// <param name="value">The chosen one; the first unless given.</param>
    /// <param name="description">The text beside it.</param>
    public Dropdown(IEnumerable<T> options, T? value = default, string description = "")
        : this(options.Select(o => KeyValuePair.Create(o.ToDisplayString(PlainTextSummaryFormatter.MimeType), o)),
            value, description)
    {
    }

    /// <summary>Creates a list.</summary>
    /// <param name="options">Text and value of each entry.</param>
    /// <param name="value">The chosen value; the first unless given.</param>
    /// <param name="description">The text beside it.</param>
    /// <exception cref="ArgumentException">There are no options.</exception>
    public Dropdown(IEnumerable<KeyValuePair<string, T>> options, T? value = default, string description = "")
        : base("Dropdown", "DescriptionStyleModel", "index")
    {
        var all = options.ToList();
        if (all.Count == 0) throw new ArgumentException("A dropdown needs at least one option.", nameof(options));
        _options = [.. all.Select(o => o.Value)];
        var chosen = value is null ? 0
            : Math.Max(0, all.FindIndex(o => EqualityComparer<T>.Default.Equals(o.Value, value)));
        Set("_options_labels", new JsonArray([.. all.Select(o => (JsonNode)o.Key)]));
        Set("index", chosen);
        Set("disabled", false);
        Description = description;
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<T> Options => _options;

    private protected override T Read() => _options[Math.Clamp(Get("index", 0), 0, _options.Count - 1)];

    private protected override JsonNode? Write(T value)
    {
        for (var i = 0; i < _options.Count; i++)
        {
            if (EqualityComparer<T>.Default.Equals(_options[i], value)) return i;
        }

        throw new ArgumentException($"'{value}' is none of the options.", nameof(value));
    }
}

/// <summary>Makes dropdowns without naming the type of their values.</summary>
public static class Dropdown
{
    /// <summary>A list whose entries read as their values do.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="options">The values.</param>
    public static Dropdown<T> Of<T>(params T[] options) => new(options);
}
