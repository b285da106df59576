using System.Runtime.InteropServices;
using Microsoft.DotNet.Interactive.Formatting;

namespace Workbook.Scripting;

/// <summary>Directives that tell the reader something.</summary>
internal static class InfoDirectives
{
    private const int MaxValueLength = 80;

    /// <summary><c>#!who</c>.</summary>
    public static Task WhoAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var names = cell.Engine.Variables.Select(v => v.Name);
        cell.Output.Display(MimeBundle.Text(string.Join('\n', names)), null);
        return Task.CompletedTask;
    }

    /// <summary><c>#!whos</c>.</summary>
    public static Task WhosAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var rows = cell.Engine.Variables.Select(v => new
        {
            Variable = v.Name,
            Type = TypeNames.Of(v.Type),
            Value = Shorten(v.Value.ToDisplayString(PlainTextSummaryFormatter.MimeType)),
        });
        rows.DisplayTable();
        return Task.CompletedTask;
    }

    /// <summary><c>#!lsmagic</c> and <c>#!help</c>.</summary>
    public static Task ListAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var directives = DirectiveTable.All.Values.Distinct().ToList();
        var width = directives.Max(d => d.Usage.Length);
        var lines = directives.Select(d => $"{d.Usage.PadRight(width)}  {d.Help}");
        cell.Output.Display(MimeBundle.Text(string.Join('\n', lines)), null);
        return Task.CompletedTask;
    }

    /// <summary><c>#!about</c>.</summary>
    public static Task AboutAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var about = $"PEFT Workbook for .NET {typeof(InfoDirectives).Assembly.GetName().Version?.ToString(3)}: "
            + $"C# 14 on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}";
        cell.Output.Display(MimeBundle.Text(about), null);
        return Task.CompletedTask;
    }

    private static string Shorten(string value) =>
        value.Length > MaxValueLength ? value[..(MaxValueLength - 1)] + "…" : value;
}
