using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>Scores the prompt's tokens and pieces, leaves some out, and puts the rest before the text.</summary>
internal sealed class XPromptAttachment(
    PeftModel model, PretrainedModel body, string adapter, XPromptConfig config, PromptEncoder encoder)
    : PromptAttachment(model, body, adapter, config, encoder)
{
    /// <summary>What is left of the prompt.</summary>
    internal XPromptTable Table => (XPromptTable)Encoder;

    private XPromptConfig Pruning => (XPromptConfig)Settings;

    private protected override long Count => Table.Count;

    /// <inheritdoc/>
    protected internal override bool StartsFromBatches => Pruning.NeedsBatches;

    /// <inheritdoc/>
    protected internal override void StartFrom(PeftModel model, IReadOnlyList<ModelInput> batches)
    {
        using var scope = NewDisposeScope();
        var tokens = Largest(TokenScores(model, batches), Pruning.Tokens);
        Table.Clear(tokens);
        var pieces = Largest(PieceScores(model, batches), Pruning.PieceCount);
        Table.KeepTokens(tokens);
        Table.KeepPieces(pieces);
    }

    /// <summary>The importance of each token, <c>[n]</c>.</summary>
    internal Tensor TokenScores(PeftModel model, IReadOnlyList<ModelInput> batches) => Scores(model, batches, 1).squeeze(1);

    /// <summary>The importance of each piece of the tokens that are not zero, <c>[n, k]</c>.</summary>
    internal Tensor PieceScores(PeftModel model, IReadOnlyList<ModelInput> batches) => Scores(model, batches, Pruning.Pieces);

    /// <summary>One where a score is among the largest, zero elsewhere, of the scores' shape.</summary>
    internal static Tensor Largest(Tensor scores, int count)
    {
        using var scope = NewDisposeScope();
        var kept = zeros(scores.numel(), ScalarType.Byte, scores.device);
        return kept.index_fill(0, scores.flatten().topk(count).indexes, 1).view(scores.shape).MoveToOuterDisposeScope();
    }

    // The gradient with respect to ones that multiply the tokens or pieces, its size added up over texts.
    private Tensor Scores(PeftModel model, IReadOnlyList<ModelInput> batches, long pieces)
    {
        using var scope = NewDisposeScope();
        var like = Table.Prompt.Values;
        var sum = zeros(Table.Tokens.shape[0], pieces, like.dtype, like.device);
        try
        {
            foreach (var text in batches.SelectMany(MixedRows.Each))
            {
                using var gates = new Parameter(ones_like(sum));
                Table.Gates = gates;
                var loss = model.call(text).Loss ?? throw new ArgumentException(
                    "XPrompt's scores follow from the loss: give batches with labels.");
                sum.add_(autograd.grad([loss], [gates])[0].abs());
            }
        }
        finally
        {
            Table.Gates = null;
        }

        return sum.MoveToOuterDisposeScope();
    }
}
