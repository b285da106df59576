namespace Plotly.NET;

/// <summary>What a chart gets unless it is made with <c>UseDefaults: false</c>.</summary>
public static class Defaults
{
    private const int Side = 600;

    /// <summary>The width of a chart in pixels.</summary>
    public static int DefaultWidth { get; set; } = Side;

    /// <summary>The height of a chart in pixels.</summary>
    public static int DefaultHeight { get; set; } = Side;

    /// <summary>How a chart behaves in the page.</summary>
    public static Config DefaultConfig { get; set; } = Responsive();

    /// <summary>How the page of an exported chart is made.</summary>
    public static DisplayOptions DefaultDisplayOptions { get; set; } = Page();

    /// <summary>Colours, fonts and lines of a chart.</summary>
    public static Template DefaultTemplate { get; set; } = ChartTemplates.plotly;

    /// <summary>Sets everything back to what it was at the start.</summary>
    public static void reset()
    {
        DefaultWidth = Side;
        DefaultHeight = Side;
        DefaultConfig = Responsive();
        DefaultDisplayOptions = Page();
        DefaultTemplate = ChartTemplates.plotly;
    }

    private static Config Responsive() => new Config().Set("responsive", true);

    private static DisplayOptions Page() => DisplayOptions.initCDNOnly()
        .Set("DocumentTitle", "Plotly.NET Datavisualization").Set("DocumentCharset", "UTF-8")
        .Set("DocumentDescription", "A plotly.js graph generated with Plotly.NET");
}
