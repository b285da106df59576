namespace Microsoft.Data.Analysis.Internal;

/// <summary>Finds the rows of one frame that match the rows of another.</summary>
internal static class RowMatcher
{
    /// <summary>
    /// Pairs of rows, in the order of <paramref name="kept"/>; null where a row has no partner.
    /// </summary>
    public static (long?[] Kept, long?[] Found) Match(DataFrameColumn[] kept, DataFrameColumn[] others,
        bool keepUnmatched, bool keepOthers)
    {
        var known = new Dictionary<Key, List<long>>();
        foreach (long row in others[0].Rows())
        {
            Key key = Key.Of(others, row);
            if (!known.TryGetValue(key, out List<long>? rows))
                known[key] = rows = [];
            rows.Add(row);
        }
        var (left, right) = (new List<long?>(), new List<long?>());
        var used = new HashSet<Key>();
        foreach (long row in kept[0].Rows())
        {
            Key key = Key.Of(kept, row);
            if (known.TryGetValue(key, out List<long>? partners))
            {
                used.Add(key);
                left.AddRange(partners.Select(_ => (long?)row));
                right.AddRange(partners.Select(partner => (long?)partner));
            }
            else if (keepUnmatched && !key.HasNull)
            {
                left.Add(row);
                right.Add(null);
            }
        }
        if (keepOthers)
        {
            foreach (long row in others[0].Rows()
                .Where(row => Key.Of(others, row) is { HasNull: false } key && !used.Contains(key)))
            {
                left.Add(null);
                right.Add(row);
            }
        }
        return ([.. left], [.. right]);
    }

    private readonly struct Key(object?[] parts) : IEquatable<Key>
    {
        private readonly object?[] parts = parts;

        public bool HasNull => parts.Contains(null);

        public static Key Of(DataFrameColumn[] columns, long row) => new([.. columns.Select(c => c[row])]);

        public bool Equals(Key other) => parts.AsSpan().SequenceEqual(other.parts);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (object? part in parts)
                hash.Add(part);
            return hash.ToHashCode();
        }
    }
}
