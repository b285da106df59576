namespace Workbook.Widgets;

/// <summary>Names and versions of the ipywidgets protocol 2.1.</summary>
internal static class WidgetProtocol
{
    /// <summary>The comm target of models.</summary>
    public const string Target = "jupyter.widget";

    /// <summary>The comm target a reloaded page asks for all states.</summary>
    public const string ControlTarget = "jupyter.widget.control";

    /// <summary>The protocol's version, in the metadata of <c>comm_open</c>.</summary>
    public const string Version = "2.1.0";

    /// <summary>MIME type of a view.</summary>
    public const string ViewType = "application/vnd.jupyter.widget-view+json";

    /// <summary>Prefix of a reference from one model to another.</summary>
    public const string Reference = "IPY_MODEL_";

    /// <summary>Module of layouts and style views.</summary>
    public const string Base = "@jupyter-widgets/base";

    /// <summary>Module of the controls.</summary>
    public const string Controls = "@jupyter-widgets/controls";

    /// <summary>Module of the output widget.</summary>
    public const string Output = "@jupyter-widgets/output";

    /// <summary>The version of a module that front ends of ipywidgets 8 have.</summary>
    /// <param name="module">The module.</param>
    public static string VersionOf(string module) => module == Output ? "1.0.0" : "2.0.0";
}
