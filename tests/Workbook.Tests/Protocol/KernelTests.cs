using System.Text.Json.Nodes;
using Workbook.Scripting;
using Workbook.Zmtp;
using Xunit;

namespace Workbook.Tests.Protocol;

/// <summary>Requests, replies and their order, over real sockets.</summary>
public sealed class KernelTests : IDisposable
{
    private readonly KernelFixture _fixture = new();

    private TestClient Client => _fixture.Client;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_client_is_welcomed_before_anything_else()
    {
        Assert.Equal("iopub_welcome", Client.Welcome.Type);
        Assert.Equal("", (string?)Client.Welcome.Content["subscription"]);
        Assert.Equal("{}", Client.Welcome.ParentText);
        using var second = new TestClient(_fixture.Kernel);
        Assert.Equal("iopub_welcome", second.Welcome.Type);
    }

    [Theory]
    [InlineData("shell")]
    [InlineData("control")]
    public void Kernel_info_says_what_the_kernel_is_and_warms_the_session(string channel)
    {
        var (reply, published) = Client.Ask("kernel_info_request", channel: channel);
        Assert.Equal("kernel_info_reply", reply.Type);
        Assert.Equal("5.5", (string?)reply.Content["protocol_version"]);
        Assert.Equal("C#", (string?)reply.Content["language_info"]!["name"]);
        Assert.Equal(".cs", (string?)reply.Content["language_info"]!["file_extension"]);
        Assert.Equal(["busy", "idle"], published.Select(message => message.State));
        Assert.True(SpinWait.SpinUntil(() => _fixture.Session.IsWarm, 5000));
    }

    [Fact]
    public void The_parent_header_comes_back_byte_for_byte()
    {
        var header = Client.Header("kernel_info_request");
        header["x-odd"] = new JsonArray(1.50, "ü", null);
        Client.SendHeader("shell", header, [], """{ "msg_id" : "parent" }""");
        Assert.Equal(header.ToJsonString(), Client.Receive("shell").ParentText);
        Assert.Equal(header.ToJsonString(), Client.Next().ParentText);
    }

    [Fact]
    public void A_cell_echoes_its_input_prints_and_gives_its_value_before_idle()
    {
        _fixture.Session.Cells["both"] = (_, output, _) =>
        {
            output.Write(OutputStream.Out, "out ");
            output.Write(OutputStream.Out, "more");
            output.Write(OutputStream.Error, "err");
            output.Display(MimeBundle.Text("shown"), "id-1");
            output.Write(OutputStream.Out, "last");
            output.Update(MimeBundle.Text("again"), "id-1");
            output.Clear(true);
            return Task.FromResult(new CellResult(MimeBundle.Text("42"), null));
        };
        var (reply, published) = Client.Execute("both");
        Assert.Equal("ok", (string?)reply.Content["status"]);
        Assert.Equal(1, (int?)reply.Content["execution_count"]);
        Assert.NotNull(reply.Metadata["started"]);
        Assert.Equal(
            ["busy", "execute_input", "stream:stdout:out more", "stream:stderr:err", "display_data:shown:id-1",
                "stream:stdout:last", "update_display_data:again:id-1", "clear_output", "execute_result:42:", "idle"],
            published.Select(Describe));
        Assert.Equal("both", (string?)published[1].Content["code"]);
    }

    [Fact]
    public void A_silent_cell_shows_nothing_and_counts_nothing()
    {
        _fixture.Session.Cells["noisy"] = (_, output, _) =>
        {
            output.Write(OutputStream.Out, "text");
            output.Display(MimeBundle.Text("shown"), null);
            return Task.FromResult(new CellResult(MimeBundle.Text("42"), null));
        };
        var silent = new JsonObject { ["silent"] = true, ["store_history"] = true };
        var (reply, published) = Client.Execute("noisy", silent);
        Assert.Equal(0, (int?)reply.Content["execution_count"]);
        Assert.Equal(["busy", "idle"], published.Select(message => message.State));
        Assert.True(_fixture.Session.Executed.Single().Silent);
        Assert.Equal(["busy", "idle"], Client.Execute("throw", new() { ["silent"] = true }).Published.Select(m => m.State));
    }

