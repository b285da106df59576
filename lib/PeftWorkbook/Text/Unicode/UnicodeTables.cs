using System.Globalization;

namespace PeftWorkbook.Text.Unicode;

/// <summary>
/// Decompositions and combining classes of Unicode, read once from the embedded table. .NET has them only with ICU, which the
/// workbook runs without, and results must not depend on the machine.
/// </summary>
internal static class UnicodeTables
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int Vowels = 21, Trails = 28, Syllables = 19 * Vowels * Trails;

    private static readonly Dictionary<int, int[]> s_canonical = [], s_compatible = [];
    private static readonly Dictionary<long, int> s_composed = [];
    private static readonly Dictionary<int, byte> s_classes = [];

    static UnicodeTables()
    {
        using var stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream("decompositions.txt")!;
        using var lines = new StreamReader(stream);
        while (lines.ReadLine() is { } line)
        {
            if (line[0] != '#')
            {
                Add(line);
            }
        }
    }

    /// <summary>The canonical combining class; 0 for what does not combine.</summary>
    internal static int CombiningClass(int c) => c < 0x300 ? 0 : s_classes.GetValueOrDefault(c);

    /// <summary>Appends the full decomposition of a code point.</summary>
    internal static void Decompose(int c, bool compatible, List<int> output)
    {
        if (c < 0xA0)
        {
            output.Add(c);
        }
        else if (c - HangulBase is >= 0 and < Syllables)
        {
            var (lead, vowel, trail) = Parts(c - HangulBase);
            output.Add(lead);
            output.Add(vowel);
            if (trail != TrailBase)
            {
                output.Add(trail);
            }
        }
        else if (s_canonical.TryGetValue(c, out var parts) || (compatible && s_compatible.TryGetValue(c, out parts)))
        {
            foreach (var part in parts)
            {
                Decompose(part, compatible, output);
            }
        }
        else
        {
            output.Add(c);
        }
    }

    /// <summary>The code point that two compose to, or null.</summary>
    internal static int? Compose(int first, int second)
    {
        if (first - LeadBase is >= 0 and < 19 && second - VowelBase is >= 0 and < Vowels)
        {
            return HangulBase + ((((first - LeadBase) * Vowels) + second - VowelBase) * Trails);
        }

        if (first - HangulBase is >= 0 and < Syllables && (first - HangulBase) % Trails == 0 && second - TrailBase is > 0 and < Trails)
        {
            return first + second - TrailBase;
        }

        return s_composed.TryGetValue(Key(first, second), out var composed) ? composed : null;
    }

    private static (int Lead, int Vowel, int Trail) Parts(int syllable) =>
        (LeadBase + (syllable / (Vowels * Trails)), VowelBase + (syllable % (Vowels * Trails) / Trails), TrailBase + (syllable % Trails));

    private static void Add(string line)
    {
        var sign = line.IndexOfAny(['=', '!', '~', '^']);
        if (line[sign] == '^')
        {
            var range = line[..sign].Split("..").Select(Hex).ToArray();
            for (var c = range[0]; c <= range[1]; c++)
            {
                s_classes[c] = byte.Parse(line[(sign + 1)..], CultureInfo.InvariantCulture);
            }

            return;
        }

        var (whole, parts) = (Hex(line[..sign]), line[(sign + 1)..].Split(' ').Select(Hex).ToArray());
        (line[sign] == '~' ? s_compatible : s_canonical)[whole] = parts;
        if (line[sign] == '=' && parts.Length == 2)
        {
            s_composed[Key(parts[0], parts[1])] = whole;
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static long Key(int first, int second) => ((long)first << 32) | (uint)second;
}
