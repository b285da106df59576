using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace Pretrain;

/// <summary>
/// Two kinds of batches by turns. In the one, words are masked as BERT's: of 15% of the tokens, which are asked, 80% become the mask, 10%
/// another word and 10% stay. In the other the first token alone is asked, for a verb that sums the text up: "praised", "regretted".
/// </summary>
internal sealed class MaskedBatches(Grammar grammar, Vocabulary vocabulary, Random random, int batchSize)
{
    private const double Asked = 0.15;

    /// <summary>One batch of fresh passages.</summary>
    /// <param name="asksSummary">Which kind.</param>
    internal ModelInput Next(bool asksSummary)
    {
        var passages = Enumerable.Range(0, batchSize).Select(_ => grammar.Passage()).ToArray();
        var texts = passages.Select(p => vocabulary.Encode(p.Shown)).ToArray();
        var longest = texts.Max(t => t.Length);
        var (ids, mask, labels) = (new long[batchSize, longest], new long[batchSize, longest], new long[batchSize, longest]);
        for (var i = 0; i < batchSize; i++)
        {
            for (var j = 0; j < longest; j++)
            {
                var isToken = j < texts[i].Length;
                (ids[i, j], mask[i, j], labels[i, j]) = (isToken ? texts[i][j] : 0, isToken ? 1 : 0, Losses.Ignored);
                if (isToken && !asksSummary && ids[i, j] >= vocabulary.FirstText && random.NextDouble() < Asked)
                {
                    labels[i, j] = ids[i, j];
                    ids[i, j] = Disguise(ids[i, j]);
                }
            }

            labels[i, 0] = asksSummary ? vocabulary.Encode(passages[i].Summary)[1] : Losses.Ignored;
        }

        return new ModelInput(from_array(ids)) { AttentionMask = from_array(mask), Labels = from_array(labels) };
    }

    private long Disguise(long id) => random.NextDouble() switch
    {
        < 0.8 => vocabulary.Mask,
        < 0.9 => random.Next(vocabulary.FirstText, vocabulary.Pieces.Count),
        _ => id,
    };
}
