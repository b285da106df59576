using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Hybrid;

/// <summary>
/// Several methods as one adapter: all act, are trained and are saved together. A model's input goes through them in
/// their order. The parts must not meet on one layer.
/// </summary>
public abstract record CombinedConfig : HeadedPeftConfig
{
    /// <summary>The parts, in their order.</summary>
    protected internal abstract IReadOnlyList<PeftConfig> Parts { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no part, or two have tensors of one name or meet on a layer.</exception>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed)
    {
        using var scope = NewDisposeScope();
        return Parts.Count > 0
            ? new UnionAttachment(model, adapter, this, seed)
            : throw new ArgumentException($"{PeftType} has no parts: give it at least one configuration.");
    }

    /// <summary>
    /// The settings with other parts, in their order: as they are used, with what follows from the model filled in.
    /// </summary>
    protected internal abstract CombinedConfig With(IReadOnlyList<PeftConfig> parts);
}

/// <summary>Any methods as one adapter, as AdapterHub's <c>ConfigUnion</c>.</summary>
[PeftMethod("UNION")]
public sealed record UnionConfig : CombinedConfig
{
    /// <summary>No parts yet.</summary>
    [JsonConstructor]
    public UnionConfig()
    {
    }

    /// <summary>These parts.</summary>
    public UnionConfig(params PeftConfig[] configs) => Configs = configs;

    /// <summary>The parts' settings.</summary>
    [JsonPropertyName("configs")]
    [JsonConverter(typeof(PartsConverter))]
    public IReadOnlyList<PeftConfig> Configs { get; init; } = [];

    /// <inheritdoc/>
    protected internal override IReadOnlyList<PeftConfig> Parts => Configs;

    /// <inheritdoc/>
    protected internal override CombinedConfig With(IReadOnlyList<PeftConfig> parts) => this with { Configs = parts };

    private sealed class PartsConverter : JsonConverter<IReadOnlyList<PeftConfig>>
    {
        public override IReadOnlyList<PeftConfig> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            (JsonNode.Parse(ref reader) as JsonArray ?? throw new JsonException("configs is a list of configurations."))
                .Select(c => PeftConfig.Parse(c?.ToJsonString() ?? "null", "a part of a union")).ToList();

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<PeftConfig> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var config in value)
            {
                JsonNode.Parse(config.ToJson())!.WriteTo(writer);
            }

            writer.WriteEndArray();
        }
    }
}

/// <summary>Reads and writes a part of known type with all that PEFT's file of it has.</summary>
/// <typeparam name="T">The part's settings.</typeparam>
internal sealed class PartConverter<T> : JsonConverter<T> where T : PeftConfig
{
    public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        var fields = JsonNode.Parse(ref reader) as JsonObject ?? throw new JsonException("A part is a configuration.");
        fields["peft_type"] = PeftMethods.NameOf(typeof(T));
        return (T)PeftConfig.Parse(fields.ToJsonString(), "a part");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonNode.Parse(value.ToJson())!.WriteTo(writer);
}
