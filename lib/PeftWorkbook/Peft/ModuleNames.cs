using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace PeftWorkbook.Peft;

/// <summary>
/// Which modules a method takes, as PEFT writes it: a list of names, each matching a module of that name or one that ends
/// in <c>.name</c>; or one regular expression over the whole name; or <c>all-linear</c>.
/// </summary>
[CollectionBuilder(typeof(ModuleNames), nameof(Of))]
[JsonConverter(typeof(Converter))]
public sealed class ModuleNames : IEquatable<ModuleNames>, IEnumerable<string>
{
    /// <summary>Every linear layer except the output head.</summary>
    public static readonly ModuleNames AllLinear = new([], "all-linear");

    private readonly string[] _names;
    private readonly Regex? _regex;

    private ModuleNames(string[] names, string? pattern)
    {
        (_names, Pattern) = (names, pattern);
        _regex = pattern is null or "all-linear"
            ? null
            : new($"^(?:{pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    /// <summary>The names of a list; empty for a pattern.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The regular expression, or <c>all-linear</c>; null for a list.</summary>
    public string? Pattern { get; }

    /// <summary>Whether it stands for every linear layer.</summary>
    public bool IsAllLinear => Pattern == "all-linear";

    /// <summary>A list of names.</summary>
    public static ModuleNames Of(ReadOnlySpan<string> names) => new(names.ToArray(), null);

    /// <summary>A regular expression over the whole module name, or <c>all-linear</c>.</summary>
    /// <exception cref="ArgumentException">The expression is not valid.</exception>
    public static implicit operator ModuleNames(string pattern) => new([], pattern);

    /// <summary>A list of names.</summary>
    public static implicit operator ModuleNames(string[] names) => Of(names);

    /// <summary>What either means.</summary>
    internal static ModuleNames Union(ModuleNames? one, IEnumerable<string> names) => one?.Pattern is { } pattern
        ? new([], $@"(?:{pattern})|(?:.*\.)?(?:{string.Join('|', names.Select(Regex.Escape))})")
        : new([.. (one?.Names ?? []).Concat(names)], null);

    /// <summary>Whether a module's full name is meant. <see cref="IsAllLinear"/> is for the caller to expand.</summary>
    public bool Matches(string module) => _regex is not null
        ? _regex.IsMatch(module)
        : _names.Any(n => module == n || module.EndsWith("." + n, StringComparison.Ordinal));

    /// <inheritdoc/>
    public bool Equals(ModuleNames? other) =>
        other is not null && Pattern == other.Pattern && _names.Order().SequenceEqual(other._names.Order());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ModuleNames);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pattern, _names.Length);

    /// <inheritdoc/>
    public override string ToString() => Pattern is null ? $"[{string.Join(", ", _names)}]" : $"'{Pattern}'";

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Converter : JsonConverter<ModuleNames>
    {
        public override ModuleNames? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.StartArray => Of(JsonSerializer.Deserialize<string[]>(ref reader, options)),
            _ => throw new JsonException("Module names are a text or a list of texts."),
        };

        public override void Write(Utf8JsonWriter writer, ModuleNames value, JsonSerializerOptions options)
        {
            if (value.Pattern is not null)
            {
                writer.WriteStringValue(value.Pattern);
                return;
            }

            JsonSerializer.Serialize(writer, value._names, options);
        }
    }
}
