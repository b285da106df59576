namespace Plotly.NET;

/// <summary>How the page of an exported chart is made.</summary>
public class DisplayOptions : DynamicObj.DynamicObj
{
    private const string Reference = "PlotlyJSReference";

    /// <summary>Options that take plotly.js from its CDN and set nothing else.</summary>
    public static DisplayOptions initCDNOnly() => new DisplayOptions().Set(Reference,
        PlotlyJSReference.NewCDN($"https://cdn.plot.ly/plotly-{PlotlyJSReference.Version}.min.js"));

    /// <summary>
    /// Adds <paramref name="second"/> to <paramref name="first"/> and returns <paramref name="first"/>.
    /// </summary>
    public static DisplayOptions combine(DisplayOptions first, DisplayOptions second)
    {
        first.Merge(second);
        return first;
    }

    /// <summary>Where the page takes plotly.js from; nowhere when nothing was said.</summary>
    public static PlotlyJSReference getPlotlyReference(DisplayOptions displayOpts) =>
        displayOpts.Properties.GetValueOrDefault(Reference) as PlotlyJSReference ?? PlotlyJSReference.NoReference;

    /// <summary>The title of the page; empty when nothing was said.</summary>
    public static string getDocumentTitle(DisplayOptions displayOpts) => displayOpts.Text("DocumentTitle");

    /// <summary>The character set of the page; empty when nothing was said.</summary>
    public static string getDocumentCharset(DisplayOptions displayOpts) => displayOpts.Text("DocumentCharset");

    /// <summary>The description of the page; empty when nothing was said.</summary>
    public static string getDocumentDescription(DisplayOptions displayOpts) => displayOpts.Text("DocumentDescription");

    private string Text(string name) => Properties.GetValueOrDefault(name) as string ?? "";
}
