using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbook.Notebooks.Html;

/// <summary>Terminal colours (ANSI SGR) as HTML. Other escape sequences are dropped.</summary>
internal static partial class AnsiHtml
{
    private static readonly string[] Names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    /// <summary>The text as HTML.</summary>
    public static string Convert(string text)
    {
        var html = new StringBuilder();
        var style = new Style();
        int position = 0;
        foreach (Match escape in Escape().Matches(text))
        {
            Append(html, text[position..escape.Index], style);
            position = escape.Index + escape.Length;
            if (escape.Groups["end"].Value == "m")
            {
                style = style.Apply(Numbers(escape.Groups["numbers"].Value));
            }
        }

        Append(html, text[position..], style);
        return html.ToString();
    }

    private static void Append(StringBuilder html, string text, Style style)
    {
        if (text.Length == 0)
        {
            return;
        }

        string attributes = style.Attributes();
        string encoded = WebUtility.HtmlEncode(text);
        html.Append(attributes.Length == 0 ? encoded : $"<span{attributes}>{encoded}</span>");
    }

    private static List<int> Numbers(string text) => text.Length == 0
        ? [0]
        : [.. text.Split(';').Select(number =>
            int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : 0)];

    /// <summary>What the text looks like between two escapes.</summary>
    private readonly record struct Style(string? Front, string? Back, bool Bold, bool Italic, bool Underline)
    {
        public Style Apply(List<int> numbers)
        {
            Style style = this;
            for (int i = 0; i < numbers.Count; i++)
            {
                int number = numbers[i];
                if (number is 38 or 48)
                {
                    string? colour = Extended(numbers, ref i);
                    style = number == 38 ? style with { Front = colour } : style with { Back = colour };
                    continue;
                }

                style = style.Apply(number);
            }

            return style;
        }

        private Style Apply(int number) => number switch
        {
            0 => default,
            1 => this with { Bold = true },
            3 => this with { Italic = true },
            4 => this with { Underline = true },
            22 => this with { Bold = false },
            23 => this with { Italic = false },
            24 => this with { Underline = false },
            >= 30 and <= 37 => this with { Front = Name(number - 30) },
            39 => this with { Front = null },
            >= 40 and <= 47 => this with { Back = Name(number - 40) },
            49 => this with { Back = null },
            >= 90 and <= 97 => this with { Front = Name(number - 90) },
            >= 100 and <= 107 => this with { Back = Name(number - 100) },
            _ => this,
        };

        public string Attributes()
        {
            var style = new StringBuilder();
            _ = Front is null ? style : style.Append($"color:{Front};");
            _ = Back is null ? style : style.Append($"background:{Back};");
            _ = Bold ? style.Append("font-weight:bold;") : style;
            _ = Italic ? style.Append("font-style:italic;") : style;
            _ = Underline ? style.Append("text-decoration:underline;") : style;
            return style.Length == 0 ? "" : $" style=\"{style}\"";
        }

        private static string Name(int index) => $"var(--ansi-{Names[index]})";

        /// <summary><c>5;n</c> is one of 256 colours, <c>2;r;g;b</c> a colour of its own.</summary>
        private static string? Extended(List<int> numbers, ref int i)
        {
            if (i + 2 < numbers.Count && numbers[i + 1] == 5)
            {
                int index = Math.Clamp(numbers[i + 2], 0, 255);
                i += 2;
                return Palette(index);
            }

            if (i + 4 < numbers.Count && numbers[i + 1] == 2)
            {
                i += 4;
                return $"rgb({numbers[i - 2]},{numbers[i - 1]},{numbers[i]})";
            }

            i = numbers.Count;
            return null;
        }

        private static string Palette(int index)
        {
            if (index < 16)
            {
                return Name(index % 8);
            }

            if (index >= 232)
            {
                int grey = 8 + (10 * (index - 232));
                return $"rgb({grey},{grey},{grey})";
            }

            int cube = index - 16;
            static int Level(int step) => step == 0 ? 0 : 55 + (40 * step);
            return $"rgb({Level(cube / 36)},{Level(cube / 6 % 6)},{Level(cube % 6)})";
        }
    }

    [GeneratedRegex(@"\u001b\[(?<numbers>[\d;]*)(?<end>[A-Za-z])|\u001b[^\[]?")]
    private static partial Regex Escape();
}
