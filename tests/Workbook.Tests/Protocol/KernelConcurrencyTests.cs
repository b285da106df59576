using System.Text.Json.Nodes;
using Workbook.Scripting;
using Workbook.Tests.Zmtp;
using Xunit;

namespace Workbook.Tests.Protocol;

/// <summary>Interrupts, input, background output, floods: what happens beside a running cell.</summary>
[Collection(nameof(RunsAlone))]
public sealed class KernelConcurrencyTests : IDisposable
{
    private static readonly CellResult Nothing = new(null, null);

    private readonly KernelFixture _fixture = new();

    private TestClient Client => _fixture.Client;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Control_answers_while_a_cell_runs()
    {
        using var go = new ManualResetEventSlim(false);
        _fixture.Session.Cells["wait"] = (_, _, _) =>
        {
            go.Wait();
            return Task.FromResult(Nothing);
        };
        var id = Client.Send("shell", "execute_request", new() { ["code"] = "wait" });
        Assert.Equal("kernel_info_reply", Client.Ask("kernel_info_request", channel: "control").Reply.Type);
        go.Set();
        Assert.Equal(id, Client.Receive("shell").ParentId);
    }

    [Fact]
    public void An_interrupt_cancels_the_cell_and_is_answered_at_once()
    {
        _fixture.Session.Cells["wait"] = (_, _, interrupt) =>
        {
            // Callbacks of user code may take their time.
            interrupt.Register(() => Thread.Sleep(3000));
            interrupt.WaitHandle.WaitOne();
            return Task.FromResult(new CellResult(null, new CellError("KeyboardInterrupt", "stopped", [])));
        };
        Client.Send("shell", "execute_request", new() { ["code"] = "wait" });
        Thread.Sleep(100);
        var started = Environment.TickCount64;
        Assert.Equal("""{"status":"ok"}""", Client.Ask("interrupt_request", channel: "control").Reply.Content.ToJsonString());
        Assert.True(Environment.TickCount64 - started < 2000);
        Assert.Equal("KeyboardInterrupt", (string?)Client.Receive("shell").Content["ename"]);
    }

    [Fact]
    public void An_interrupt_with_nothing_running_is_harmless()
    {
        Client.Ask("interrupt_request", channel: "control");
        _fixture.Session.Cells["check"] = (_, _, interrupt)
            => Task.FromResult(new CellResult(MimeBundle.Text($"{interrupt.IsCancellationRequested}"), null));
        var (_, published) = Client.Execute("check");
        Assert.Equal("False", (string?)published[^2].Content["data"]!["text/plain"]);
    }

    [Fact]
    public void A_cell_that_does_not_stop_is_left_behind_and_the_kernel_says_so()
    {
        using var go = new ManualResetEventSlim(false);
        _fixture.Session.Cells["deaf"] = (_, output, _) =>
        {
            while (!go.Wait(5))
                output.Write(OutputStream.Out, "still here\n");
            return Task.FromResult(Nothing);
        };
        var id = Client.Send("shell", "execute_request", new() { ["code"] = "deaf" });
        Thread.Sleep(50);
        Client.Ask("interrupt_request", channel: "control");
        var reply = Client.Receive("shell");
        Assert.Equal("KeyboardInterrupt", (string?)reply.Content["ename"]);
        Assert.Contains("restart", (string?)reply.Content["evalue"]);
        Client.PublishedFor(id);
        Thread.Sleep(200);
        while (Client.TryNext(0) is { } late)
            Assert.NotEqual("stream", late.Type);
        var (second, _) = Client.Execute("value 1");
        Assert.Contains("Restart the kernel", (string?)second.Content["evalue"]);
        go.Set();
        Assert.True(SpinWait.SpinUntil(
            () => (string?)Client.Execute("value 1").Reply.Content["status"] == "ok", 5000));
    }

    [Fact]
    public void Output_after_the_cells_end_keeps_the_cells_parent()
    {
        using var go = new ManualResetEventSlim(false);
        _fixture.Session.Cells["leave"] = (_, output, _) =>
        {
            new Thread(() =>
            {
                go.Wait();
                output.Write(OutputStream.Out, "late");
            }).Start();
            return Task.FromResult(Nothing);
        };
        var id = Client.Send("shell", "execute_request", new() { ["code"] = "leave" });
        Client.Receive("shell");
        Client.PublishedFor(id);
        Client.Execute("value 1");
        go.Set();
        var late = Client.Next();
        Assert.Equal(("stream", id), (late.Type, late.ParentId));
    }

