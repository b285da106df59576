namespace PeftWorkbook.Survey;

/// <summary>The rules of counting for the methods of the survey's Tables 1 and 2.</summary>
internal static class SurveyRules
{
    private const string Classifier = " + classifier";
    private const string Together = "no setting gives both models' counts";

    /// <summary>The rules for RoBERTa on GLUE.</summary>
    public static IReadOnlyList<SurveyRule> Glue { get; } = [.. Standard(), .. Sought(), .. Unexplained()];

    /// <summary>
    /// The rules for language models on reasoning: the survey states no settings, so Table 1's are taken, and for prefixes the
    /// length that comes near.
    /// </summary>
    public static IReadOnlyList<SurveyRule> Reasoning { get; } =
    [
        .. from rule in Standard()
           where rule.Methods.Intersect(["Prefix-tuning", "(IA)3", "LoRA", "AdaLoRA", "RoCoFT3-Row", "RoCoFT3-Column"]).Any()
           select Unstated(rule),
        new(["Propulsion"], "L·Σd over all linear layers, once for each of n degrees", "n", 1, (a, n) => n * Sum(a, l => l.Outputs))
        {
            Assumption = "the settings are not stated; the print repeats RoCoFT's count",
        },
    ];

    private static SurveyRule Unstated(SurveyRule rule) => rule with
    {
        Methods = [.. rule.Methods.Select(m => m == "Prefix-tuning" ? "Prefix" : m)],
        Formula = rule.Formula.Replace(Classifier, "", StringComparison.Ordinal),
        Setting = rule.Methods.Contains("Prefix-tuning") ? 128 : rule.Setting,
        CountsHead = false,
        IsStandard = false,
        Assumption = rule.Methods.Contains("Prefix-tuning")
            ? "the settings are not stated; with 128 positions the formula comes near"
            : "the settings are not stated; Table 1's are taken, without a classifier",
    };

    private static double Sum(SurveyArchitecture a, Func<SurveyLinear, double> count) => a.Layers * a.Linears.Sum(count);

    private static double QueryValue(SurveyArchitecture a, Func<SurveyLinear, double> count) =>
        a.Layers * a.Linears.Where(l => l.Is("query", "value")).Sum(count);

    private static double Body(SurveyArchitecture a) =>
        ((a.Embeddings + 2) * a.Hidden) + Sum(a, l => (l.Outputs * l.Inputs) + l.Outputs) + (a.Layers * 4 * a.Hidden);

    private static IEnumerable<SurveyRule> Standard() => [.. WithHead(), .. WithoutHead()];

    private static IEnumerable<SurveyRule> WithHead() =>
        from rule in new SurveyRule[]
        {
            new(["FT"], "(V+P+T+2)·D + L·(Σ(d·k+d) + 4D)", "", 0, (a, _) => Body(a)),
            new(["Prompt tuning", "Prompt-tuning"], "n·D", "n", 20, (a, n) => n * a.Hidden),
            new(["Prefix-tuning"], "2·L·n·D", "n", 20, (a, n) => 2 * a.Layers * n * a.KeyWidth),
            new(["(IA)3"], "L·(keys + values + D + I)", "", 0, (a, _) => a.Layers * ((2 * a.KeyWidth) + a.Hidden + a.FeedForward)),
            new(["LoRA"], "L·Σr(d+k) on query and value", "r", 8, (a, r) => QueryValue(a, l => r * (l.Outputs + l.Inputs))),
            new(["AdaLoRA"], "L·Σr(d+k+1) on query and value", "r", 12,
                (a, r) => QueryValue(a, l => r * (l.Outputs + l.Inputs + 1))),
        }
        select rule with { Formula = rule.Formula + Classifier, CountsHead = true, IsStandard = true };

    private static IEnumerable<SurveyRule> WithoutHead() =>
        from rule in new SurveyRule[]
        {
            new(["BitFit"], "L·Σd: the biases of the linear layers", "", 0, (a, _) => Sum(a, l => l.Outputs))
            {
                Assumption = "biases of norms, embeddings' norm and classifier are not counted",
            },
            new(["VeRA"], "L·Σ(d+r) on query and value", "r", 1024, (a, r) => QueryValue(a, l => l.Outputs + r)),
            new(["RoCoFT1-Row"], "L·Σrk on all linear layers", "r", 1, (a, r) => Sum(a, l => r * l.Inputs)),
            new(["RoCoFT3-Row"], "L·Σrk on all linear layers", "r", 3, (a, r) => Sum(a, l => r * l.Inputs))
            {
                Assumption = "the print is three times the print of one row",
            },
            new(["RoCoFT1-Column"], "L·Σrd on all linear layers", "r", 1, (a, r) => Sum(a, l => r * l.Outputs)),
            new(["RoCoFT3-Column"], "L·Σrd on all linear layers", "r", 3, (a, r) => Sum(a, l => r * l.Outputs))
            {
                Assumption = "the print is three times the print of one column",
            },
            new(["Propulsion1-Row"], "n·(L·Σd + 4D + 2): linear layers, three embeddings, classifier", "n", 1, Propulsion),
            new(["Propulsion3-Row"], "n·(L·Σd + 4D + 2): linear layers, three embeddings, classifier", "n", 3, Propulsion)
            {
                Assumption = "or three times the print of one row",
            },
            new(["PropulsionAttn"], "L·Σd on query, key and value", "", 0, (a, _) => a.Layers * (a.Hidden + (2 * a.KeyWidth))),
        }
        select rule with { IsStandard = true };

