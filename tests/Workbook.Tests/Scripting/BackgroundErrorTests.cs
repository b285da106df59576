using Xunit;

namespace Workbook.Tests.Scripting;

public sealed class BackgroundErrorTests
{
    [Fact]
    public async Task An_exception_goes_to_the_cell_that_started_its_thread()
    {
        await using var cells = new SessionHarness();
        var first = await cells.RunAsync(
            "var go = new ManualResetEventSlim();\n"
            + "var thread = new Thread(() => { go.Wait(); try { throw new FormatException(\"lost\"); }\n"
            + "  catch (Exception e) { Workbook.Scripting.BackgroundErrors.Report(e, \"a background thread\"); } });\n"
            + "thread.Start();");
        var second = await cells.RunAsync("go.Set(); thread.Join();");
        Assert.Contains("Unhandled exception on a background thread:", first.Error);
        Assert.Contains("Cell In[1], line 2", first.Error);
        Assert.Equal("", second.Error);
    }
}
