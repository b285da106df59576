using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Text;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Clients;

/// <summary>
/// A language model of this process as a chat client: the tokenizer's chat template makes the prompt, the answer comes in pieces of
/// text. Calls may come from several threads; the model answers them one after the other. Without an answer's length given it
/// is <see cref="DefaultLength"/>; without a temperature or filter it is the model's own setting, most often the most likely tokens.
/// <code>
/// using IChatClient client = ChatClient.FromPretrained("HuggingFaceTB/SmolLM2-135M-Instruct-GGUF");
/// await foreach (var piece in client.GetStreamingResponseAsync("What is the capital of France?")) { Console.Write(piece); }
/// </code>
/// </summary>
public sealed class ChatClient : IChatClient
{
    /// <summary>The most tokens of an answer where neither the call, the client nor the model's folder says.</summary>
    public const int DefaultLength = 512;

    private readonly Module<ModelInput, ModelOutput> _model;
    private readonly TextTokenizer _tokenizer;
    private readonly GenerationOptions _defaults;
    private readonly ChatClientMetadata _metadata;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly bool _ownsModel;

    /// <summary>Serves a model, with adapters or without, that the caller goes on to own.</summary>
    /// <param name="model">A causal language model, or an encoder-decoder.</param>
    /// <param name="tokenizer">Its tokenizer, with a chat template.</param>
    /// <param name="defaults">What holds where a call says nothing; null takes what the model's folder asks for.</param>
    /// <exception cref="ArgumentException">The tokenizer has no chat template, or the settings are outside their ranges.</exception>
    /// <exception cref="NotSupportedException">The settings ask for beams, which cannot be streamed.</exception>
    public ChatClient(Module<ModelInput, ModelOutput> model, TextTokenizer tokenizer, GenerationOptions? defaults = null)
        : this(model, tokenizer, defaults, ownsModel: false)
    {
    }

    private ChatClient(Module<ModelInput, ModelOutput> model, TextTokenizer tokenizer, GenerationOptions? defaults, bool ownsModel)
    {
        (_model, _tokenizer, _ownsModel) = (model, tokenizer, ownsModel);
        if (tokenizer.ChatTemplate is null)
        {
            throw new ArgumentException("The tokenizer has no chat template; give it one with WithChatTemplate.", nameof(tokenizer));
        }

        var known = Decoder.Pretrained(model);
        var own = new GenerationOptions { MaxNewTokens = DefaultLength };
        defaults ??= known is null ? own : GenerationConfig.Read(known, own);
        defaults.Validate();
        if (defaults.Beams > 1)
        {
            throw new NotSupportedException("A chat is streamed, which beams cannot be: set Beams to 1.");
        }

        IEnumerable<long> ends = tokenizer.EosId is { } end ? defaults.EndTokens.Append(end) : defaults.EndTokens;
        _defaults = defaults with { EndTokens = [.. ends.Distinct()] };
        _metadata = new("PEFT Workbook", null, known?.Id);
    }

    /// <summary>
    /// Loads a model with its tokenizer, as <see cref="PretrainedModel.FromPretrained(string, LoadOptions?)"/> does, and owns it.
    /// </summary>
    /// <param name="idOrFolder">A folder, a GGUF file, or an id that <c>Hub.Resolve</c> finds.</param>
    /// <param name="options">How the model is loaded.</param>
    /// <param name="defaults">What holds where a call says nothing; null takes what the model's folder asks for.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="ArgumentException">Its tokenizer has no chat template.</exception>
    public static ChatClient FromPretrained(string idOrFolder, LoadOptions? options = null, GenerationOptions? defaults = null)
    {
        var tokenizer = ClientTokenizer.Load(idOrFolder);
        var model = PretrainedModel.FromPretrained(idOrFolder, options);
        try
        {
            model.Freeze();
            return new(model, tokenizer, defaults, ownsModel: true);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The call asks for tools, JSON, images, penalties or another model.</exception>
    /// <exception cref="ArgumentException">There is no message, or the chat is longer than the model can read.</exception>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The call asks for tools, JSON, images, penalties or another model.</exception>
    /// <exception cref="ArgumentException">There is no message, or the chat is longer than the model can read.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var turns = ChatPrompt.Turns(messages, options?.Instructions);
        var settings = ChatSettings.Of(options, _defaults, _metadata.DefaultModelId);
        var prompt = Encode(turns);
        var answer = new TextContinuation(_model, _tokenizer, prompt, Fit(settings, prompt.Count));
        var id = Guid.NewGuid().ToString("N");
        await foreach (var piece in BackgroundSequence.Run(answer.Pieces, _gate, cancellationToken).ConfigureAwait(false))
        {
            yield return Update(new TextContent(piece));
        }

        var reason = answer.End == TextEnd.Length ? ChatFinishReason.Length : ChatFinishReason.Stop;
        yield return Update(Usage(prompt.Count, answer.NewTokens), reason);

        ChatResponseUpdate Update(AIContent content, ChatFinishReason? finish = null) => new(ChatRole.Assistant, [content])
        {
            ResponseId = id,
            MessageId = id,
            ModelId = _metadata.DefaultModelId,
            FinishReason = finish,
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        object[] services = [this, _metadata, _model, _tokenizer];
        return serviceKey is null ? services.FirstOrDefault(serviceType.IsInstanceOfType) : null;
    }

    /// <summary>Frees the model where <see cref="FromPretrained"/> loaded it.</summary>
    public void Dispose()
    {
        if (_ownsModel)
        {
            _model.Dispose();
        }

        _gate.Dispose();
    }

    private IReadOnlyList<int> Encode(IReadOnlyList<ChatTurn> turns) => _tokenizer.Encode(
        _tokenizer.ApplyChatTemplate(turns, addGenerationPrompt: true), null, new EncodeOptions { AddSpecialTokens = false }).Ids;

    // No longer than the model can read: with absolute positions the rest would be an error, with rotary ones nonsense.
    private GenerationOptions Fit(GenerationOptions settings, int promptLength)
    {
        var config = Decoder.Pretrained(_model)?.Config;
        var room = config?.Long("max_position_embeddings", config.Long("n_positions", int.MaxValue)) ?? int.MaxValue;
        return promptLength < room
            ? settings with { MaxNewTokens = (int)Math.Min(settings.MaxNewTokens, room - promptLength) }
            : throw new ArgumentException(
                $"The chat has {promptLength} tokens and the model reads {room}: send fewer or shorter messages.");
    }

    private static UsageContent Usage(int input, int output) => new(new UsageDetails
    {
        InputTokenCount = input,
        OutputTokenCount = output,
        TotalTokenCount = input + output,
    });
}
