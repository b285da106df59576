using Spectre.Console;

namespace PeftWorkbook.Plots;

/// <summary>A progress bar outside a notebook: drawn in a terminal, a line for each tenth in a file.</summary>
internal sealed class ConsoleBar
{
    private readonly string title;
    private readonly long total;
    private readonly ManualResetEventSlim finished = new();
    private readonly Thread? drawing;
    private volatile ProgressTask? task;
    private long tenth;

    private ConsoleBar(string title, long total)
    {
        (this.title, this.total) = (title, total);
        if (Console.IsOutputRedirected)
            return;
        drawing = new Thread(Draw) { IsBackground = true, Name = "progress bar" };
        drawing.Start();
    }

    public static ConsoleBar Start(string title, long total) => new(title, total);

    public void Show(long done, string note)
    {
        if (task is { } drawn)
        {
            drawn.Value = done;
            drawn.Description = Markup.Escape($"{title} {note}".TrimEnd());
        }
        else if (drawing is null && done * 10 / total > tenth)
        {
            tenth = done * 10 / total;
            Console.WriteLine(new ProgressView(title, done, total, note, null).Text());
        }
    }

    public void Stop(long done, string note)
    {
        Show(done, note);
        finished.Set();
        drawing?.Join(TimeSpan.FromSeconds(2));
    }

    /// <summary>Spectre.Console draws for as long as this runs.</summary>
    private void Draw() => AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(),
        new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
        {
            task = context.AddTask(Markup.Escape(title), maxValue: total);
            finished.Wait();
        });
}
