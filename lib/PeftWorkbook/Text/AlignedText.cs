using System.Text;

namespace PeftWorkbook.Text;

/// <summary>
/// A text on its way to the model, as code points, each with the range of the original text (in UTF-16 units) that it
/// came from. Normalizers make new ones by <see cref="Transform"/>, with the alignment rules of Hugging Face's
/// <c>NormalizedString</c>: a changed code point keeps the range of the one in its place, an added one takes that before it.
/// </summary>
internal sealed class AlignedText
{
    private readonly int _origin;

    private AlignedText(int[] points, int[] starts, int[] ends, int origin)
    {
        (Points, Starts, Ends, _origin) = (points, starts, ends, origin);
    }

    /// <summary>The code points.</summary>
    internal int[] Points { get; }

    /// <summary>Where in the original each begins.</summary>
    internal int[] Starts { get; }

    /// <summary>Where in the original each ends.</summary>
    internal int[] Ends { get; }

    /// <summary>How many code points there are.</summary>
    internal int Length => Points.Length;

    /// <summary>The stretch of <paramref name="original"/> from <paramref name="from"/> to <paramref name="to"/>, unchanged.</summary>
    internal static AlignedText Of(string original, int from, int to)
    {
        List<int> points = new(to - from), starts = new(to - from), ends = new(to - from);
        for (var at = from; at < to;)
        {
            var length = char.IsHighSurrogate(original[at]) && at + 1 < to && char.IsLowSurrogate(original[at + 1]) ? 2 : 1;
            points.Add(length == 2
                ? char.ConvertToUtf32(original[at], original[at + 1])
                : char.IsSurrogate(original[at]) ? 0xFFFD : original[at]);
            starts.Add(at);
            ends.Add(at += length);
        }

        return new([.. points], [.. starts], [.. ends], from);
    }

    /// <summary>A copy of a part.</summary>
    internal AlignedText Slice(int from, int to) => from == 0 && to == Length
        ? this
        : new(Points[from..to], Starts[from..to], Ends[from..to], _origin);

    /// <summary>
    /// The code points given, each with its change: 0 stands for one code point, 1 is added, -n stands for one and n
    /// removed after it.
    /// </summary>
    /// <param name="target">The new code points with their changes.</param>
    /// <param name="removedAtStart">How many were removed before the first.</param>
    internal AlignedText Transform(List<(int Point, int Change)> target, int removedAtStart = 0)
    {
        var (points, starts, ends) = (new int[target.Count], new int[target.Count], new int[target.Count]);
        var at = removedAtStart;
        for (var i = 0; i < points.Length; i++)
        {
            var (point, change) = target[i];
            var from = change > 0 ? at - 1 : at;
            points[i] = point;
            (starts[i], ends[i]) = from < 0 ? (_origin, _origin) : from < Length ? (Starts[from], Ends[from]) : (Ends[^1], Ends[^1]);
            at += change > 0 ? 0 : 1 - change;
        }

        return new(points, starts, ends, _origin);
    }

    /// <summary>Each code point replaced by one or several, or kept where the function gives null.</summary>
    internal AlignedText Map(Func<int, int[]?> map)
    {
        List<(int, int)>? target = null;
        for (var i = 0; i < Length; i++)
        {
            var replaced = map(Points[i]);
            if (replaced is not null && target is null)
            {
                target = new(Length + 16);
                target.AddRange(Points.Take(i).Select(p => (p, 0)));
            }

            if (replaced is null)
            {
                target?.Add((Points[i], 0));
            }
            else
            {
                target!.AddRange(replaced.Select((p, n) => (p, n == 0 ? 0 : 1)));
            }
        }

        return target is null ? this : Transform(target);
    }

    /// <summary>The code points that pass.</summary>
    internal AlignedText Filter(Predicate<int> keep)
    {
        if (Array.TrueForAll(Points, keep))
        {
            return this;
        }

        List<(int, int)> target = new(Length);
        var (removed, removedAtStart) = (0, 0);
        foreach (var point in Points)
        {
            if (!keep(point))
            {
                removed++;
                continue;
            }

            if (target.Count == 0)
            {
                removedAtStart = removed;
            }
            else
            {
                target[^1] = (target[^1].Item1, -removed);
            }

            target.Add((point, 0));
            removed = 0;
        }

        return Transform(target, removedAtStart);
    }

    /// <summary>The text with <paramref name="prefix"/> before it, which takes the range of the first code point.</summary>
    internal AlignedText Prepend(string prefix)
    {
        if (Length == 0)
        {
            return this;
        }

        List<(int, int)> target = new(Length + prefix.Length);
        target.AddRange(prefix.EnumerateRunes().Select((r, i) => (r.Value, i == 0 ? 0 : 1)));
        target.Add((Points[0], 1));
        target.AddRange(Points.Skip(1).Select(p => (p, 0)));
        return Transform(target);
    }

    /// <summary>The text with <paramref name="prefix"/> before it, which stands for nothing: an empty range at its start.</summary>
    internal AlignedText PrependEmpty(string prefix)
    {
        int[] points = [.. prefix.EnumerateRunes().Select(r => r.Value)], origins = [.. points.Select(_ => _origin)];
        return Length == 0 ? this : new([.. points, .. Points], [.. origins, .. Starts], [.. origins, .. Ends], _origin);
    }

    /// <summary>Ranges of code points replaced by a text, which takes the range of the last one that it replaces.</summary>
    /// <param name="matches">Ranges in order, that do not overlap.</param>
    /// <param name="content">What takes their place.</param>
    internal AlignedText Replace(IReadOnlyList<(int From, int To)> matches, string content)
    {
        if (matches.Count == 0)
        {
            return this;
        }

        int[] inserted = [.. content.EnumerateRunes().Select(r => r.Value)];
        List<int> points = new(Length), starts = new(Length), ends = new(Length);
        var at = 0;
        foreach (var (from, to) in matches.Append((Length, Length)))
        {
            points.AddRange(Points.AsSpan(at, from - at));
            starts.AddRange(Starts.AsSpan(at, from - at));
            ends.AddRange(Ends.AsSpan(at, from - at));
            at = to;
            if (to > from)
            {
                points.AddRange(inserted);
                starts.AddRange(Enumerable.Repeat(Starts[to - 1], inserted.Length));
                ends.AddRange(Enumerable.Repeat(Ends[to - 1], inserted.Length));
            }
        }

        return new([.. points], [.. starts], [.. ends], _origin);
    }

    /// <summary>Whether this is the beginning of the original text.</summary>
    internal bool IsAtStart => Length > 0 && Starts[0] == 0;

    /// <inheritdoc/>
    public override string ToString() => ToString(0, Length);

    /// <summary>A part as a string.</summary>
    internal string ToString(int from, int to)
    {
        var text = new StringBuilder(to - from);
        foreach (var point in Points.AsSpan(from, to - from))
        {
            if (point < 0x10000)
            {
                text.Append((char)point);
            }
            else
            {
                text.Append(char.ConvertFromUtf32(point));
            }
        }

        return text.ToString();
    }
}
