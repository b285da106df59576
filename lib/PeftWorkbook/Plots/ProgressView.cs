using System.Globalization;
using System.Net;

namespace PeftWorkbook.Plots;

/// <summary>What a progress bar shows at one moment.</summary>
internal sealed record ProgressView(string Title, long Done, long Total, string Note, TimeSpan? Left)
{
    public string Html() => $"<div style=\"font-family:sans-serif;font-size:13px\">{WebUtility.HtmlEncode(Title)} "
        + $"<progress value=\"{Done}\" max=\"{Total}\" style=\"width:220px;vertical-align:middle\"></progress> "
        + $"{WebUtility.HtmlEncode(Rest())}</div>";

    public string Text() => $"{Title}: {Rest()}";

    private string Rest()
    {
        string count = string.Create(CultureInfo.InvariantCulture, $"{Done:N0} of {Total:N0}");
        string note = Note.Length > 0 ? $" · {Note}" : "";
        return Left is { } left ? $"{count}{note} · {Minutes(left)} left" : count + note;
    }

    private static string Minutes(TimeSpan time) => time.TotalHours >= 1
        ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
            : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);
}
