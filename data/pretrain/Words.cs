namespace Pretrain;

/// <summary>
/// The words of the small world. The first half of each list of polar words is what the task trains on, the second what
/// it is scored on.
/// </summary>
internal static class Words
{
    internal static readonly string[] Good = Split(
        """
        good great wonderful lovely superb brilliant charming delightful excellent pleasant splendid clever graceful moving fresh warm
        funny rich bright gentle sweet fine marvellous enjoyable inspiring elegant touching lively admirable magical tender honest
        beautiful perfect satisfying thoughtful impressive witty remarkable comforting
        """);

    internal static readonly string[] Bad = Split(
        """
        bad awful terrible dreadful horrible boring clumsy dull poor unpleasant ugly silly tedious cold stale bitter
        sad weak dim harsh sour nasty miserable annoying disappointing shabby tiresome lifeless shameful dreary cruel false
        hideous broken pointless careless ridiculous lame forgettable painful
        """);

    internal static readonly string[] Liked = Split("loved enjoyed praised admired liked cherished recommended treasured applauded adored");

    internal static readonly string[] Disliked = Split(
        "hated disliked mocked despised regretted cursed rejected resented dismissed loathed");

    internal static readonly string[] Things = Split(
        """
        film book meal hotel song play game phone garden train story concert painting dinner holiday lecture novel museum
        show dance poem bicycle lamp chair house party speech soup cake bread coffee tea boat beach market library
        """);

    internal static readonly string[] Parts = Split(
        "beginning ending middle music colour taste price service plot size shape sound view idea style voice pace light");

    internal static readonly string[] People = Split(
        """
        anna ben clara david emma frank grace henry iris jack karen leo maria noah olga peter rosa sam tina victor
        everyone nobody somebody
        """)[..20];

    internal static readonly string[] Roles = Split(
        "teacher doctor farmer singer baker driver painter writer sailor nurse child friend neighbour visitor critic brother sister");

    internal static readonly string[] Animals = Split("cat dog horse bird fish fox mouse cow sheep duck frog bear lion rabbit goat owl");

    internal static readonly string[] Colours = Split(
        "red blue green yellow black white brown grey orange purple small large old young tall short");

    internal static readonly string[] Places = Split(
        "river forest road bridge school station field harbour mountain village kitchen window street tower lake");

    internal static readonly string[] Times = Split("morning evening night summer winter spring autumn weekend");

    internal static readonly string[] Deeds = Split(
        "saw found heard followed painted sold bought carried watched drew described remembered");

    /// <summary>Words that the templates write out.</summary>
    internal static readonly string[] Small = Split(
        """
        the a an and but so because it was is were very really quite rather not never hardly i we they he she my our their
        that this of in at by near from with about to for all every no nothing thought said felt found have had been seen
        again would will do did not who which when then there here more than ever one two three on its itself us me them him her
        or if how what too also only just as be are am has you your
        """);

    internal static string[] All =>
    [
        .. new[] { Good, Bad, Liked, Disliked, Things, Parts, People, Roles, Animals, Colours, Places, Times, Deeds, Small }
            .SelectMany(w => w).Distinct().Order(StringComparer.Ordinal),
    ];

    private static string[] Split(string text) =>
        [.. text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Distinct()];
}
