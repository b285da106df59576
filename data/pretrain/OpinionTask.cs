using System.Globalization;

namespace Pretrain;

/// <summary>
/// The generated task: is the opinion in a text a good one? Texts to train on and texts to score use different polar words, so what the
/// encoder learnt about words while it was pretrained has to carry over. A share of the labels is turned round in both sets, every
/// twenty-fifth, so the best possible score is 0.96.
/// </summary>
internal static class OpinionTask
{
    private const int Train = 4000, Dev = 1000, FlippedOneIn = 25;

    internal static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var half = Math.Min(Words.Good.Length, Words.Bad.Length) / 2;
        var grammar = new Grammar(new Random(2024));
        HashSet<string> seen = [];
        File.WriteAllText(Path.Combine(folder, "train.tsv"), Table(grammar, ..half, Train, seen));
        File.WriteAllText(Path.Combine(folder, "dev.tsv"), Table(grammar, half.., Dev, seen));
    }

    // Half of each label before labels are turned, and as many turned of the one as of the other: both sets stay balanced.
    private static string Table(Grammar grammar, Range half, int count, HashSet<string> seen)
    {
        var lines = new List<string> { "sentence\tlabel" };
        for (var i = 0; lines.Count <= count;)
        {
            var isGood = i % 2 == 0;
            var text = grammar.TaskText(isGood, half);
            if (seen.Add(text))
            {
                var isFlipped = i / 2 % FlippedOneIn == 0;
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{text}\t{(isGood != isFlipped ? 1 : 0)}"));
                i++;
            }
        }

        return string.Join('\n', lines) + "\n";
    }
}
