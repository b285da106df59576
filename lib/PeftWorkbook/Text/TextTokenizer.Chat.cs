using PeftWorkbook.Text.Jinja;

namespace PeftWorkbook.Text;

/// <summary>A message of a chat.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c>, or what else the template knows.</param>
/// <param name="Content">What was said.</param>
public sealed record ChatTurn(string Role, string Content);

public sealed partial class TextTokenizer
{
    private JinjaTemplate? _template;

    /// <summary>Renders a chat as the model was trained to see it. Encode the result without special tokens.</summary>
    /// <param name="messages">The messages, the oldest first.</param>
    /// <param name="addGenerationPrompt">Whether the beginning of the assistant's answer goes behind them.</param>
    /// <param name="extra">More values that the template may ask for.</param>
    /// <exception cref="InvalidOperationException">The tokenizer has no chat template.</exception>
    /// <exception cref="FormatException">The template is broken, or refuses these messages.</exception>
    public string ApplyChatTemplate(
        IEnumerable<ChatTurn> messages, bool addGenerationPrompt = false, IReadOnlyDictionary<string, object?>? extra = null)
    {
        _template ??= new(ChatTemplate ?? throw new InvalidOperationException(
            "This tokenizer has no chat template; give it one with WithChatTemplate."));
        var values = new Dictionary<string, object?>(extra ?? new Dictionary<string, object?>())
        {
            ["messages"] = messages
                .Select(m => (object?)new Dictionary<string, object?> { ["role"] = m.Role, ["content"] = m.Content })
                .ToList(),
            ["add_generation_prompt"] = addGenerationPrompt,
        };
        foreach (var (role, token) in SpecialTokens)
        {
            values.TryAdd(role, token);
        }

        return _template.Render(values);
    }

    /// <summary>The same tokenizer with another chat template (Jinja).</summary>
    public TextTokenizer WithChatTemplate(string template) => new(_parts with { ChatTemplate = template });
}
