using System.Net;
using System.Text.RegularExpressions;

namespace Workbook.Display;

/// <summary>The text of HTML, for front ends and diffs that show no HTML.</summary>
internal static partial class HtmlText
{
    /// <summary>Leaves out styles, scripts and tags; ends lines where blocks end.</summary>
    /// <param name="html">The HTML.</param>
    public static string Of(string html)
    {
        var text = Hidden().Replace(html, "");
        text = BlockEnd().Replace(text, "\n");
        text = WebUtility.HtmlDecode(Tag().Replace(text, ""));
        return BlankLines().Replace(text, "\n").Trim();
    }

    [GeneratedRegex(@"<(style|script)\b.*?</\1\s*>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"</(p|div|tr|h[1-6]|li|table|ul|ol|pre)\s*>|<br\s*/?>", RegexOptions.IgnoreCase)]
    private static partial Regex BlockEnd();

    [GeneratedRegex(@"<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex BlankLines();
}
