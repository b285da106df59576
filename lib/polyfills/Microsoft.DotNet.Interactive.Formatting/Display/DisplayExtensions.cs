using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace System;

/// <summary>Shows values in a notebook; in a program outside of one, their text goes to the console.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types to show it in; those its type prefers unless given.</param>
    /// <returns>A handle that can show something else in its place.</returns>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) =>
        Shown(new DisplayedValue(value, FormattedValue.CreateManyFromObject(value, mimeTypes)));

    /// <summary>Shows text that is of a MIME type already.</summary>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">Its MIME type, as <c>text/markdown</c>.</param>
    /// <returns>A handle that can show something else in its place.</returns>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        Shown(new DisplayedValue(value, [new FormattedValue(mimeType, value)]));

    /// <summary>Shows a sequence as a table.</summary>
    /// <typeparam name="T">Type of the items.</typeparam>
    /// <param name="value">The sequence.</param>
    /// <param name="mimeTypes">The MIME types to show it in.</param>
    /// <returns>A handle that can show something else in its place.</returns>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T>? value, params string[] mimeTypes) =>
        value is null ? Display(null, mimeTypes) : value.ToTabularDataResource().Display(mimeTypes);

    private static DisplayedValue Shown(DisplayedValue value)
    {
        DisplayHost.Show(value);
        return value;
    }
}
