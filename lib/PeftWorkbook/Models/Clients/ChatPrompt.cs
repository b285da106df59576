using Microsoft.Extensions.AI;
using PeftWorkbook.Text;

namespace PeftWorkbook.Models.Clients;

/// <summary>The messages of a chat as a model's template takes them.</summary>
internal static class ChatPrompt
{
    /// <summary>One turn a message; the instructions stand before all, in one turn with a system message that is there.</summary>
    /// <exception cref="NotSupportedException">A message holds something other than text, or is a tool's.</exception>
    internal static IReadOnlyList<ChatTurn> Turns(IEnumerable<ChatMessage> messages, string? instructions)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatTurn> turns = [.. messages.Select(m => new ChatTurn(Role(m.Role), Text(m)))];
        if (turns.Count == 0)
        {
            throw new ArgumentException("A chat needs at least one message.", nameof(messages));
        }

        if (string.IsNullOrEmpty(instructions))
        {
            return turns;
        }

        return turns[0].Role == ChatRole.System.Value
            ? [turns[0] with { Content = $"{instructions}\n\n{turns[0].Content}" }, .. turns.Skip(1)]
            : [new(ChatRole.System.Value, instructions), .. turns];
    }

    private static string Role(ChatRole role) => role != ChatRole.Tool
        ? role.Value
        : throw new NotSupportedException("This client calls no tools: leave messages of the role 'tool' out.");

    private static string Text(ChatMessage message)
    {
        foreach (var content in message.Contents)
        {
            if (content is not (TextContent or TextReasoningContent or UsageContent))
            {
                throw new NotSupportedException(
                    $"This client reads text alone: a message of the role '{message.Role}' holds a {content.GetType().Name}.");
            }
        }

        return message.Text;
    }
}
