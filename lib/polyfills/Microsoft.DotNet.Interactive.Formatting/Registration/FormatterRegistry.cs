using System.Collections.Concurrent;
using System.Reflection;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Which formatter writes which type in which MIME type: the user's before the built-in ones, among these the
/// one for the most specific type, among those the one registered last.</summary>
internal static class FormatterRegistry
{
    private static readonly Lock Gate = new();
    private static readonly List<ITypeFormatter> User = [];
    private static readonly List<ITypeFormatter> BuiltIn = [];
    private static readonly List<(Type Type, string[] MimeTypes)> UserPreferences = [];
    private static readonly List<(Type Type, string[] MimeTypes)> BuiltInPreferences = [];
    private static readonly HashSet<Type> Asked = [];
    private static readonly ConcurrentDictionary<(Type, string), ITypeFormatter[]> Found = new();
    private static readonly ConcurrentDictionary<Type, string[]> Preferred = new();

    public static void Reset()
    {
        lock (Gate)
        {
            User.Clear();
            UserPreferences.Clear();
            Asked.Clear();
            BuiltIn.Clear();
            BuiltInPreferences.Clear();
            BuiltIn.AddRange(BuiltInFormatters.All());
            BuiltInPreferences.AddRange(BuiltInFormatters.Preferences());
            Forget();
        }
    }

    public static void Add(ITypeFormatter formatter)
    {
        lock (Gate)
        {
            User.Insert(0, formatter);
            Forget();
        }
    }

    public static void Prefer(Type type, string[] mimeTypes)
    {
        lock (Gate)
        {
            UserPreferences.Insert(0, (type, mimeTypes));
            Forget();
        }
    }

    public static IReadOnlyList<ITypeFormatter> All(bool withBuiltIn)
    {
        lock (Gate) return withBuiltIn ? [.. User, .. BuiltIn] : [.. User];
    }

    /// <summary>The formatters to try, best first.</summary>
    public static IReadOnlyList<ITypeFormatter> For(Type type, string mimeType) =>
        Found.GetOrAdd((type, mimeType), static key =>
        {
            lock (Gate)
            {
                AskSources(key.Item1);
                return [.. Ranked(User, key.Item1, key.Item2), .. Ranked(BuiltIn, key.Item1, key.Item2)];
            }
        });

    /// <summary>The MIME types a type is shown in.</summary>
    public static IReadOnlyList<string> PreferredFor(Type type) =>
        Preferred.GetOrAdd(type, static t =>
        {
            lock (Gate)
            {
                AskSources(t);
                return Closest(UserPreferences, t) ?? Closest(BuiltInPreferences, t) ?? [Formatter.DefaultMimeType];
            }
        });

    public static void Forget()
    {
        Found.Clear();
        Preferred.Clear();
    }

    private static IEnumerable<ITypeFormatter> Ranked(List<ITypeFormatter> formatters, Type type, string mimeType) =>
        formatters.Where(f => f.MimeType == mimeType && TypeDistance.Between(type, f.Type) is not null)
            .OrderBy(f => TypeDistance.Between(type, f.Type));

    private static string[]? Closest(List<(Type Type, string[] MimeTypes)> preferences, Type type) =>
        preferences.Where(p => TypeDistance.Between(type, p.Type) is not null)
            .OrderBy(p => TypeDistance.Between(type, p.Type)).Select(p => p.MimeTypes).FirstOrDefault();

    private static void AskSources(Type type)
    {
        if (!Asked.Add(type)) return;
        foreach (var attribute in type.GetCustomAttributes<TypeFormatterSourceAttribute>())
        {
            if (Activator.CreateInstance(attribute.FormatterSourceType) is not ITypeFormatterSource source)
                throw new InvalidOperationException(
                    $"{attribute.FormatterSourceType}, the formatter source of {type}, is no ITypeFormatterSource.");
            BuiltIn.InsertRange(0, source.CreateTypeFormatters());
            if (attribute.PreferredMimeTypes is { Length: > 0 } mimeTypes)
                BuiltInPreferences.Insert(0, (type, mimeTypes));
            Forget();
        }
    }
}