    [Fact]
    public void Only_stored_cells_are_counted_and_remembered()
    {
        Client.Execute("value a");
        var (reply, published) = Client.Execute("value b", new() { ["store_history"] = false });
        Assert.Equal(1, (int?)reply.Content["execution_count"]);
        Assert.Contains(published, message => message.Type == "execute_result");
        Client.Execute("c");
        var (history, _) = Client.Ask("history_request", new()
        {
            ["hist_access_type"] = "tail",
            ["n"] = 5,
            ["output"] = true,
            ["raw"] = true,
        });
        Assert.Equal("""[[1,1,["value a","a"]],[1,2,["c",null]]]""", history.Content["history"]!.ToJsonString());
    }

    [Theory]
    [InlineData("throw", "Exception", "boom")]
    [InlineData("crash", "InvalidOperationException", "the session itself failed")]
    public void An_error_is_published_and_replied_alike(string code, string name, string message)
    {
        var (reply, published) = Client.Execute(code);
        var error = Assert.Single(published, seen => seen.Type == "error");
        foreach (var content in (JsonObject[])[reply.Content, error.Content])
        {
            Assert.Equal(name, (string?)content["ename"]);
            Assert.Equal(message, (string?)content["evalue"]);
            Assert.NotEmpty(content["traceback"]!.AsArray());
        }

        Assert.Equal("error", (string?)reply.Content["status"]);
        Assert.Equal("ok", (string?)Client.Execute("value fine").Reply.Content["status"]);
    }

    [Theory]
    [InlineData(true, "aborted aborted")]
    [InlineData(false, "ok ok")]
    public void An_error_drops_the_cells_that_wait_if_so_asked(bool stop, string statuses)
    {
        using var go = new ManualResetEventSlim(false);
        _fixture.Session.Cells["fail late"] = (_, _, _) =>
        {
            go.Wait();
            return Task.FromResult(new CellResult(null, new CellError("E", "m", [])));
        };
        Client.Send("shell", "execute_request", new() { ["code"] = "fail late", ["stop_on_error"] = stop });
        Client.Send("shell", "execute_request", new() { ["code"] = "one" });
        Client.Send("shell", "execute_request", new() { ["code"] = "two" });
        Client.Send("shell", "kernel_info_request");
        Thread.Sleep(100);
        go.Set();
        Assert.Equal("error", (string?)Client.Receive("shell").Content["status"]);
        var rest = Enumerable.Range(0, 2).Select(_ => (string?)Client.Receive("shell").Content["status"]);
        Assert.Equal(statuses, string.Join(' ', rest));
        Assert.Equal("kernel_info_reply", Client.Receive("shell").Type);
        Assert.Equal("ok", (string?)Client.Execute("value later").Reply.Content["status"]);
        Assert.Equal(stop, !_fixture.Session.Executed.Any(cell => cell.Code == "one"));
    }

    [Fact]
    public void User_expressions_are_evaluated_each_for_itself()
    {
        var (reply, _) = Client.Execute("x", new()
        {
            ["user_expressions"] = new JsonObject { ["good"] = "value 7", ["bad"] = "throw", ["odd"] = 3 },
        });
        var values = reply.Content["user_expressions"]!;
        Assert.Equal("ok", (string?)reply.Content["status"]);
        Assert.Equal("7", (string?)values["good"]!["data"]!["text/plain"]);
        Assert.Equal("boom", (string?)values["bad"]!["evalue"]);
        Assert.Equal("error", (string?)values["odd"]!["status"]);
    }

