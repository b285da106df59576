using System.Text.Json.Nodes;

namespace PeftWorkbook.Text;

/// <summary>Reads the post-processor of a <c>tokenizer.json</c>: special tokens around texts, and ranges without white space.</summary>
internal sealed class PostProcessorReader
{
    /// <summary>Special tokens around texts.</summary>
    internal SpecialTokenTemplate Template { get; private set; } = SpecialTokenTemplate.None;

    /// <summary>Trims ranges, or null.</summary>
    internal Action<List<TextToken>, Func<TextToken, string>>? AdjustOffsets { get; private set; }

    internal void Read(JsonNode? node)
    {
        switch (TokenizerJson.Type(node))
        {
            case null:
                break;
            case "Sequence":
                node!["processors"]!.AsArray().ToList().ForEach(Read);
                break;
            case "TemplateProcessing":
                Template = new(Parts(node!, "single"), Parts(node!, "pair")) { LeavesLaterWindows = true };
                break;
            case "BertProcessing":
                Template = Bert(Id(node!, "cls"), Id(node!, "sep"));
                break;
            case "RobertaProcessing":
                Template = Roberta(Id(node!, "cls"), Id(node!, "sep"));
                Trim(node!);
                break;
            case "ByteLevel":
                Trim(node!);
                break;
            case var other:
                throw new InvalidDataException($"The post-processor '{other}' of the tokenizer is not known here.");
        }
    }

    /// <summary>[CLS] A [SEP] B [SEP], B being segment 1.</summary>
    internal static SpecialTokenTemplate Bert(int cls, int sep) => new(
        [new([cls], 0, 0), new(null, 0, 0), new([sep], 0, 0)],
        [new([cls], 0, 0), new(null, 0, 0), new([sep], 0, 0), new(null, 1, 1), new([sep], 0, 1)]);

    /// <summary>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;, all of segment 0.</summary>
    internal static SpecialTokenTemplate Roberta(int cls, int sep) => new(
        [new([cls], 0, 0), new(null, 0, 0), new([sep], 0, 0)],
        [new([cls], 0, 0), new(null, 0, 0), new([sep, sep], 0, 0), new(null, 1, 0), new([sep], 0, 0)]);

    /// <summary>Ranges without the white space of their tokens, as byte-level models trim them.</summary>
    internal static Action<List<TextToken>, Func<TextToken, string>> Trimming(bool addPrefixSpace) => (tokens, text) =>
    {
        var space = ByteLevel.Character((byte)' ');
        for (var i = 0; i < tokens.Count; i++)
        {
            var (token, name) = (tokens[i], text(tokens[i]));
            var leading = name.TakeWhile(c => c == space || char.IsWhiteSpace(c)).Count();
            var trailing = name.Reverse().TakeWhile(c => c == space || char.IsWhiteSpace(c)).Count();
            leading -= leading > 0 && addPrefixSpace && (i == 0 || token.Start == 0) ? 1 : 0;
            var start = leading > 0 ? Math.Min(token.Start + leading, token.End) : token.Start;
            var end = trailing > 0 && token.End >= trailing ? Math.Max(token.End - trailing, start) : token.End;
            tokens[i] = new(token.Id, start, end);
        }
    };

    private void Trim(JsonNode node)
    {
        if (TokenizerJson.Flag(node, "trim_offsets", true))
        {
            AdjustOffsets = Trimming(TokenizerJson.Flag(node, "add_prefix_space", true));
        }
    }

    private static int Id(JsonNode node, string name) => (int)node[name]![1]!;

    private static List<TemplatePart> Parts(JsonNode node, string name)
    {
        List<TemplatePart> parts = [];
        foreach (var part in node[name]!.AsArray())
        {
            if (part!["Sequence"] is { } sequence)
            {
                parts.Add(new(null, (string?)sequence["id"] == "B" ? 1 : 0, (int?)sequence["type_id"] ?? 0));
            }
            else if (part["SpecialToken"] is { } special)
            {
                var ids = node["special_tokens"]![(string)special["id"]!]!["ids"]!.AsArray();
                parts.Add(new([.. ids.Select(i => (int)i!)], 0, (int?)special["type_id"] ?? 0));
            }
        }

        return parts;
    }
}
