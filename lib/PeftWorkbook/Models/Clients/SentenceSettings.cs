using PeftWorkbook.Hub;

namespace PeftWorkbook.Models.Clients;

/// <summary>How a folder of sentence-transformers reads its texts.</summary>
/// <param name="MaxLength">The most tokens, special ones counted.</param>
/// <param name="LowersCase">Whether texts are put into lower case first.</param>
internal sealed record SentenceSettings(int MaxLength, bool LowersCase)
{
    internal static SentenceSettings Read(string folder)
    {
        var file = Directory.EnumerateFiles(folder, "sentence_*_config.json").Order(StringComparer.Ordinal).FirstOrDefault();
        var settings = file is null ? new ConfigFile(folder, []) : ConfigFile.Read(file);
        return new(settings.Get("max_seq_length", (int)ReadableLength(ModelConfig.Load(folder))), settings.Get("do_lower_case", false));
    }

    // RoBERTa counts its positions from the padding's id + 1.
    private static long ReadableLength(ModelConfig config) =>
        config.Long("max_position_embeddings", 512) - (config.ModelType == "roberta" ? (config.Token("pad_token_id") ?? 1) + 1 : 0);
}
