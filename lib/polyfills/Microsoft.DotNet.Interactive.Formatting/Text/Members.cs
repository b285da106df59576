using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>What an object is made of.</summary>
internal static class Members
{
    /// <summary>The public properties and fields of an object with their values; a getter that throws gives its
    /// exception.</summary>
    /// <param name="value">The object.</param>
    public static IEnumerable<KeyValuePair<string, object?>> Of(object value)
    {
        foreach (var member in Named(value.GetType())) yield return new(member.Name, Value(member, value));
    }

    /// <summary>The public instance properties that take no index, and fields, of a type.</summary>
    /// <param name="type">The type.</param>
    public static IEnumerable<MemberInfo> Named(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance).Where(m => m switch
        {
            PropertyInfo p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0
                && !p.PropertyType.IsByRefLike && !p.PropertyType.IsPointer && !p.PropertyType.IsByRef,
            FieldInfo f => !f.FieldType.IsByRefLike && !f.FieldType.IsPointer,
            _ => false,
        }).DistinctBy(m => m.Name);

    /// <summary>The type of a member's values.</summary>
    /// <param name="member">A property or a field.</param>
    public static Type TypeOf(MemberInfo member) =>
        member is PropertyInfo p ? p.PropertyType : ((FieldInfo)member).FieldType;

    /// <summary>A member's value, or the exception its getter throws.</summary>
    /// <param name="member">A property or a field.</param>
    /// <param name="owner">The object.</param>
    public static object? Value(MemberInfo member, object owner)
    {
        try
        {
            return member is PropertyInfo p ? p.GetValue(owner) : ((FieldInfo)member).GetValue(owner);
        }
        catch (Exception exception)
        {
            return (exception as TargetInvocationException)?.InnerException ?? exception;
        }
    }

    /// <summary>The first items of a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <returns>The items; and how many remain: 0 for none, -1 where their number is unknown.</returns>
    public static (List<object?> Items, int Remaining) Take(IEnumerable sequence)
    {
        var type = sequence.GetType();
        var limit = Formatter.ListLimits.GetValueOrDefault(
            type, Formatter.ListLimits.GetValueOrDefault(ItemType(type) ?? type, Formatter.ListExpansionLimit));
        var items = new List<object?>();
        foreach (var item in sequence)
        {
            if (items.Count == limit) return (items, Count(sequence) is { } count ? count - limit : -1);
            items.Add(item);
        }

        return (items, 0);
    }

    /// <summary>The values of a tuple, or <see langword="null"/> for anything else.</summary>
    /// <param name="value">The object.</param>
    public static IReadOnlyList<object?>? TupleItems(object value) =>
        value is ITuple tuple ? [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])] : null;

    /// <summary>The type of a sequence's items, or <see langword="null"/> where it does not say.</summary>
    /// <param name="type">The sequence's type.</param>
    public static Type? ItemType(Type type) =>
        type.GetInterfaces().Append(type)
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            ?.GetGenericArguments()[0];

    private static int? Count(IEnumerable sequence) => sequence switch
    {
        ICollection c => c.Count,
        _ => sequence.GetType().GetInterfaces()
            .FirstOrDefault(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(ICollection<>)
                || i.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>)))
            ?.GetProperty("Count")?.GetValue(sequence) as int?,
    };
}
