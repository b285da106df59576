using System.Text.Json.Nodes;

namespace PeftWorkbook.Models.Generation;

/// <summary>How a text is continued.</summary>
public sealed record GenerationOptions
{
    /// <summary>The most tokens that are added.</summary>
    public int MaxNewTokens { get; init; } = 32;

    /// <summary>Tokens that end a text; they are part of it.</summary>
    public IReadOnlyList<long> EndTokens { get; init; } = [];

    /// <summary>How many texts are followed at once; 1 always takes the most likely token (greedy).</summary>
    public int Beams { get; init; } = 1;

    /// <summary>A beam's score is its log-probability over its length to this power.</summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>Whether to stop as soon as there are as many finished texts as beams.</summary>
    public bool EarlyStopping { get; init; }

    /// <summary>Whether keys and values are kept between tokens. Without it every token costs a pass over the whole text.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>The end tokens that a model's folder names: <c>generation_config.json</c>, else <c>config.json</c>.</summary>
    public static GenerationOptions For(PretrainedModel model)
    {
        var file = model.Folder is null ? null : Path.Combine(model.Folder, "generation_config.json");
        var node = file is not null && File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))?["eos_token_id"] : null;
        node ??= model.Config.Json["eos_token_id"];
        return new()
        {
            EndTokens = node switch
            {
                JsonArray several => [.. several.Select(n => n!.GetValue<long>())],
                JsonValue one => [one.GetValue<long>()],
                _ => [],
            },
        };
    }
}
