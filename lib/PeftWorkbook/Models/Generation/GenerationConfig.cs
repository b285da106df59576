using System.Text.Json;
using System.Text.Json.Nodes;
using PeftWorkbook.Hub;

namespace PeftWorkbook.Models.Generation;

/// <summary>Reads <c>generation_config.json</c>.</summary>
internal static class GenerationConfig
{
    /// <summary>What the folder of a model asks for; what it does not name stays as it is.</summary>
    internal static GenerationOptions Read(PretrainedModel model, GenerationOptions missing)
    {
        var file = (model.Folder is { } folder ? ConfigFile.Find(folder, "generation_config.json") : null) ?? new("config.json", []);
        var end = Tokens(file) is { Count: > 0 } named ? named : Tokens(new("config.json", model.Config.Json));
        return missing with
        {
            MaxNewTokens = file.Get("max_new_tokens", missing.MaxNewTokens),
            EndTokens = end,
            StopStrings = Texts(file),
            Sample = file.Get("do_sample", missing.Sample),
            Temperature = file.Get("temperature", missing.Temperature),
            TopK = file.Get("top_k", missing.TopK),
            TopP = file.Get("top_p", missing.TopP),
            MinP = file.Get("min_p", missing.MinP),
            TypicalP = file.Get("typical_p", missing.TypicalP),
            EpsilonCutoff = file.Get("epsilon_cutoff", missing.EpsilonCutoff),
            RepetitionPenalty = file.Get("repetition_penalty", missing.RepetitionPenalty),
            NoRepeatNgram = file.Get("no_repeat_ngram_size", missing.NoRepeatNgram),
            Beams = file.Get("num_beams", missing.Beams),
            LengthPenalty = file.Get("length_penalty", missing.LengthPenalty),
            EarlyStopping = IsNever(file) ? false : file.Get("early_stopping", missing.EarlyStopping),
            UseCache = file.Get("use_cache", missing.UseCache),
        };
    }

    /// <summary>One id, or several.</summary>
    private static IReadOnlyList<long> Tokens(ConfigFile file) => file.Json["eos_token_id"] switch
    {
        null => [],
        JsonArray => file.Get<long[]>("eos_token_id"),
        _ => [file.Get<long>("eos_token_id")],
    };

    private static IReadOnlyList<string> Texts(ConfigFile file) => file.Json["stop_strings"] switch
    {
        null => [],
        JsonArray => file.Get<string[]>("stop_strings"),
        _ => [file.Get<string>("stop_strings")],
    };

    // "never" goes on until no running beam can win, as here beams do in any case.
    private static bool IsNever(ConfigFile file) =>
        file.Json["early_stopping"]?.GetValueKind() == JsonValueKind.String && file.Get<string>("early_stopping") == "never";
}
