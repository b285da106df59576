using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// DePT, decomposed prompt tuning (arXiv 2309.05173): a short prompt, and a low-rank update of the text's word vectors by position,
/// <c>[P ; E + α / √r · A B]</c> with <c>A [s, r]</c> and <c>B [r, D]</c> for texts of up to s tokens. B starts at zero. It trains
/// <c>n D + s r + r D</c> numbers; the paper takes the prompt shorter by as much, so that it costs no more than prompt tuning and runs
/// faster.
/// </summary>
[PeftMethod("DEPT", ArXiv = "2309.05173")]
public sealed record DeptConfig : PromptConfig
{
    /// <summary>r, the rank of the update.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 8;

    /// <summary>α; the update is multiplied by α / √r, the paper's own by one (α = √r).</summary>
    [JsonPropertyName("lora_alpha")]
    public double Alpha { get; init; } = 8;

    /// <summary>s, the most tokens that a text may have.</summary>
    [JsonPropertyName("max_length")]
    public int MaxLength { get; init; } = 256;

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        if (Rank < 1 || MaxLength < 1)
        {
            throw new ArgumentException($"DEPT needs r and max_length above zero, not {Rank} and {MaxLength}.");
        }

        using var generator = new Generator((ulong)seed);
        return new DeptPrompt(this, generator);
    }

    /// <inheritdoc/>
    private protected override Attachment Attach(PeftModel model, PretrainedModel body, string adapter, PromptEncoder encoder) =>
        new DeptAttachment(model, body, adapter, this, (DeptPrompt)encoder);
}

/// <summary>The prompt and the factors of the update.</summary>
internal sealed class DeptPrompt : PromptEncoder
{
    private readonly TokenEmbedding embedding;
    private readonly Parameter lora_embedding_A, lora_embedding_B;
    private readonly double _scaling;

    internal DeptPrompt(DeptConfig config, Generator generator) : base(nameof(DeptPrompt))
    {
        _scaling = config.Alpha / Math.Sqrt(config.Rank);
        embedding = new(config.VirtualTokens, config.TokenDim!.Value);
        lora_embedding_A = new(TorchDraws.Linear(generator, config.MaxLength, config.Rank));
        lora_embedding_B = new(zeros(config.Rank, config.TokenDim.Value));
        RegisterComponents();
        SeededStart.Normal(embedding.Weight, generator);
    }

    /// <summary>What is added to the word vectors at these positions, <c>[batch | 1, count, D]</c>.</summary>
    /// <param name="first">The number of the first position.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="mask">1 for a token, 0 for padding, <c>[batch, first + count]</c> or null: a text counts from its first
    /// token.</param>
    internal Tensor Update(long first, long count, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        if (first + count > lora_embedding_A.shape[0])
        {
            throw new ArgumentException(
                $"The text has {first + count} tokens, max_length of this DEPT adapter is {lora_embedding_A.shape[0]}: cut the text.");
        }

        var update = lora_embedding_A.mm(lora_embedding_B) * _scaling;
        if (mask is null)
        {
            return update.narrow(0, first, count).unsqueeze(0).MoveToOuterDisposeScope();
        }

        var padding = mask.cumsum(1).eq(0).sum(1, keepdim: true);                       // on the left
        var places = (arange(first, first + count, ScalarType.Int64, mask.device).unsqueeze(0) - padding).clamp(min: 0);
        return update.index_select(0, places.flatten()).view(places.shape[0], count, -1).MoveToOuterDisposeScope();
    }

    public override Tensor forward(Tensor? tasks) => embedding.Weight.alias();

    internal override IEnumerable<(string Key, Tensor Tensor)> Export() =>
    [
        (Result, embedding.Weight), (nameof(lora_embedding_A), lora_embedding_A), (nameof(lora_embedding_B), lora_embedding_B),
    ];

    internal override bool TryImport(string key, Tensor value)
    {
        using var _ = no_grad();
        Export().First(e => e.Key == key).Tensor.copy_(value);
        return true;
    }
}

/// <summary>Puts the prompt before the text, whose word vectors are updated.</summary>
internal sealed class DeptAttachment(PeftModel model, PretrainedModel body, string adapter, DeptConfig config, DeptPrompt encoder)
    : PromptAttachment(model, body, adapter, config, encoder)
{
    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        using var scope = NewDisposeScope();
        var given = input.Cache is { Length: > 0 } cache && input.EncoderOutput is null
            ? Updated(input, cache.Length - Count, input.AttentionMask)
            : input;
        return base.Run(given, model).MoveToOuterDisposeScope();
    }

    private protected override ModelInput WithPrompt(ModelInput input) =>
        input.EncoderOutput is null ? base.WithPrompt(Updated(input, 0, TextMask(input))) : input;

    private ModelInput Updated(ModelInput input, long first, Tensor? mask)
    {
        var words = Words(input);
        var update = ((DeptPrompt)Encoder).Update(first, words.shape[1], mask);
        return input with { InputIds = null, InputsEmbeds = words + update.to_type(words.dtype) };
    }
}
