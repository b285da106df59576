using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The built-in plain text of values: scalars as they are, sequences as <c>[ 1, 2 ]</c>, tuples as
/// <c>( 1, 2 )</c>, objects as their type's name and an indented line for each property.</summary>
internal static class PlainTextWriter
{
    private const int Step = 2;

    /// <summary>Writes anything.</summary>
    /// <param name="value">The value.</param>
    /// <param name="context">Where to.</param>
    public static bool Write(object value, FormatContext context)
    {
        if (Scalar(value) is { } text) context.Writer.Write(text);
        else if (value is Exception e) context.Writer.Write(e.ToString());
        else if (context.Depth > Formatter.RecursionLimit) context.Writer.Write(value.ToString());
        else if (Members.TupleItems(value) is { } items) WriteInline("( ", items, 0, " )", context);
        else if (value is IDictionary dictionary) WriteDictionary(dictionary, context);
        else if (value is IEnumerable sequence) WriteSequence(sequence, context);
        else WriteObject(value, context);
        return true;
    }

    /// <summary>The text of a value that is one word or says itself what it is, or <see langword="null"/>.</summary>
    /// <param name="value">The value.</param>
    public static string? Scalar(object value) => value switch
    {
        string s => s,
        Type t => TypeNames.Of(t),
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("u", CultureInfo.InvariantCulture),
        Delegate => TypeNames.Of(value.GetType()),
        IFormattable f when TypeNames.IsScalar(value.GetType()) => f.ToString(null, CultureInfo.InvariantCulture),
        _ when TypeNames.IsScalar(value.GetType()) => value.ToString(),
        _ when value is not IEnumerable && SaysItself(value.GetType()) => value.ToString(),
        _ => null,
    };

    /// <summary>Whether a type overrides <see cref="object.ToString"/> by hand: records' and tuples' generated text is
    /// no better than ours.</summary>
    private static bool SaysItself(Type type)
    {
        var method = type.GetMethod(nameof(ToString), BindingFlags.Public | BindingFlags.Instance, []);
        return method is not null && method.DeclaringType != typeof(object) && method.DeclaringType != typeof(ValueType)
            && !typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(type) && !TypeNames.IsAnonymous(type)
            && !method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute));
    }

    private static void WriteSequence(IEnumerable sequence, FormatContext context)
    {
        var (items, remaining) = Members.Take(sequence);
        if (items.All(i => i is null || Scalar(i) is not null || Members.TupleItems(i) is not null || IsFlat(i)))
        {
            WriteInline("[ ", items, remaining, " ]", context);
            return;
        }

        context.Writer.Write(TypeNames.Of(sequence.GetType()));
        foreach (var item in items) WriteLine("- ", item, context);
        if (remaining != 0) WriteMore(remaining, context);
    }

    private static bool IsFlat(object value) =>
        value is IEnumerable and not IDictionary && Members.ItemType(value.GetType()) is { } item
            && TypeNames.IsScalar(item);

    private static void WriteInline(
        string open, IReadOnlyList<object?> items, int remaining, string close, FormatContext context)
    {
        context.Writer.Write(items.Count == 0 && remaining == 0 ? open.TrimEnd() : open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) context.Writer.Write(", ");
            using (context.Deeper()) items[i].FormatTo(context, PlainTextFormatter.MimeType);
        }

        if (remaining != 0) context.Writer.Write(items.Count == 0 ? More(remaining) : " " + More(remaining));
        context.Writer.Write(close);
    }

    private static void WriteDictionary(IDictionary dictionary, FormatContext context)
    {
        var (items, remaining) = Members.Take(dictionary);
        context.Writer.Write(TypeNames.Of(dictionary.GetType()));
        foreach (var item in items)
        {
            var entry = item is DictionaryEntry e ? (e.Key, e.Value) : Pair(item!);
            WriteLine($"[{entry.Item1.ToDisplayString()}]: ", entry.Item2, context);
        }

        if (remaining != 0) WriteMore(remaining, context);
    }

    private static (object?, object?) Pair(object item) =>
        (item.GetType().GetProperty("Key")?.GetValue(item), item.GetType().GetProperty("Value")?.GetValue(item));

    private static void WriteObject(object value, FormatContext context)
    {
        context.Writer.Write(TypeNames.Of(value.GetType()));
        foreach (var (name, member) in Members.Of(value)) WriteLine(name + ": ", member, context);
    }

    private static void WriteLine(string head, object? value, FormatContext context)
    {
        context.NextLine(Step);
        context.Writer.Write(head);
        using var deeper = context.Deeper(2 * Step);
        if (value is Exception e) context.Writer.Write($"{TypeNames.Of(e.GetType())}: {e.Message}");
        else value.FormatTo(context, PlainTextFormatter.MimeType);
    }

    private static void WriteMore(int remaining, FormatContext context)
    {
        context.NextLine(Step);
        context.Writer.Write(More(remaining));
    }

    private static string More(int remaining) => remaining < 0 ? "... (more)" : $"... ({remaining} more)";
}
