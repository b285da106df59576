using static TorchSharp.torch;

namespace PeftWorkbook.Models;

/// <summary>What a model gives. Fields that a model does not compute are null. Disposing it frees all of them.</summary>
public sealed record ModelOutput : IDisposable
{
    /// <summary>The mean loss against the labels, a scalar.</summary>
    public Tensor? Loss { get; init; }

    /// <summary>
    /// Class scores <c>[batch, classes]</c>, token scores <c>[batch, seq, vocabulary]</c>, or scores of an answer's first and last token
    /// <c>[batch, seq, 2]</c>.
    /// </summary>
    public Tensor? Logits { get; init; }

    /// <summary>The last layer's hidden state <c>[batch, seq, dim]</c>, after a final norm where the family has one.</summary>
    public Tensor? LastHiddenState { get; init; }

    /// <summary>The pooled first token <c>[batch, dim]</c>.</summary>
    public Tensor? PoolerOutput { get; init; }

    /// <summary>The embeddings and every layer's output, layers + 1 times <c>[batch, seq, dim]</c>.</summary>
    public IReadOnlyList<Tensor>? HiddenStates { get; init; }

    /// <summary>Every layer's attention probabilities <c>[batch, heads, seq, keys]</c>.</summary>
    public IReadOnlyList<Tensor>? Attentions { get; init; }

    /// <summary>The encoder's last hidden state of an encoder-decoder <c>[batch, seq, dim]</c>.</summary>
    public Tensor? EncoderLastHiddenState { get; init; }

    /// <summary>Takes the hidden state out where it holds the first position alone: nobody shall take it for a sentence's.</summary>
    internal ModelOutput WithoutPartialStates(ModelInput input) =>
        input.WithHiddenStates || input.WithAttentions ? this : this with { LastHiddenState = null };

    /// <summary>Everything it holds.</summary>
    public IEnumerable<Tensor> Tensors =>
        new[] { Loss, Logits, LastHiddenState, PoolerOutput, EncoderLastHiddenState }.OfType<Tensor>()
            .Concat(HiddenStates ?? []).Concat(Attentions ?? []);

    /// <summary>Hands everything to the scope around the current one.</summary>
    public ModelOutput MoveToOuterDisposeScope()
    {
        foreach (var tensor in Tensors)
        {
            tensor.MoveToOuterDisposeScope();
        }

        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors)
        {
            tensor.Dispose();
        }
    }
}