    [Fact]
    public void Payload_is_passed_on()
    {
        var page = new JsonObject { ["source"] = "page", ["data"] = new JsonObject { ["text/plain"] = "help" }, ["start"] = 0 };
        _fixture.Session.Cells["help"] = (_, _, _) => Task.FromResult(new CellResult(null, null) { Payload = [page] });
        Client.Execute("help");
        var (reply, _) = Client.Execute("help");
        Assert.Equal("page", (string?)reply.Content["payload"]![0]!["source"]);
    }

    [Theory]
    [InlineData("Console.Write?", "Console.Write|0")]
    [InlineData(" ?name ", "name|0")]
    [InlineData("name??", "name|1")]
    public void A_question_mark_asks_the_pager(string code, string text)
    {
        var (reply, _) = Client.Execute(code);
        var page = Assert.Single(reply.Content["payload"]!.AsArray())!;
        Assert.Equal(("page", text), ((string?)page["source"], (string?)page["data"]!["text/plain"]));
        Assert.Empty(_fixture.Session.Executed);
    }

    [Theory]
    [InlineData("a ? b : c")]
    [InlineData("?")]
    [InlineData("x???")]
    [InlineData("f(x)?")]
    public void Other_question_marks_are_code(string code)
    {
        Client.Execute(code);
        Assert.Equal(code, _fixture.Session.Executed.Single().Code);
    }

    [Fact]
    public void Completion_counts_in_code_points()
    {
        const string Code = "\"😀\";Console.Wr";
        var (reply, _) = Client.Ask("complete_request", new() { ["code"] = Code, ["cursor_pos"] = 14 });
        Assert.Equal("""["WriteLine","Write"]""", reply.Content["matches"]!.ToJsonString());
        Assert.Equal(12, (int?)reply.Content["cursor_start"]);
        Assert.Equal(14, (int?)reply.Content["cursor_end"]);
        var types = reply.Content["metadata"]!["_jupyter_types_experimental"]!.AsArray();
        Assert.Equal("function", (string?)types[0]!["type"]);
        Assert.Equal("void WriteLine()", (string?)types[0]!["signature"]);
        Assert.Equal(2, types.Count);
    }

    [Fact]
    public void Inspection_and_wholeness()
    {
        var (found, _) = Client.Ask("inspect_request", new() { ["code"] = "😀ab", ["cursor_pos"] = 2, ["detail_level"] = 1 });
        Assert.Equal("😀a|1", (string?)found.Content["data"]!["text/plain"]);
        var (missing, _) = Client.Ask("inspect_request", new() { ["code"] = "", ["cursor_pos"] = 0 });
        Assert.False((bool?)missing.Content["found"]);
        var (open, _) = Client.Ask("is_complete_request", new() { ["code"] = "if (x) {" });
        Assert.Equal("""{"status":"incomplete","indent":"    "}""", open.Content.ToJsonString());
        var (whole, _) = Client.Ask("is_complete_request", new() { ["code"] = "1" });
        Assert.Equal("""{"status":"complete"}""", whole.Content.ToJsonString());
    }

    [Fact]
    public void Unknown_requests_are_busy_and_idle_without_a_reply()
    {
        foreach (var channel in (string[])["shell", "control"])
        {
            var id = Client.Send(channel, "debug_request", new() { ["command"] = "attach" });
            Assert.Equal(["busy", "idle"], Client.PublishedFor(id).Select(message => message.State));
            Assert.Equal("kernel_info_reply", Client.Ask("kernel_info_request", channel: channel).Reply.Type);
        }
    }

    [Fact]
    public void Odd_contents_get_an_error_and_the_kernel_goes_on()
    {
        var (reply, _) = Client.Ask("execute_request", new() { ["code"] = 3 });
        Assert.Equal("error", (string?)reply.Content["status"]);
        var (history, _) = Client.Ask("history_request", new() { ["hist_access_type"] = "all" });
        Assert.Equal("error", (string?)history.Content["status"]);
        var (none, _) = Client.Ask("complete_request");
        Assert.Equal("ok", (string?)none.Content["status"]);
        Client["shell"].SendMessage("<IDS|MSG>", "forged", "{}", "{}", "{}", "{}");
        Client["shell"].SendMessage("nonsense");
        Assert.Equal("ok", (string?)Client.Execute("value 1").Reply.Content["status"]);
    }

