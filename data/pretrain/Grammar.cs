namespace Pretrain;

/// <summary>
/// Writes passages about the small world. Within a passage opinions agree: whoever calls a thing awful goes on to say that they
/// disliked it, and "not good" goes with "hated". A model that fills in masked words has to learn which words are kind.
/// </summary>
internal sealed class Grammar(Random random)
{
    private static readonly string[] s_degrees = ["very ", "really ", "quite ", "rather ", "", "", ""];
    private static readonly string[] s_negations = ["not ", "never ", "hardly "];

    /// <summary>A passage of one or two sentences with an opinion, and a word that sums the opinion up.</summary>
    internal (string Shown, string Summary) Passage()
    {
        var isGood = random.Next(2) == 0;
        var shown = random.Next(6) switch
        {
            0 => $"{Fact()} {Opinion(isGood, Whole)}",
            1 => $"{Opinion(isGood, Whole)} {Fact()}",
            2 => $"{Opinion(isGood, Whole)} {Verdict(isGood)}",
            3 => $"{Opinion(isGood, Whole)} {Opinion(isGood, Whole)}",
            _ => Opinion(isGood, Whole),
        };
        return (shown, Pick(isGood ? Words.Liked : Words.Disliked));
    }

    /// <summary>One labelled text of the task: an opinion made of a half of the polar words, in which facts distract.</summary>
    internal string TaskText(bool isGood, Range half) => random.Next(4) switch
    {
        0 => $"{Fact()} {Opinion(isGood, half)}",
        1 => $"{Opinion(isGood, half)} {Fact()}",
        2 => $"{Opinion(isGood, half)} {Opinion(isGood, half)}",
        _ => Opinion(isGood, half),
    };

    private static Range Whole => ..;

    private string Opinion(bool isGood, Range half)
    {
        var thing = Pick(Words.Things);
        return random.Next(6) switch
        {
            0 => $"the {thing} was {Polar(isGood, half)} .",
            1 => $"i thought the {Pick(Words.Parts)} of the {thing} was {Polar(isGood, half)} .",
            2 => $"the {thing} was {Polar(isGood, half)} and the {Pick(Words.Parts)} was {Polar(isGood, half)} .",
            3 => $"{Someone()} said that the {thing} was {Polar(isGood, half)} .",
            4 => $"it was a {Plain(isGood, half)} {thing} , and {Polar(isGood, half)} too .",
            _ => $"what a {Plain(isGood, half)} {thing} this was !",
        };
    }

    private string Verdict(bool isGood) => random.Next(5) switch
    {
        0 => $"{Someone()} {Pick(isGood ? Words.Liked : Words.Disliked)} it .",
        1 => $"so we all {Pick(isGood ? Words.Liked : Words.Disliked)} the {Pick(Words.Things)} .",
        2 => $"i {Pick(isGood ? Words.Liked : Words.Disliked)} every {Pick(Words.Parts)} of it .",
        3 => $"nothing about it was {Plain(!isGood, Whole)} .",
        _ => $"{Someone()} {Pick(isGood ? Words.Liked : Words.Disliked)} it because it was {Polar(isGood, Whole)} .",
    };

    private string Fact() => random.Next(3) switch
    {
        0 => $"{Someone()} {Pick(Words.Deeds)} a {Pick(Words.Colours)} {Pick(Words.Animals)} near the {Pick(Words.Places)} .",
        1 => $"in the {Pick(Words.Times)} {Someone()} {Pick(Words.Deeds)} the {Pick(Words.Things)} from the {Pick(Words.Places)} .",
        _ => $"the {Pick(Words.Colours)} {Pick(Words.Animals)} and the {Pick(Words.Animals)} were at the {Pick(Words.Places)} .",
    };

    // "very good", or "not bad" one time in four.
    private string Polar(bool isGood, Range half) => random.Next(4) == 0
        ? Pick(s_negations) + Plain(!isGood, half)
        : Pick(s_degrees) + Plain(isGood, half);

    private string Plain(bool isGood, Range half) => Pick((isGood ? Words.Good : Words.Bad)[half]);

    private string Someone() => random.Next(2) == 0 ? Pick(Words.People) : $"the {Pick(Words.Roles)}";

    private string Pick(string[] words) => words[random.Next(words.Length)];
}
