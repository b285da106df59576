using System.Net;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Makes HTML.</summary>
public static class Html
{
    /// <summary>Text, encoded so that it shows as it is.</summary>
    /// <param name="content">The text.</param>
    public static IHtmlContent HtmlEncode(this string content) => new HtmlString(WebUtility.HtmlEncode(content));

    /// <summary>Text, encoded for an attribute.</summary>
    /// <param name="content">The text.</param>
    public static IHtmlContent HtmlAttributeEncode(this string content) => content.HtmlEncode();

    /// <summary>Text taken as HTML.</summary>
    /// <param name="value">The HTML.</param>
    public static IHtmlContent ToHtmlContent(this string value) => new HtmlString(value);

    /// <summary>An element.</summary>
    /// <param name="tagName">Its name.</param>
    public static HtmlTag Tag(this string tagName) => new(tagName);
}
