using System.Text.Json;
using System.Text.Json.Serialization;
using PeftWorkbook.Peft.Selective;

namespace PeftWorkbook.Peft;

/// <summary>
/// Rows of embeddings, as PEFT writes them: a list of token ids, of the input embedding; or lists by the embeddings'
/// names.
/// </summary>
/// <param name="ByModule">The ids by module name; the input embedding's name is empty.</param>
[JsonConverter(typeof(Converter))]
public sealed record TokenRows(IReadOnlyDictionary<string, IReadOnlyList<long>> ByModule)
{
    /// <summary>Rows of the input embedding.</summary>
    public static implicit operator TokenRows(long[] ids) => new(new Dictionary<string, IReadOnlyList<long>> { [""] = ids });

    /// <summary>The parts of an adapter that train these rows beside what else it does.</summary>
    internal static IEnumerable<LayerPart> PartsOf(PeftModel model, TokenRows? rows) =>
        (rows?.ByModule ?? new Dictionary<string, IReadOnlyList<long>>()).SelectMany(r => new TrainableTokensConfig
        {
            TargetModules = new[] { r.Key.Length > 0 ? r.Key : TrainableTokensConfig.InputEmbedding(model.Model) },
            Tokens = r.Value,
        }.Parts(model).Select(p => p with { KeyPrefix = "token_adapter." }));

    private sealed class Converter : JsonConverter<TokenRows>
    {
        public override TokenRows Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(
            reader.TokenType == JsonTokenType.StartArray
                ? new Dictionary<string, IReadOnlyList<long>> { [""] = JsonSerializer.Deserialize<long[]>(ref reader, options)! }
                : JsonSerializer.Deserialize<Dictionary<string, long[]>>(ref reader, options)!
                    .ToDictionary(r => r.Key, r => (IReadOnlyList<long>)r.Value));

        public override void Write(Utf8JsonWriter writer, TokenRows value, JsonSerializerOptions options)
        {
            if (value.ByModule.TryGetValue("", out var ids))
            {
                JsonSerializer.Serialize(writer, ids, options);
                return;
            }

            JsonSerializer.Serialize(writer, value.ByModule, options);
        }
    }
}
