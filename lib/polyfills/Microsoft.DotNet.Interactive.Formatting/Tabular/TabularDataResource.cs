using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.DotNet.Interactive.Formatting.TabularData;

/// <summary>A table with its columns' names and types, as
/// <c>specs.frictionlessdata.io/tabular-data-resource</c> has it.</summary>
public class TabularDataResource
{
    /// <summary>Creates a table.</summary>
    /// <param name="schema">Its columns.</param>
    /// <param name="data">Its rows: column name to value.</param>
    /// <param name="profile">Its profile, <c>tabular-data-resource</c> unless given.</param>
    public TabularDataResource(
        TableSchema schema, IEnumerable<IEnumerable<KeyValuePair<string, object?>>> data, string? profile = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(data);
        Schema = schema;
        Data = data;
        Profile = string.IsNullOrWhiteSpace(profile) ? "tabular-data-resource" : profile;
    }

    /// <summary>Its profile.</summary>
    public string Profile { get; }

    /// <summary>Its columns.</summary>
    public TableSchema Schema { get; }

    /// <summary>Its rows: column name to value.</summary>
    public IEnumerable<IEnumerable<KeyValuePair<string, object?>>> Data { get; }

    /// <summary>The table as JSON.</summary>
    public TabularDataResourceJsonString ToJsonString()
    {
        var fields = new JsonArray([.. Schema.Fields.Select(Field)]);
        var rows = new JsonArray([.. Data.Select(Row)]);
        var json = new JsonObject
        {
            ["profile"] = Profile,
            ["schema"] = new JsonObject
            {
                ["primaryKey"] = new JsonArray([.. Schema.PrimaryKey.Select(k => (JsonNode)k)]),
                ["fields"] = fields,
            },
            ["data"] = rows,
        };
        return new TabularDataResourceJsonString(json.ToJsonString(JsonFormatter.SerializerOptions));
    }

    private static JsonObject Field(TableSchemaFieldDescriptor field)
    {
        var json = new JsonObject { ["name"] = field.Name, ["type"] = field.Type.ToString().ToLowerInvariant() };
        if (field.Description is { } description) json["description"] = description;
        if (field.Format is { } format) json["format"] = format;
        return json;
    }

    private static JsonObject Row(IEnumerable<KeyValuePair<string, object?>> row) =>
        new(row.Select(cell => KeyValuePair.Create(cell.Key, Value(cell.Value))));

    private static JsonNode? Value(object? value) => value is null ? null
        : JsonSerializer.SerializeToNode(value, value.GetType(), JsonFormatter.SerializerOptions);
}

/// <summary>A table as JSON.</summary>
/// <param name="json">The JSON.</param>
public class TabularDataResourceJsonString(string json) : JsonString(json);
