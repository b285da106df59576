namespace PeftWorkbook.Plots;

/// <summary>The colours of the workbook's own charts: one thing has one colour in all notebooks.</summary>
public static class Palette
{
    /// <summary>What is trained or comes after training.</summary>
    public const string After = "#2a78d6";

    /// <summary>What is frozen or comes before training.</summary>
    public const string Before = "#a9b4c2";

    /// <summary>What is set beside the main thing: a validation curve, another method.</summary>
    public const string Other = "#eb6834";

    /// <summary>Guides: lines and texts that are not data.</summary>
    public const string Muted = "#6b7785";
}
