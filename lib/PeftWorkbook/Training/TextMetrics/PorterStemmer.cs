namespace PeftWorkbook.Training.TextMetrics;

/// <summary>
/// Porter's stemmer for English (Program 14(3), 1980) with NLTK's extensions: a few irregular words, and rules that Martin Porter
/// added later.
/// </summary>
public static class PorterStemmer
{
    private static readonly Dictionary<string, string> s_irregular = new()
    {
        ["sky"] = "sky",
        ["skies"] = "sky",
        ["dying"] = "die",
        ["lying"] = "lie",
        ["tying"] = "tie",
        ["news"] = "news",
        ["innings"] = "inning",
        ["inning"] = "inning",
        ["outings"] = "outing",
        ["outing"] = "outing",
        ["cannings"] = "canning",
        ["canning"] = "canning",
        ["howe"] = "howe",
        ["proceed"] = "proceed",
        ["exceed"] = "exceed",
        ["succeed"] = "succeed",
    };

    private static readonly (string Suffix, string By)[] s_second =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("fulli", "ful"),
    ];

    private static readonly (string Suffix, string By)[] s_third =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ];

    private static readonly string[] s_fourth =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive",
        "ize",
    ];

    /// <summary>The stem of a word, in lower case.</summary>
    public static string Stem(string word)
    {
        word = word.ToLowerInvariant();
        if (s_irregular.TryGetValue(word, out var stem))
        {
            return stem;
        }

        return word.Length <= 2 ? word : DropE(Fourth(Replace(Second(YToI(Past(Plural(word)))), s_third)));
    }

    private static string Plural(string word) =>
        word.EndsWith("ies", StringComparison.Ordinal) && word.Length == 4 ? word[..^1]
        : Ends(word, "sses", "ies") ? word[..^2]
        : Ends(word, "s") && !Ends(word, "ss") ? word[..^1]
        : word;

    private static string Past(string word)
    {
        if (Ends(word, "ied"))
        {
            return word.Length == 4 ? word[..^1] : word[..^2];
        }

        if (Ends(word, "eed"))
        {
            return Measure(word[..^3]) > 0 ? word[..^1] : word;
        }

        foreach (var suffix in new[] { "ed", "ing" })
        {
            if (Ends(word, suffix) && HasVowel(word[..^suffix.Length]))
            {
                return Mend(word[..^suffix.Length]);
            }
        }

        return word;
    }

    // What is left of hopping, hoping, sized.
    private static string Mend(string stem) =>
        Ends(stem, "at", "bl", "iz") ? stem + "e"
        : stem.Length >= 2 && stem[^1] == stem[^2] && IsConsonant(stem, stem.Length - 1) ? stem[^1] is 'l' or 's' or 'z' ? stem : stem[..^1]
        : Measure(stem) == 1 && IsShort(stem) ? stem + "e"
        : stem;

    private static string YToI(string word) =>
        Ends(word, "y") && word.Length > 2 && IsConsonant(word, word.Length - 2) ? word[..^1] + "i" : word;

    private static string Second(string word)
    {
        if (Ends(word, "alli") && Measure(word[..^4]) > 0)
        {
            return Second(word[..^2]);
        }

        return Ends(word, "logi") && !s_second.Any(r => Ends(word, r.Suffix))
            ? Measure(word[..^3]) > 0 ? word[..^1] : word
            : Replace(word, s_second);
    }

    private static string Fourth(string word)
    {
        var suffix = Array.Find(s_fourth, s => Ends(word, s));
        var stem = suffix is null ? word : word[..^suffix.Length];
        return suffix is not null && Measure(stem) > 1 && (suffix != "ion" || Ends(stem, "s", "t")) ? stem : word;
    }

    private static string DropE(string word)
    {
        if (Ends(word, "e"))
        {
            var stem = word[..^1];
            word = Measure(stem) > 1 || (Measure(stem) == 1 && !IsShort(stem)) ? stem : word;
        }

        return Ends(word, "ll") && Measure(word[..^1]) > 1 ? word[..^1] : word;
    }

    // The first rule whose suffix fits decides, whether its condition holds or not.
    private static string Replace(string word, (string Suffix, string By)[] rules)
    {
        var (suffix, by) = Array.Find(rules, r => Ends(word, r.Suffix));
        return suffix is not null && Measure(word[..^suffix.Length]) > 0 ? word[..^suffix.Length] + by : word;
    }

    private static bool Ends(string word, params ReadOnlySpan<string> suffixes)
    {
        foreach (var suffix in suffixes)
        {
            if (word.EndsWith(suffix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsConsonant(string word, int i) => word[i] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => i == 0 || !IsConsonant(word, i - 1),
        _ => true,
    };

    private static bool HasVowel(string stem) => Enumerable.Range(0, stem.Length).Any(i => !IsConsonant(stem, i));

    // How often a vowel is followed by a consonant.
    private static int Measure(string stem) =>
        Enumerable.Range(1, Math.Max(0, stem.Length - 1)).Count(i => !IsConsonant(stem, i - 1) && IsConsonant(stem, i));

    // Consonant, vowel, consonant other than w, x, y; or two letters, vowel and consonant.
    private static bool IsShort(string word)
    {
        var n = word.Length;
        var endsShort = n >= 2 && !IsConsonant(word, n - 2) && IsConsonant(word, n - 1);
        return endsShort && (n == 2 || (IsConsonant(word, n - 3) && word[^1] is not ('w' or 'x' or 'y')));
    }
}