    private static double Propulsion(SurveyArchitecture a, double n) =>
        n * (Sum(a, l => l.Outputs) + ((a.EmbeddingTables + 1) * a.Hidden) + 2);

    private static IEnumerable<SurveyRule> Sought() =>
    [
        new(["AdapterS"], "L·(2(2Dm+m+D) + 2D): two adapters and a norm", "m", 200,
            (a, m) => a.Layers * ((2 * Bottleneck(a, m)) + (2 * a.Hidden)))
        {
            Assumption = "the width was looked for: 200 gives both models' counts, if one norm a layer is trained and the " +
                "classifier is not counted",
        },
        new(["MAM Adapter"], "L·(2nD + 2Dm+m+D) with n = m, + classifier", "m", 32,
            (a, m) => a.Layers * ((2 * m * a.Hidden) + Bottleneck(a, m)))
        {
            CountsHead = true,
            Assumption = $"the width was looked for: 32 gives the base model's count; {Together}",
        },
        new(["PROPETLAdapter"], "2Dm+m+D + L·2Dm scores + classifier", "m", 64, (a, m) => Bottleneck(a, m) + (a.Layers * 2 * a.Hidden * m))
        {
            CountsHead = true,
            Assumption =
                $"the scores that make the masks are counted as parameters; 64 gives the base model's count; {Together}",
        },
        new(["PROPETLPrefix"], "nD + Dm+m + 2LD(m+1) with n = 64, + classifier", "m", 512,
            (a, m) => (64 * a.Hidden) + (a.Hidden * m) + m + (2 * a.Layers * a.Hidden * (m + 1)))
        {
            CountsHead = true,
            Assumption = "the prefixes of all layers come from one network 512 wide, all of it counted; masks are not",
        },
        new(["PROPETLLoRA"], "L·Σr(d+k) scores on query and value + classifier", "r", 32,
            (a, r) => QueryValue(a, l => r * (l.Outputs + l.Inputs)))
        {
            CountsHead = true,
            Assumption = "the rank was looked for; the layers' scores are counted, the shared matrices are not",
        },
        new(["LoRAFA"], "L·Σrd on query and value", "r", 24, (a, r) => QueryValue(a, l => r * l.Outputs))
        {
            Assumption = "the rank was looked for; half of LoRA's count, classifier included, prints the same",
        },
        new(["Diff Pruning"], "t percent of the encoder's weights, without pooler and classifier", "t", 1, (a, t) => t / 100 * Body(a))
        {
            Assumption = "the share that is kept was looked for; twice the weights are trained before the mask is fixed",
        },
    ];

    private static double Bottleneck(SurveyArchitecture a, double m) => (2 * a.Hidden * m) + m + a.Hidden;

    private static IEnumerable<SurveyRule> Unexplained() =>
    [
        new(["MoSLoRA"], "L·Σ(r(d+k) + r²) on query and value + classifier", "r", 8,
            (a, r) => QueryValue(a, l => (r * (l.Outputs + l.Inputs)) + (r * r)))
        {
            CountsHead = true,
            Assumption = $"LoRA's rank and layers are taken; {Together}",
        },
        new(["LoRA-XS"], "L·Σr² on query, value and both output layers", "r", 25,
            (a, r) => a.Layers * a.Linears.Count(l => l.Is("query", "value", "output", "down")) * r * r)
        {
            Assumption = "the largest rank and the layers of the paper (arXiv 2405.17604) are taken; the print needs another rank",
        },
        new(["SFT"], "t percent of the weights of the linear layers", "t", 1, (a, t) => t / 100 * Sum(a, l => l.Outputs * l.Inputs))
        {
            Assumption = "the number of trained entries is free and not stated; one percent is the code's default density",
        },
        new(["SK-Tuning (Prompt)"], "D² + D", "", 0, (a, _) => (a.Hidden * a.Hidden) + a.Hidden)
        {
            Assumption = "one square map on the prompt's states; the file that was run decides, and which is not stated",
        },
        new(["SK-Tuning (Prefix)"], "n·(D + 2LD): a map of rank n to keys and values", "n", 8,
            (a, n) => n * (a.Hidden + (2 * a.Layers * a.KeyWidth)))
        {
            Assumption = "a full map (n = D) trains far more than is printed; the rank is not stated",
        },
    ];
}
