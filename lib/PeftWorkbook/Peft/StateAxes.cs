using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>How hidden states lie in the layers of a model: <c>[batch, seq, dim]</c>, or <c>[seq, batch, dim]</c>.</summary>
/// <param name="IsSequenceFirst">Whether positions come first.</param>
/// <param name="Text">1 for text and 0 for padding, <c>[batch, seq]</c>; null where every position counts.</param>
internal sealed record StateAxes(bool IsSequenceFirst, Tensor? Text = null)
{
    private int Positions => IsSequenceFirst ? 0 : 1;

    /// <summary>A shape with a number for each text, that broadcasts to <paramref name="x"/>.</summary>
    internal long[] PerText(Tensor x) => IsSequenceFirst ? [1, x.shape[1], 1] : [x.shape[0], 1, 1];

    /// <summary>The mean over each text's positions, which stay as an axis of 1.</summary>
    /// <param name="x"><c>[…, …, any]</c>.</param>
    internal Tensor Mean(Tensor x)
    {
        using var scope = NewDisposeScope();
        if (Text is null)
        {
            return x.mean([Positions], keepdim: true).MoveToOuterDisposeScope();
        }

        var text = (IsSequenceFirst ? Text.t() : Text).unsqueeze(-1).to_type(x.dtype);
        var virtuals = x.shape[Positions] - text.shape[Positions];       // virtual tokens stand before the text, and none is padding
        if (virtuals > 0)
        {
            long[] shape = IsSequenceFirst ? [virtuals, text.shape[1], 1] : [text.shape[0], virtuals, 1];
            text = cat([ones(shape, text.dtype, text.device), text], Positions);
        }

        return ((x * text).sum(Positions, keepdim: true) / text.sum(Positions, keepdim: true).clamp(min: 1)).MoveToOuterDisposeScope();
    }
}
