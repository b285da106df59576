using PeftWorkbook.Models;

namespace PeftWorkbook.Peft;

/// <summary>The sizes of a model, whatever its family calls them in <c>config.json</c>.</summary>
/// <param name="Width">The width of hidden states, D.</param>
/// <param name="Layers">The number of blocks, L; of an encoder-decoder those of the encoder.</param>
/// <param name="Heads">The number of attention heads.</param>
/// <param name="FeedForward">The inner width of the feed-forward net.</param>
internal sealed record ModelSizes(long Width, int Layers, long Heads, long FeedForward)
{
    /// <summary>Reads them.</summary>
    internal static ModelSizes Of(ModelConfig config) => new(
        config.HiddenSize,
        config.Count(Known(config, "num_hidden_layers", "n_layer", "num_layers", "n_layers")),
        config.Long(Known(config, "num_attention_heads", "n_head", "num_heads", "n_heads")),
        config.Long(Known(config, "intermediate_size", "n_inner", "hidden_dim", "d_ff"), 4 * config.HiddenSize));

    private static string Known(ModelConfig config, params string[] names) => names.FirstOrDefault(config.Has) ?? names[0];
}