    [Fact]
    public void Connect_tells_the_ports()
    {
        var (reply, _) = Client.Ask("connect_request");
        Assert.Equal(_fixture.Kernel.Sockets.Heartbeat.Port, (int?)reply.Content["hb_port"]);
    }

    [Fact]
    public void Comms_are_opened_answered_listed_and_closed()
    {
        var open = Client.Send("shell", "comm_open", Comm("c1", new() { ["target_name"] = "known" }));
        Assert.Equal(["busy", "idle"], Client.PublishedFor(open).Select(message => message.State));
        var message = Client.Send("shell", "comm_msg", Comm("c1", []), "bytes");
        var echo = Assert.Single(Client.PublishedFor(message), seen => seen.Type == "comm_msg");
        Assert.Equal("""{"comm_id":"c1","data":{"echo":{"n":1}}}""", echo.Content.ToJsonString());
        Assert.Equal(["bytes"], echo.Buffers);
        var (listed, _) = Client.Ask("comm_info_request", new() { ["target_name"] = "known" });
        Assert.Equal("""{"c1":{"target_name":"known"}}""", listed.Content["comms"]!.ToJsonString());
        var (others, _) = Client.Ask("comm_info_request", new() { ["target_name"] = "other" });
        Assert.Equal("{}", others.Content["comms"]!.ToJsonString());
        Client.PublishedFor(Client.Send("shell", "comm_close", Comm("c1", [])));
        Assert.Equal("{}", Client.Ask("comm_info_request").Reply.Content["comms"]!.ToJsonString());
    }

    [Fact]
    public void A_comm_nobody_takes_is_closed_at_once()
    {
        var open = Client.Send("shell", "comm_open", Comm("c9", new() { ["target_name"] = "nobody" }));
        var close = Client.PublishedFor(open)[1];
        Assert.Equal("comm_close", close.Type);
        Assert.Equal("c9", (string?)close.Content["comm_id"]);
    }

    [Theory]
    [InlineData("control", false)]
    [InlineData("control", true)]
    [InlineData("shell", false)]
    public void Shutdown_is_answered_and_ends_the_kernel(string channel, bool restart)
    {
        var (reply, published) = Client.Ask("shutdown_request", new() { ["restart"] = restart }, channel);
        Assert.Equal(restart, (bool?)reply.Content["restart"]);
        Assert.Contains(published, message => message.Type == "shutdown_reply");
        _fixture.Kernel.WaitForEnd();
        _fixture.Kernel.Dispose();
        Assert.True(Client["shell"].IsClosedByPeer());
    }

    [Fact]
    public void The_kernel_is_ended_and_another_started_on_the_same_ports()
    {
        Client.Execute("value 1");
        var ports = Client.Ask("connect_request").Reply.Content;
        _fixture.Kernel.Dispose();
        using var again = new RouterSocket();
        again.Bind($"tcp://127.0.0.1:{ports["shell_port"]}");
    }

    private static JsonObject Comm(string id, JsonObject more)
    {
        more["comm_id"] = id;
        more["data"] = new JsonObject { ["n"] = 1 };
        return more;
    }

    private static string Describe(Seen seen) => seen.Type switch
    {
        "status" => seen.State!,
        "stream" => $"stream:{seen.Content["name"]}:{seen.Content["text"]}",
        "display_data" or "update_display_data" or "execute_result" =>
            $"{seen.Type}:{seen.Content["data"]!["text/plain"]}:{seen.Content["transient"]?["display_id"]}",
        var other => other,
    };
}