    [Fact]
    public void Small_writes_are_gathered_and_nothing_is_lost()
    {
        const int Lines = 100_000;
        _fixture.Session.Cells["many"] = (_, output, _) =>
        {
            for (var i = 0; i < Lines; i++)
                output.Write(OutputStream.Out, $"line {i,9}, of about fifty characters in all....\n");
            return Task.FromResult(Nothing);
        };
        var (_, published) = Client.Execute("many");
        var streams = published.Where(message => message.Type == "stream").ToList();
        var text = string.Concat(streams.Select(message => (string?)message.Content["text"]));
        Assert.Equal(string.Concat(Enumerable.Range(0, Lines).Select(
            i => $"line {i,9}, of about fifty characters in all....\n")), text);
        Assert.InRange(streams.Count, 2, 200);
    }

    [Fact]
    public void What_is_printed_shows_while_the_cell_runs()
    {
        using var go = new ManualResetEventSlim(false);
        _fixture.Session.Cells["wait"] = (_, output, _) =>
        {
            output.Write(OutputStream.Out, "first");
            go.Wait();
            return Task.FromResult(Nothing);
        };
        Client.Send("shell", "execute_request", new() { ["code"] = "wait" });
        Seen seen;
        while ((seen = Client.Next(2000)).Type != "stream")
        {
        }

        Assert.Equal("first", (string?)seen.Content["text"]);
        go.Set();
    }

    [Fact]
    public void A_surrogate_pair_written_in_halves_arrives_whole()
    {
        _fixture.Session.Cells["halves"] = (_, output, _) =>
        {
            output.Write(OutputStream.Out, new string('x', (1 << 16) - 1) + "\ud83d");
            output.Write(OutputStream.Out, "\ude00");
            return Task.FromResult(Nothing);
        };
        var (_, published) = Client.Execute("halves");
        var text = string.Concat(published.Where(m => m.Type == "stream").Select(m => (string?)m.Content["text"]));
        Assert.EndsWith("x😀", text);
    }

    [Fact]
    public void An_endless_printer_is_held_up_by_a_slow_reader_and_can_be_interrupted()
    {
        using var slow = RawPeer.Connect(_fixture.Kernel.Sockets.IoPub.Port, "SUB");
        slow.Send(RawPeer.Command("SUBSCRIBE", [.. "stream"u8]));
        slow.ReadMessage();
        _fixture.Session.Cells["endless"] = (_, output, interrupt) =>
        {
            var line = new string('y', 1000);
            while (!interrupt.IsCancellationRequested)
                output.Write(OutputStream.Out, line);
            return Task.FromResult(Nothing);
        };
        var id = Client.Send("shell", "execute_request", new() { ["code"] = "endless" });
        var publisher = _fixture.Kernel.Sockets.IoPub;
        Assert.True(SpinWait.SpinUntil(() => publisher.Backlog() > 4 << 20, 10_000));
        for (var i = 0; i < 100; i++)
        {
            Assert.True(publisher.Backlog() < 8 << 20);
            Thread.Sleep(5);
        }

        Client.Ask("interrupt_request", channel: "control");
        Assert.Equal("ok", (string?)Client.Receive("shell").Content["status"]);
        Client.PublishedFor(id);
    }

    [Fact]
    public void Nothing_starves_when_every_pool_thread_is_blocked()
    {
        var release = new ManualResetEventSlim(false);
        _fixture.Session.Cells["starve"] = (_, _, interrupt) =>
        {
            for (var i = 0; i < 300; i++)
                ThreadPool.QueueUserWorkItem(_ => release.Wait());
            interrupt.WaitHandle.WaitOne();
            return Task.FromResult(Nothing);
        };
        var id = Client.Send("shell", "execute_request", new() { ["code"] = "starve" });
        Thread.Sleep(200);
        try
        {
            using var heart = RawPeer.Connect(_fixture.Kernel.Sockets.Heartbeat.Port, "REQ");
            var started = Environment.TickCount64;
            heart.SendMessage("", "beat");
            Assert.Equal(["", "beat"], heart.ReadMessage());
            Client.Ask("interrupt_request", channel: "control");
            Assert.Equal(id, Client.Receive("shell").ParentId);
            Assert.True(Environment.TickCount64 - started < 5000);
        }
        finally
        {
            release.Set();
        }
    }

