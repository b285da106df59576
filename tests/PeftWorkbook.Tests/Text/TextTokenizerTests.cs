using System.Diagnostics;
using PeftWorkbook.Text;

namespace PeftWorkbook.Tests.Text;

/// <summary>What holds for every tokenizer whatever its vocabulary: speed, order of ranges, templates.</summary>
public sealed class TextTokenizerTests
{
    private static readonly string? s_hub = FindHub();

    public static IEnumerable<TheoryDataRow<string>> Folders() => s_hub is null
        ? [new TheoryDataRow<string>("") { Skip = "No hub of tokenizers: set WORKBOOK_HUB." }]
        : [.. Directory.EnumerateDirectories(Path.Combine(s_hub, "tokenizers")).Order().Select(f => new TheoryDataRow<string>(f))];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_megabyte_a_second_and_no_quadratic_words(string folder)
    {
        var tokenizer = TextTokenizer.Load(folder);
        var words = "the quick brown fox jumps over a lazy dog while nobody looks and it rains again tomorrow".Split(' ');
        var random = new Random(1);
        var text = string.Join(' ', Enumerable.Range(0, 200_000).Select(_ => words[random.Next(words.Length)]));
        tokenizer.Encode(text[..50_000]);
        Assert.True(Seconds(() => tokenizer.Encode(text)) < 8 * text.Length / 1e6, "slower than an eighth of a megabyte a second");
        var (small, large) = (new string('a', 125_000), new string('a', 1_000_000));
        tokenizer.Encode(small);
        var (a, b) = (Seconds(() => tokenizer.Encode(small)), Seconds(() => tokenizer.Encode(large)));
        Assert.True(b < Math.Max(24 * a, 2), $"{a:0.00} s for 125 kB without a space, {b:0.00} s for 1 MB");
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Any_text_has_ranges_within_it(string folder)
    {
        var tokenizer = TextTokenizer.Load(folder);
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var text = new string(
                [.. Enumerable.Range(0, random.Next(40))
                    .Select(_ => (char)random.Next(random.Next(3) == 0 ? 0x10000 : 0x180))]);
            var encoding = tokenizer.Encode(text);
            Assert.All(
                encoding.Offsets,
                o => Assert.True(0 <= o.Start && o.Start <= o.End && o.End <= text.Length, $"{o} of {text.Length}"));
            Assert.All(encoding.Ids, id => Assert.NotNull(tokenizer.IdToToken(id)));
            Assert.NotNull(tokenizer.Decode(encoding.Ids));
        }
    }

    [Theory]
    [InlineData("{% for m in messages -%}\n {{ m.role|upper }}:{{ m['content'] }}\n{% endfor %}", "USER:hi\nASSISTANT:yo\n")]
    [InlineData("{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + loop.index %}{% endfor %}{{ ns.n }}", "3")]
    [InlineData("{{ 'a' if messages|length > 3 else messages[-1].content }}{{ messages[::-1][0]['role'] }}", "yoassistant")]
    [InlineData("{%- if add_generation_prompt is defined and not add_generation_prompt -%} x "
        + "{%- elif true %}y{% endif %}{# gone #}!", "x!")]
    [InlineData("{{ {'a': [1, 2.5, none, true]} | tojson }}{{ ' b '.strip() ~ 1 }}", "{\"a\": [1, 2.5, null, true]}b1")]
    public void Templates_mean_what_Jinja_means(string template, string expected) =>
        Assert.Equal(expected, new Jinja(template).Render([new("user", "hi"), new("assistant", "yo")]));

    [Theory]
    [InlineData("{% for x in y %}")]
    [InlineData("{{ 1 + }}")]
    [InlineData("{% macro f() %}{% endmacro %}")]
    [InlineData("{{ raise_exception('no') }}")]
    [InlineData("{{ messages.absent.deeper }}")]
    [InlineData("{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}")]
    public void Broken_templates_give_a_sentence(string template) =>
        Assert.StartsWith(
            "The chat template ",
            Assert.Throws<FormatException>(() => new Jinja(template).Render([])).Message,
            StringComparison.Ordinal);

    private static double Seconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    private static string? FindHub()
    {
        if (Environment.GetEnvironmentVariable("WORKBOOK_HUB") is { Length: > 0 } given)
        {
            return given;
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (Directory.Exists(Path.Combine(at.FullName, "shared", "hub", "tokenizers")))
            {
                return Path.Combine(at.FullName, "shared", "hub");
            }
        }

        return null;
    }

    private sealed record Jinja(string Template)
    {
        internal string Render(ChatTurn[] messages) =>
            new PeftWorkbook.Text.Jinja.JinjaTemplate(Template).Render(new Dictionary<string, object?>
            {
                ["messages"] = messages
                    .Select(m => (object?)new Dictionary<string, object?>
                    {
                        ["role"] = m.Role,
                        ["content"] = m.Content,
                    })
                    .ToList(),
                ["add_generation_prompt"] = false,
            });
    }
}
