using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeftWorkbook.Peft;

/// <summary>
/// How an adapter's tensors start. In PEFT's files it is a switch or a word: <c>true</c> is the method's usual start,
/// which most often changes nothing, <c>false</c> draws everything, and a word names another rule of the method.
/// </summary>
/// <param name="Word"><c>true</c>, <c>false</c>, or the rule's name.</param>
[JsonConverter(typeof(Converter))]
public sealed record WeightStart(string Word)
{
    /// <summary>The method's usual start.</summary>
    public static readonly WeightStart Usual = new("true");

    /// <summary>Everything is drawn at random, so that the fresh adapter does something.</summary>
    public static readonly WeightStart Random = new("false");

    /// <summary>Whether it is <see cref="Random"/>.</summary>
    internal bool IsRandom => Word == "false";

    /// <summary>A rule by its name.</summary>
    public static implicit operator WeightStart(string word) => new(word);

    /// <summary>The usual start, or all at random.</summary>
    public static implicit operator WeightStart(bool isUsual) => isUsual ? Usual : Random;

    /// <summary>What a table of the method's rules has for this one.</summary>
    /// <exception cref="ArgumentException">The method has no such rule; those that it has are listed.</exception>
    internal T Choose<T>(IReadOnlyDictionary<string, T> rules) => rules.TryGetValue(Word, out var rule)
        ? rule
        : throw new ArgumentException($"init_weights is '{Word}'; this method knows {string.Join(", ", rules.Keys)}.");

    private sealed class Converter : JsonConverter<WeightStart>
    {
        public override WeightStart Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.True => Usual,
                JsonTokenType.False => Random,
                JsonTokenType.String => new(reader.GetString()!),
                _ => throw new JsonException("The start of weights is true, false or a word."),
            };

        public override void Write(Utf8JsonWriter writer, WeightStart value, JsonSerializerOptions options)
        {
            if (value == Usual || value == Random)
            {
                writer.WriteBooleanValue(value == Usual);
                return;
            }

            writer.WriteStringValue(value.Word);
        }
    }
}
