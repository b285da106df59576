using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeftWorkbook.Survey;

/// <summary>A linear layer of a block, as far as counting needs it.</summary>
/// <param name="Role">What it computes: <c>query</c>, <c>key</c>, <c>value</c>, <c>output</c>, <c>gate</c>, <c>up</c>, <c>down</c>;
/// a fused layer has several, joined by <c>+</c>.</param>
/// <param name="Outputs">Its output width d, the rows of its weight.</param>
/// <param name="Inputs">Its input width k.</param>
public sealed record SurveyLinear(string Role, long Outputs, long Inputs)
{
    /// <summary>Whether it computes one of these.</summary>
    public bool Is(params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles)
        {
            if (Role.Split('+').Contains(role))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The shape of a model of the survey's tables: what its configuration says, without weights.</summary>
/// <param name="Name">The model's name in the table.</param>
/// <param name="Layers">How many blocks it has, L.</param>
/// <param name="Hidden">The width of the hidden states, D.</param>
/// <param name="FeedForward">The width inside the feed-forward layer, I.</param>
/// <param name="Linears">The linear layers of a block.</param>
public sealed record SurveyArchitecture(
    string Name, int Layers, long Hidden, long FeedForward, IReadOnlyList<SurveyLinear> Linears)
{
    /// <summary>How many vectors of width D embed tokens, positions and token types.</summary>
    public long Embeddings { get; init; }

    /// <summary>How many embedding tables there are.</summary>
    public int EmbeddingTables { get; init; }

    /// <summary>The width of all keys of a block together.</summary>
    public long KeyWidth { get; init; }

    /// <summary>The parameters of a classifier for two classes on a RoBERTa: D·D + D + 2·D + 2.</summary>
    public long Head => (Hidden * Hidden) + Hidden + (2 * Hidden) + 2;

    /// <summary>The models of Tables 1 and 2.</summary>
    public static IReadOnlyList<SurveyArchitecture> All { get; } =
    [
        .. from entry in JsonNode.Parse(SurveyData.Text("architectures.json"))!.AsArray()
           select Read((string)entry!["name"]!, entry["config"]!.AsObject()),
    ];

    /// <summary>A model of the tables by its name there.</summary>
    /// <exception cref="ArgumentException">The tables have no such model.</exception>
    public static SurveyArchitecture Named(string name) => All.FirstOrDefault(a => a.Name == name)
        ?? throw new ArgumentException($"The survey's tables have no model '{name}', but {string.Join(", ", All.Select(a => a.Name))}.");

    /// <summary>Reads a shape from a <c>config.json</c> of RoBERTa, BLOOM, GPT-J or LLaMA.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="json">The configuration.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidDataException">The family is another one, or a size is missing.</exception>
    public static SurveyArchitecture FromConfig(string name, string json) => Read(name, JsonNode.Parse(json)!.AsObject());

    private static SurveyArchitecture Read(string name, JsonObject config)
    {
        var hidden = Size("hidden_size", "n_embed", "n_embd");
        var heads = Size("num_attention_heads", "n_head");
        var keys = hidden / heads * (Optional("num_key_value_heads") ?? heads);
        var inner = Optional("intermediate_size", "n_inner") ?? (4 * hidden);
        var family = (string?)config["model_type"];
        var tables = new[] { Optional("vocab_size"), Optional("max_position_embeddings"), Optional("type_vocab_size") };
        return new(name, (int)Size("num_hidden_layers", "n_layer"), hidden, inner, Block(family, hidden, keys, inner))
        {
            KeyWidth = keys,
            Embeddings = family == "roberta" ? tables.Sum() ?? 0 : tables[0] ?? 0,
            EmbeddingTables = family == "roberta" ? tables.Length : 1,
        };

        long? Optional(params string[] names) => names.Select(n => (long?)config[n]).FirstOrDefault(v => v is not null);
        long Size(params string[] names) => Optional(names)
            ?? throw new InvalidDataException($"The configuration of {name} lacks {string.Join(" or ", names)}.");
    }

    private static IReadOnlyList<SurveyLinear> Block(string? family, long hidden, long keys, long inner)
    {
        SurveyLinear[] attention =
            [new("query", hidden, hidden), new("key", keys, hidden), new("value", keys, hidden), new("output", hidden, hidden)];
        SurveyLinear[] feedForward = [new("up", inner, hidden), new("down", hidden, inner)];
        return family switch
        {
            "roberta" or "gptj" => [.. attention, .. feedForward],
            "llama" => [.. attention, new("gate", inner, hidden), .. feedForward],
            "bloom" => [new("query+key+value", 3 * hidden, hidden), attention[^1], .. feedForward],
            _ => throw new InvalidDataException($"No layers are known for model_type '{family}'; roberta, bloom, gptj and llama are."),
        };
    }
}
