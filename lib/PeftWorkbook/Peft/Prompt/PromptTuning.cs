using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Text;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Prompt tuning (arXiv 2104.08691): <c>P</c> trained vectors stand before the text's word vectors, <c>[p₁ … p_P, x₁ …
/// x_n]</c>. It trains <c>P d</c> numbers. For an encoder-decoder PEFT keeps <c>2 P</c> rows and uses the first half,
/// before the encoder's text.
/// </summary>
[PeftMethod("PROMPT_TUNING", ArXiv = "2104.08691")]
public record PromptTuningConfig : PromptConfig
{
    /// <summary>PEFT's defaults; <see cref="PromptConfig.VirtualTokens"/> has none.</summary>
    [JsonConstructor]
    public PromptTuningConfig()
    {
    }

    /// <summary>The settings that are most often given.</summary>
    /// <param name="VirtualTokens">The number of virtual tokens.</param>
    /// <param name="TaskType">What the model is for, as <c>SEQ_CLS</c>.</param>
    public PromptTuningConfig(int VirtualTokens, string? TaskType = null) =>
        (this.VirtualTokens, this.TaskType) = (VirtualTokens, TaskType);

    /// <summary>
    /// Null puts the vectors before the word vectors, as PEFT does. <c>embeddings</c> puts them before what the model's
    /// embeddings give, so that they have no positions and no norm and the text keeps its own; <c>after_first</c>
    /// behind the first position of that. Only encoders can be given those.
    /// </summary>
    [JsonPropertyName("prompt_place")]
    public string? Place { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra => ["prompt_place"];

    /// <inheritdoc/>
    private protected override Attachment Attach(PeftModel model, PretrainedModel body, string adapter, PromptEncoder encoder) =>
        Place switch
        {
            null => base.Attach(model, body, adapter, encoder),
            "embeddings" => new EmbeddedPromptAttachment(model, body, adapter, this, encoder, first: 0),
            "after_first" => new EmbeddedPromptAttachment(model, body, adapter, this, encoder, first: 1),
            _ => throw new ArgumentException($"prompt_place is '{Place}'; known are embeddings and after_first."),
        };

    /// <summary>
    /// <c>RANDOM</c> (normal), <c>UNIFORM</c> (in ±0.5), <c>SAMPLE_VOCAB</c> (words drawn from the vocabulary) or
    /// <c>TEXT</c>.
    /// </summary>
    [JsonPropertyName("prompt_tuning_init")]
    public string Start { get; init; } = "RANDOM";

    /// <summary>The text that <c>TEXT</c> begins with; it is repeated or cut to the number of virtual tokens.</summary>
    [JsonPropertyName("prompt_tuning_init_text")]
    public string? StartText { get; init; }

    /// <summary>The tokenizer of <see cref="StartText"/>: a folder or a name on the hub.</summary>
    [JsonPropertyName("tokenizer_name_or_path")]
    public string? Tokenizer { get; init; }

    /// <summary>PEFT's arguments for its tokenizer; written back.</summary>
    [JsonPropertyName("tokenizer_kwargs")]
    public JsonNode? TokenizerArguments { get; init; }

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        using var generator = new Generator((ulong)seed);
        return new PromptTable(StartTable(model, generator));
    }

    /// <summary>Where the table starts, <c>[rows, dim]</c> on the CPU.</summary>
    private protected Tensor StartTable(PretrainedModel model, Generator generator)
    {
        if (InferenceMode)
        {
            return zeros(Rows, TokenDim!.Value);
        }

        using var _ = no_grad();
        return Start switch
        {
            "SAMPLE_VOCAB" => Words(model, randint(0, model.Config.Long("vocab_size"), [Rows], ScalarType.Int64, generator: generator)),
            "UNIFORM" => TorchDraws.Uniform(generator, 0.5, Rows, TokenDim!.Value),
            "TEXT" => Words(model, tensor(TextIds(), dtype: ScalarType.Int64)),
            _ => randn([Rows, TokenDim!.Value], generator: generator),
        };
    }

    private static Tensor Words(PretrainedModel model, Tensor ids) =>
        model.WordTable.call(ids.unsqueeze(0).to(model.parameters().First().device)).squeeze(0).to_type(ScalarType.Float32);

    private long[] TextIds()
    {
        if (StartText is null || Tokenizer is null)
        {
            throw new ArgumentException("prompt_tuning_init is TEXT: give prompt_tuning_init_text and tokenizer_name_or_path.");
        }

        var ids = TextTokenizer.Load(Tokenizer).Encode(StartText).Ids;
        return ids.Count == 0
            ? throw new ArgumentException("prompt_tuning_init_text has no tokens.")
            : [.. Enumerable.Range(0, Rows).Select(i => (long)ids[i % ids.Count])];
    }
}
