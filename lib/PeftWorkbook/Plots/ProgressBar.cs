using System.Diagnostics;

namespace PeftWorkbook.Plots;

/// <summary>A bar that fills; see <see cref="Progress.Bar"/>.</summary>
public sealed class ProgressBar : IDisposable
{
    private readonly long total;
    private readonly string title;
    private readonly Lock gate = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Refresh refresh = new();
    private readonly ConsoleBar? console;
    private long done;
    private string note = "";
    private bool isDone;

    internal ProgressBar(long total, string title)
    {
        (this.total, this.title) = (total, title);
        if (Refresh.IsNotebook)
            refresh.Show(View(final: false));
        else
            console = ConsoleBar.Start(title, total);
    }

    /// <summary>How many steps are done.</summary>
    public long Value
    {
        get
        {
            lock (gate)
                return done;
        }
    }

    /// <summary>One more step is done.</summary>
    /// <param name="note">What else there is to say, such as <c>loss 0.42</c>.</param>
    public void Step(string? note = null) => Set(Value + 1, note);

    /// <summary>So many steps are done.</summary>
    /// <param name="value">The number of steps, from 0 to the total; anything beyond counts as the total.</param>
    /// <param name="note">What else there is to say.</param>
    public void Set(long value, string? note = null)
    {
        lock (gate)
        {
            if (isDone)
                return;
            (done, this.note) = (Math.Clamp(value, 0, total), note ?? this.note);
            if (console is null)
                refresh.Offer(() => View(final: false));
            else
                console.Show(done, this.note);
        }
    }

    /// <summary>
    /// The work is over. What stays says how many steps were done and the last note, but no time, so that an executed
    /// notebook is the same each time.
    /// </summary>
    public void Done()
    {
        lock (gate)
        {
            if (isDone)
                return;
            isDone = true;
            if (console is null)
                refresh.Show(View(final: true));
            else
                console.Stop(done, note);
        }
    }

    /// <summary>The same as <see cref="Done"/>.</summary>
    public void Dispose() => Done();

    private ProgressView View(bool final)
    {
        TimeSpan? left = final || done == 0 ? null : clock.Elapsed * ((double)(total - done) / done);
        return new ProgressView(title, done, total, note, left);
    }
}
