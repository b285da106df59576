using Microsoft.Extensions.AI;
using PeftWorkbook.Models.Generation;

namespace PeftWorkbook.Models.Clients;

/// <summary>The options of a chat as those of generation; what cannot be done is refused and not passed over.</summary>
internal static class ChatSettings
{
    /// <summary>What a call asks for, and the client's own settings where it asks for nothing.</summary>
    /// <exception cref="NotSupportedException">The call asks for what this client cannot do.</exception>
    internal static GenerationOptions Of(ChatOptions? options, GenerationOptions defaults, string? modelId)
    {
        if (options is null)
        {
            return defaults;
        }

        RefuseForeign(options, modelId);
        var sample = options.Temperature is { } t ? t > 0 : defaults.Sample || options.TopP is not null || options.TopK is not null;
        return defaults with
        {
            MaxNewTokens = options.MaxOutputTokens ?? defaults.MaxNewTokens,
            StopStrings = options.StopSequences is { } stops ? [.. stops] : defaults.StopStrings,
            Sample = sample,
            Temperature = options.Temperature ?? defaults.Temperature,
            TopP = options.TopP ?? defaults.TopP,
            TopK = options.TopK ?? defaults.TopK,
            Seed = options.Seed ?? defaults.Seed,
        };
    }

    private static void RefuseForeign(ChatOptions options, string? modelId)
    {
        if (options.ConversationId is not null)
        {
            throw new NotSupportedException("This client keeps no conversations: send all messages each time, without a ConversationId.");
        }

        if (options.Tools is { Count: > 0 } && options.ToolMode is not NoneChatToolMode)
        {
            throw new NotSupportedException("This client calls no tools: leave Tools empty, or set ToolMode to None.");
        }

        if (options.ResponseFormat is ChatResponseFormatJson)
        {
            throw new NotSupportedException(
                "This client cannot hold a model to JSON: leave ResponseFormat unset, and ask for it in the message.");
        }

        if (options.FrequencyPenalty is not (null or 0) || options.PresencePenalty is not (null or 0))
        {
            throw new NotSupportedException(
                "This client knows neither FrequencyPenalty nor PresencePenalty: give it GenerationOptions with a RepetitionPenalty.");
        }

        if (options.ModelId is { } asked && modelId is not null && asked != modelId)
        {
            throw new NotSupportedException($"This client serves '{modelId}', not '{asked}': make another one for it.");
        }
    }
}
