namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The style sheet of trees and tables. It takes its colours from the front end's theme.</summary>
internal static class HtmlStyles
{
    public const string Element =
        """
        <style>
        .dni-code-hint { font-style: italic; overflow: hidden; white-space: nowrap; }
        .dni-treeview { white-space: nowrap; }
        .dni-treeview td { vertical-align: top; text-align: start; }
        details.dni-treeview { padding-left: 1em; }
        table td { text-align: start; }
        table tr { vertical-align: top; margin: 0; }
        .dni-plaintext pre { white-space: pre-wrap; word-break: break-word; margin: 0; padding: 0; background: none; }
        </style>
        """;
}
