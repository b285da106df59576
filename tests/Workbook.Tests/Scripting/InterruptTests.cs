using System.Diagnostics;
using Workbook.Scripting;
using Xunit;

namespace Workbook.Tests.Scripting;

/// <summary>Each way a cell can hang: it ends soon after the interrupt, its finally blocks run, its variables
/// live.</summary>
public sealed class InterruptTests : IAsyncDisposable
{
    private readonly SessionHarness _cells = new();

    public ValueTask DisposeAsync() => _cells.DisposeAsync();

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("var i = 0; while (true) { i++; }")]
    [InlineData("var a = new int[4]; while (true) { a[kept]++; }")]
    [InlineData("Thread.Sleep(60_000);")]
    [InlineData("await Task.Delay(60_000);")]
    [InlineData("Task.Delay(60_000).Wait();")]
    [InlineData("await Task.Delay(1); while (true) { }")]
    [InlineData("await Task.Delay(1); Thread.Sleep(60_000);")]
    [InlineData("await Task.Run(() => Thread.Sleep(8_000));")]
    [InlineData("await new TaskCompletionSource().Task;")]
    [InlineData("while (true) { try { Thread.Sleep(60_000); } catch (ThreadInterruptedException) { } }")]
    [InlineData("while (true) Console.Write(\"x\");")]
    [InlineData("async Task Slow() { await Task.Delay(60_000); } await Slow();")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Where(x => x.ToString() == null).Count();")]
    [InlineData("Enumerable.Range(0, 1_000_000).ToList().ForEach(x => Thread.Sleep(1));")]
    [InlineData("new ManualResetEventSlim().Wait();")]
    public async Task A_hanging_cell_ends(string body)
    {
        await _cells.RunAsync("var kept = 1; var cleaned = false;");
        var (error, elapsed) = await InterruptAsync($"kept = 2;\ntry {{ {body} }}\nfinally {{ cleaned = true; }}");
        Assert.Equal("KeyboardInterrupt", error?.Name);
        Assert.True(elapsed < TimeSpan.FromSeconds(3), $"{body} ended {elapsed.TotalSeconds:f1} s after the interrupt");
        Assert.Equal("2 True", await _cells.ValueAsync("kept + \" \" + cleaned"));
    }

    [Fact]
    public async Task A_thread_that_never_ends_is_left_behind_and_the_cell_freed()
    {
        const string code = "var stop = false; try { Thread.Sleep(60_000); } finally { while (!stop) { } }";
        var (error, elapsed) = await InterruptAsync(code);
        Assert.Equal("KeyboardInterrupt", error?.Name);
        Assert.Contains("Restart the kernel", error!.Message);
        Assert.True(elapsed < TimeSpan.FromSeconds(8), $"{elapsed}");
        Assert.Equal("3", await _cells.ValueAsync("stop = true; 1 + 2"));
    }

    [Fact]
    public async Task A_cell_may_take_the_interrupt_itself()
    {
        var (error, _) = await InterruptAsync(
            "var seen = false; try { await Task.Delay(60_000); } catch (OperationCanceledException) { seen = true; }");
        Assert.Null(error);
        Assert.Equal("True", await _cells.ValueAsync("seen"));
    }

    [Fact]
    public async Task Waiting_for_a_task_that_continues_on_the_context_does_not_deadlock()
    {
        Assert.Equal("5", await _cells.ValueAsync(
            "async Task<int> Later() { await Task.Delay(5); await Task.Yield(); return 5; } Later().Result"));
        Assert.Equal("5", await _cells.ValueAsync("await Task.Delay(1); Later().GetAwaiter().GetResult()"));
    }

    [Fact]
    public async Task An_interrupt_while_nothing_runs_is_harmless()
    {
        using var interrupt = new CancellationTokenSource();
        await _cells.InterruptibleAsync("var a = 1;", new RecordingOutput(), interrupt.Token);
        await interrupt.CancelAsync();
        Assert.Equal("1", await _cells.ValueAsync("a"));
    }

    private async Task<(CellError? Error, TimeSpan Elapsed)> InterruptAsync(string code)
    {
        using var interrupt = new CancellationTokenSource();
        var output = new RecordingOutput();
        var running = _cells.InterruptibleAsync("Console.Write(\"started\");" + code, output, interrupt.Token);
        while (output.Out.Length == 0 && !running.IsCompleted)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted, "the cell ended by itself");
        var clock = Stopwatch.StartNew();
        await interrupt.CancelAsync();
        var (result, _) = await running;
        return (result.Error, clock.Elapsed);
    }

    [Fact]
    public async Task What_makes_code_interruptible_changes_no_meaning()
    {
        Assert.Equal("2", await _cells.ValueAsync(
            "System.Linq.Expressions.Expression<Func<int, int>> tree = x => x + 1; tree.Compile()(1)"));
        Assert.Equal("x => (x + 1)", await _cells.ValueAsync("tree.ToString()"));
        await _cells.RunAsync("Action<int> act = x => x.ToString(); act(1); Func<Task> f = async () => await Task.Delay(1);"
            + "await f(); Func<int, string> none = _ => null; Func<Task<int>> g = async () => await Task.FromResult(1);"
            + "Action boom = () => throw new InvalidOperationException(); List<int> made = [.. new[] { 1 }.Select(x => x)];"
            + "Func<object> target = () => new(); int[] a = [1]; Func<int> get = () => a[0]++; for (;;) break;"
            + "do a[0]++; while (a[0] < 5); foreach (var (k, v) in new Dictionary<int, int> { [1] = 2 }) a[0] += k * v;");
        Assert.Equal("7", await _cells.ValueAsync("a[0]"));
    }
}
