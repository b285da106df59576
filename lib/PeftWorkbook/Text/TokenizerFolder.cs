using System.Text.Json;
using System.Text.Json.Nodes;
using PeftWorkbook.Hub;

namespace PeftWorkbook.Text;

/// <summary>Finds out which tokenizer a folder holds, and reads it.</summary>
internal static class TokenizerFolder
{
    private static readonly string[] s_roles = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <exception cref="InvalidDataException">A file is broken.</exception>
    internal static TokenizerParts Read(string folder)
    {
        try
        {
            return ReadAll(folder);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException
            or FormatException or OverflowException or NullReferenceException)
        {
            throw new InvalidDataException($"The tokenizer in '{folder}' cannot be read: {e.Message}", e);
        }
    }

    private static TokenizerParts ReadAll(string folder)
    {
        var config = ConfigFile.Find(folder, "tokenizer_config.json")?.Json ?? [];
        var parts = ReadParts(folder, config);
        var roles = new Dictionary<string, string>(parts.Roles);
        foreach (var role in s_roles)
        {
            var named = Content(config[role]) ?? Content(ConfigFile.Find(folder, "special_tokens_map.json")?.Json[role]);
            if (named is not null)
            {
                roles[role] = named;
            }
        }

        return parts with { Roles = roles, ChatTemplate = ChatTemplate(folder, config) };
    }

    private static TokenizerParts ReadParts(string folder, JsonObject config)
    {
        string At(string name) => Path.Combine(folder, name);
        if (File.Exists(At("tokenizer.json")))
        {
            var parts = TokenizerJson.Read(ConfigFile.Read(At("tokenizer.json")).Json);
            return parts with { Roles = ClassicTokenizers.CommonRoles(parts.Added) };
        }

        if (File.Exists(At("vocab.txt")))
        {
            return ClassicTokenizers.Bert(File.ReadLines(At("vocab.txt")), (bool?)config["do_lower_case"] ?? true);
        }

        if (File.Exists(At("vocab.json")) && File.Exists(At("merges.txt")))
        {
            return ClassicTokenizers.ByteLevelBpe(ConfigFile.Read(At("vocab.json")).Json, File.ReadLines(At("merges.txt")));
        }

        if (File.Exists(At("tokenizer.model")))
        {
            var file = SentencePieceFile.Parse(File.ReadAllBytes(At("tokenizer.model")));
            return SentencePieceLoader.Llama(file, (bool?)config["add_bos_token"] ?? true, (bool?)config["add_eos_token"] ?? false);
        }

        return Directory.EnumerateFiles(folder, "tok*.bin").Order(StringComparer.Ordinal).FirstOrDefault() is { } binary
            ? SentencePieceLoader.Llama2c(File.ReadAllBytes(binary))
            : throw new FileNotFoundException(
                $"'{folder}' holds no tokenizer: " +
                "neither tokenizer.json, vocab.txt, vocab.json with merges.txt, tokenizer.model nor tok*.bin.");
    }

    /// <summary>A token stands as its text, or as an object with it.</summary>
    private static string? Content(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => (string?)node,
        JsonValueKind.Object => (string?)node!["content"],
        _ => null,
    };

    /// <summary>The template stands in a file of its own, or in the settings, alone or among several by name.</summary>
    private static string? ChatTemplate(string folder, JsonObject config)
    {
        var file = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(file))
        {
            return File.ReadAllText(file);
        }

        return config["chat_template"] is JsonArray several
            ? (string?)several.FirstOrDefault(t => (string?)t!["name"] == "default")?["template"]
            : (string?)config["chat_template"];
    }
}
