namespace PeftWorkbook.Text.Unicode;

/// <summary>NFC, NFD, NFKC and NFKD with alignments (Unicode Standard Annex 15).</summary>
internal static class Normalization
{
    /// <summary>Decomposes, and composes again where asked.</summary>
    internal static AlignedText Apply(AlignedText text, bool compatible, bool compose)
    {
        if (Array.TrueForAll(text.Points, c => c < 0xA0))
        {
            return text;
        }

        var decomposed = Decompose(text, compatible);
        return text.Transform(compose ? Compose(decomposed) : decomposed);
    }

    private static List<(int Point, int Change)> Decompose(AlignedText text, bool compatible)
    {
        List<(int Point, int Change)> result = new(text.Length);
        List<int> parts = [];
        foreach (var point in text.Points)
        {
            parts.Clear();
            UnicodeTables.Decompose(point, compatible, parts);
            for (var i = 0; i < parts.Count; i++)
            {
                result.Add((parts[i], i == 0 ? 0 : 1));
            }
        }

        Reorder(result);
        return result;
    }

    /// <summary>Sorts each run of combining marks by class, equal ones staying in order.</summary>
    private static void Reorder(List<(int Point, int Change)> points)
    {
        for (var from = 0; from < points.Count; from++)
        {
            var to = from;
            while (to < points.Count && UnicodeTables.CombiningClass(points[to].Point) != 0)
            {
                to++;
            }

            if (to - from > 1)
            {
                var sorted = points.GetRange(from, to - from).OrderBy(p => UnicodeTables.CombiningClass(p.Point)).ToList();
                for (var i = from; i < to; i++)
                {
                    points[i] = sorted[i - from];
                }
            }

            from = Math.Max(from, to - 1);
        }
    }

    private static List<(int Point, int Change)> Compose(List<(int Point, int Change)> points)
    {
        List<(int Point, int Change)> result = new(points.Count);
        var (starter, lastClass) = (-1, 0);
        foreach (var (point, change) in points)
        {
            var own = UnicodeTables.CombiningClass(point);
            var isFree = starter >= 0 && (result.Count == starter + 1 || (lastClass < own && lastClass != 0));
            if (isFree && UnicodeTables.Compose(result[starter].Point, point) is { } composed)
            {
                // What was one code point or more becomes one: count the originals that vanish.
                result[starter] = (composed, result[starter].Change - (change > 0 ? 0 : 1 - change));
                continue;
            }

            if (own == 0)
            {
                starter = result.Count;
            }

            lastClass = own;
            result.Add((point, change));
        }

        return result;
    }
}
