using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// SMoP, a sparse mixture of prompts (EMNLP 2023): a router picks one of k short prompts for each text, or mixes the best few,
/// <c>Σ_i p_i P_i</c> with <c>p = softmax(W x̄)</c>, where x̄ is the mean of the text's word vectors. It trains <c>k n D + k D</c>
/// numbers.
/// </summary>
[PeftMethod("SMOP")]
public sealed record SmopConfig : PromptConfig
{
    /// <summary>k, the number of prompts.</summary>
    [JsonPropertyName("num_prompts")]
    public int Prompts { get; init; } = 4;

    /// <summary>How many of them a text gets, mixed.</summary>
    [JsonPropertyName("top_k")]
    public int TopK { get; init; } = 1;

    /// <summary>The deviation of the normal noise that the router's scores are multiplied by in training, around one.</summary>
    [JsonPropertyName("router_noise")]
    public double Noise { get; init; }

    /// <summary>
    /// What the balancing loss counts in training: k times the sum over prompts of mean probability times share of texts.
    /// </summary>
    [JsonPropertyName("load_balancing_weight")]
    public double BalanceWeight { get; init; }

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        if (Prompts < 1 || TopK < 1 || TopK > Prompts)
        {
            throw new ArgumentException($"SMOP needs top_k from 1 to num_prompts ({Prompts}), not {TopK}.");
        }

        using var generator = new Generator((ulong)seed);
        return new SmopPrompts(this, generator);
    }

    /// <inheritdoc/>
    private protected override Attachment Attach(PeftModel model, PretrainedModel body, string adapter, PromptEncoder encoder) =>
        new SmopAttachment(model, body, adapter, this, (SmopPrompts)encoder);
}

/// <summary>The prompts and the router.</summary>
internal sealed class SmopPrompts : PromptEncoder
{
    private readonly Parameter prompts;         // [k·n, D]
    private readonly Parameter router;          // [k, D]
    private readonly SmopConfig _config;

    internal SmopPrompts(SmopConfig config, Generator generator) : base(nameof(SmopPrompts))
    {
        _config = config;
        prompts = new(TorchDraws.Normal(generator, 0.5, config.Prompts * config.VirtualTokens, config.TokenDim!.Value));
        using var drawn = TorchDraws.Normal(generator, 1, config.TokenDim.Value, config.Prompts);
        var (basis, _) = linalg.qr(drawn);
        router = new(config.Prompts <= config.TokenDim.Value ? basis.t().contiguous() : drawn.t().contiguous());
        RegisterComponents();
    }

    /// <summary>The probabilities of the prompts, <c>[batch, k]</c>.</summary>
    /// <param name="words">The text's word vectors, <c>[batch, seq, D]</c>.</param>
    /// <param name="mask">1 for a token, 0 for padding, <c>[batch, seq]</c>, or null.</param>
    internal Tensor Probabilities(Tensor words, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var weights = mask is null ? ones_like(words.narrow(2, 0, 1)) : mask.unsqueeze(-1).to_type(words.dtype);
        var scores = nn.functional.linear((words * weights).sum(1) / weights.sum(1).clamp(min: 1), router);
        scores = training && _config.Noise > 0 ? scores * (1 + (randn_like(scores) * _config.Noise)) : scores;
        return scores.softmax(-1).MoveToOuterDisposeScope();
    }

    /// <summary>The mixed prompts <c>[batch, n, D]</c>; each text's own, whatever the others of its batch get.</summary>
    internal Tensor Mixed(Tensor probabilities)
    {
        using var scope = NewDisposeScope();
        var (top, chosen) = probabilities.topk(_config.TopK);
        var parts = prompts.view(_config.Prompts, _config.VirtualTokens, -1).index_select(0, chosen.flatten())
            .view(top.shape[0], top.shape[1], _config.VirtualTokens, -1);
        return (top.unsqueeze(-1).unsqueeze(-1) * parts).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>Each prompt's mean probability times the share of texts that have it first, <c>[k]</c>.</summary>
    internal Tensor Balance(Tensor probabilities)
    {
        using var scope = NewDisposeScope();
        var first = probabilities.argmax(-1);
        var load = nn.functional.one_hot(first, _config.Prompts).to_type(probabilities.dtype).mean([0]);
        return (probabilities.mean([0]) * load).MoveToOuterDisposeScope();
    }

    public override Tensor forward(Tensor? tasks) => throw new InvalidOperationException("SMoP's prompts follow from the text.");

    internal override IEnumerable<(string Key, Tensor Tensor)> Export() => [(Result, prompts), (nameof(router), router)];

    internal override bool TryImport(string key, Tensor value)
    {
        using var _ = no_grad();
        Export().First(e => e.Key == key).Tensor.copy_(value);
        return true;
    }
}

/// <summary>
/// Puts each text's prompt before it, and adds the balancing loss in training. With a cache the prompt is that of the first call's text.
/// </summary>
internal sealed class SmopAttachment(PeftModel model, PretrainedModel body, string adapter, SmopConfig config, SmopPrompts encoder)
    : PromptAttachment(model, body, adapter, config, encoder)
{
    private Tensor? _balance;

    private SmopPrompts Prompts => (SmopPrompts)Encoder;

    private SmopConfig Mixture => (SmopConfig)Settings;

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        using var scope = NewDisposeScope();
        var output = base.Run(input, model);
        using var balance = _balance;
        _balance = null;
        var added = balance is null || output.Loss is null
            ? output
            : output with { Loss = output.Loss + (balance * (Mixture.BalanceWeight * Mixture.Prompts)) };
        return added.MoveToOuterDisposeScope();
    }

    private protected override ModelInput WithPrompt(ModelInput input)
    {
        if (input.EncoderOutput is not null)
        {
            return input;
        }

        var words = Words(input);
        var probabilities = Prompts.Probabilities(words, TextMask(input));
        _balance = Prompts.training && Mixture.BalanceWeight > 0 ? Prompts.Balance(probabilities).sum().DetachFromDisposeScope() : null;
        return Embed(input with { InputIds = null, InputsEmbeds = words }, Prompts.Mixed(probabilities));
    }
}
