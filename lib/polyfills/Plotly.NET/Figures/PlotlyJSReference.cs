namespace Plotly.NET;

/// <summary>Where an exported page takes plotly.js from.</summary>
public sealed class PlotlyJSReference
{
    /// <summary>plotly.js of the version that the workbook is tested with.</summary>
    internal const string Version = "2.35.3";

    private PlotlyJSReference(string? address, bool isFull = false, bool isRequire = false) =>
        (Address, IsFull, IsRequire) = (address, isFull, isRequire);

    /// <summary>The script itself is written into the page: 4.5 MB, and no network is needed.</summary>
    public static PlotlyJSReference Full { get; } = new(null, isFull: true);

    /// <summary>The page that holds the chart already has plotly.js.</summary>
    public static PlotlyJSReference NoReference { get; } = new(null);

    /// <summary>The address of the script, where there is one.</summary>
    internal string? Address { get; }

    /// <summary>Whether the script is written into the page.</summary>
    public bool IsFull { get; }

    /// <summary>Whether require.js loads the script.</summary>
    public bool IsRequire { get; }

    /// <summary>Whether a script tag loads the script.</summary>
    public bool IsCDN => Address is not null && !IsRequire;

    /// <summary>Whether the page is expected to have plotly.js.</summary>
    public bool IsNoReference => Address is null && !IsFull;

    /// <summary>A script tag with this address, absolute or relative to the page.</summary>
    public static PlotlyJSReference NewCDN(string item) => new(item);

    /// <summary>require.js loads the script from this address.</summary>
    public static PlotlyJSReference NewRequire(string item) => new(item, isRequire: true);
}
