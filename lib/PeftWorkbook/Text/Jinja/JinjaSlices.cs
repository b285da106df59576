namespace PeftWorkbook.Text.Jinja;

/// <summary>Reads what stands in brackets behind a value: an item, or a slice <c>[from:to:step]</c>.</summary>
internal static class JinjaSlices
{
    internal static JinjaExpression Read(JinjaExpressions reader, JinjaExpression of)
    {
        var parts = new JinjaExpression?[3];
        var (count, isSlice) = (0, false);
        while (!reader.TakeOperator("]"))
        {
            if (reader.TakeOperator(":"))
            {
                isSlice = true;
                count = count < 2 ? count + 1 : throw JinjaLexer.Fault("too many colons", reader.Next.At);
            }
            else
            {
                parts[count] = reader.Expression();
            }
        }

        if (isSlice)
        {
            return s => Slice(of(s), parts[0]?.Invoke(s), parts[1]?.Invoke(s), parts[2]?.Invoke(s));
        }

        var index = parts[0] ?? throw JinjaLexer.Fault("empty brackets", reader.Next.At);
        return s => JinjaValue.Item(of(s), index(s));
    }

    private static object? Slice(object? value, object? from, object? to, object? step)
    {
        var items = JinjaValue.Iterate(value).ToList();
        var stride = step is long given ? given : 1;
        if (stride == 0)
        {
            throw new FormatException("The chat template slices with a step of zero.");
        }

        var (first, last) = stride > 0
            ? (Place(from, 0, 0, items.Count), Place(to, items.Count, 0, items.Count))
            : (Place(from, items.Count - 1, -1, items.Count - 1), Place(to, -1 - items.Count, -1, items.Count - 1));
        List<object?> result = [];
        for (var i = first; stride > 0 ? i < last : i > last; i += stride)
        {
            result.Add(items[(int)i]);
        }

        return value is string ? string.Concat(result) : result;

        long Place(object? index, long missing, long least, long most)
        {
            var at = index is long i ? i : missing;
            return Math.Clamp(at < 0 ? at + items.Count : at, least, most);
        }
    }
}