    [Fact]
    public void Input_goes_to_the_client_that_runs_the_cell_and_stale_answers_are_dropped()
    {
        _fixture.Session.Cells["ask"] = async (_, output, interrupt) =>
        {
            output.Write(OutputStream.Out, "before ");
            var first = await output.ReadInputAsync("name? ", false, interrupt);
            var second = await output.ReadInputAsync("password? ", true, interrupt);
            return new CellResult(MimeBundle.Text($"{first}/{second}"), null);
        };
        using var other = new TestClient(_fixture.Kernel);
        Client.Send("stdin", "input_reply", new() { ["value"] = "stale" });
        Thread.Sleep(100);
        var id = Client.Send("shell", "execute_request", new() { ["code"] = "ask", ["allow_stdin"] = true });
        var question = Client.Receive("stdin");
        Assert.Equal("""{"prompt":"name? ","password":false}""", question.Content.ToJsonString());
        Assert.Equal(id, question.ParentId);
        other.Send("stdin", "input_reply", new() { ["value"] = "from another client" });
        Client.SendHeader("stdin", Client.Header("input_reply"), new() { ["value"] = "wrong parent" }, """{"msg_id":"old"}""");
        Client.Send("stdin", "input_reply", new() { ["value"] = "Ada" });
        Assert.True((bool?)Client.Receive("stdin").Content["password"]);
        Client.Send("stdin", "input_reply", new() { ["value"] = "secret" });
        Client.Receive("shell");
        var published = Client.PublishedFor(id);
        Assert.Equal("Ada/secret", (string?)published[^2].Content["data"]!["text/plain"]);
        Assert.Equal("stream", published[2].Type);
    }

    [Fact]
    public void Input_is_refused_where_the_front_end_takes_none()
    {
        _fixture.Session.Cells["ask"] = async (_, output, interrupt) =>
        {
            await output.ReadInputAsync("?", false, interrupt);
            return Nothing;
        };
        var (reply, _) = Client.Execute("ask", new JsonObject { ["allow_stdin"] = false });
        Assert.Equal("InvalidOperationException", (string?)reply.Content["ename"]);
        Client["stdin"].Dispose();
        Thread.Sleep(100);
        var (unconnected, _) = Client.Execute("ask", new JsonObject { ["allow_stdin"] = true });
        Assert.Contains("no stdin channel", (string?)unconnected.Content["evalue"]);
    }

    [Fact]
    public void A_question_nobody_answers_ends_with_the_interrupt()
    {
        _fixture.Session.Cells["ask"] = async (_, output, interrupt) =>
        {
            await output.ReadInputAsync("?", false, interrupt);
            return Nothing;
        };
        Client.Send("shell", "execute_request", new() { ["code"] = "ask", ["allow_stdin"] = true });
        Client.Receive("stdin");
        Client.Ask("interrupt_request", channel: "control");
        Assert.Equal("TaskCanceledException", (string?)Client.Receive("shell").Content["ename"]);
        Assert.Equal("ok", (string?)Client.Execute("value 1").Reply.Content["status"]);
    }

    [Fact]
    public void An_uncaught_exception_shows_on_the_standard_error_of_its_cell()
    {
        _fixture.Session.Cells["leave"] = (_, _, _) =>
        {
            new Thread(() => _fixture.Kernel.ReportUncaught("thread", new InvalidOperationException("boom"))).Start();
            return Task.FromResult(Nothing);
        };
        var id = Client.Send("shell", "execute_request", new() { ["code"] = "leave" });
        Seen seen;
        while ((seen = Client.Next()).Type != "stream")
        {
        }

        Assert.Equal((id, "stderr"), (seen.ParentId, (string?)seen.Content["name"]));
        Assert.StartsWith("thread: System.InvalidOperationException: boom", (string?)seen.Content["text"]);
    }
}

/// <summary>Tests that block the thread pool or measure time run after all others.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
