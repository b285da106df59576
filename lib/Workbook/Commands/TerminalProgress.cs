using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Workbook.Notebooks;

namespace Workbook.Commands;

/// <summary>A line a cell in the terminal. Where lines can be redrawn, the running cell's seconds count up.</summary>
internal sealed class TerminalProgress : IRunProgress, IDisposable
{
    private readonly Lock gate = new();
    private readonly Stopwatch clock = new();
    private readonly Timer? ticker;
    private readonly Action<int> started;
    private string position = "";
    private string summary = "";

    /// <param name="started">Called with each cell's number as it starts.</param>
    public TerminalProgress(Action<int> started)
    {
        this.started = started;
        if (Terminal.IsLive)
        {
            ticker = new Timer(_ => Redraw(), null, Timeout.Infinite, 1000);
        }
    }

    /// <inheritdoc/>
    public void Started(int number, int total, string source)
    {
        started(number);
        lock (gate)
        {
            position = "["
                + number.ToString(CultureInfo.InvariantCulture)
                    .PadLeft(total.ToString(CultureInfo.InvariantCulture).Length)
                + $"/{total}]";
            summary = Summary(source);
            clock.Restart();
        }

        Redraw();
        ticker?.Change(1000, 1000);
    }

    /// <inheritdoc/>
    public void Ended(TimeSpan elapsed, string? error, bool tolerated)
    {
        ticker?.Change(Timeout.Infinite, Timeout.Infinite);
        lock (gate)
        {
            clock.Reset();
            string mark = error is null ? "[green]ok  [/]" : tolerated ? "[yellow]ok* [/]" : "[red]FAIL[/]";
            Line($"  {Markup.Escape(position)} {mark} {Seconds(elapsed),8}  [grey]{Markup.Escape(Fit(summary))}[/]", end: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ticker?.Dispose();

    /// <summary>Seconds as the terminal and the pages show them.</summary>
    public static string Seconds(TimeSpan time) => time.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private void Redraw()
    {
        lock (gate)
        {
            if (Terminal.IsLive && clock.IsRunning)
            {
                Line(
                    $"  {Markup.Escape(position)} [blue]…   [/] {Seconds(clock.Elapsed),8}  "
                    + $"[grey]{Markup.Escape(Fit(summary))}[/]",
                    end: false);
            }
        }
    }

    private static void Line(string markup, bool end)
    {
        if (Terminal.IsLive)
        {
            Terminal.Out.Write(new ControlCode("\r\u001b[2K"));
        }

        Terminal.Out.Markup(markup + (end ? "\n" : ""));
    }

    private static string Fit(string text)
    {
        int room = Math.Clamp(Terminal.Out.Profile.Width - 36, 20, 120);
        return text.Length > room ? text[..(room - 1)] + "…" : text;
    }

    /// <summary>The first line that says something.</summary>
    private static string Summary(string source) => source.Split('\n')
        .Select(line => line.Trim())
        .FirstOrDefault(line => line.Length > 0 && line is not ("{" or "}"), "");
}
