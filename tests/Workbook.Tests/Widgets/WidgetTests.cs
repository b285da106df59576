using System.Text.Json.Nodes;
using Workbook.Scripting;
using Workbook.Tests.Scripting;
using Xunit;

namespace Workbook.Tests.Widgets;

/// <summary>Widgets as a front end sees them: the messages and their order.</summary>
public sealed class WidgetTests : IAsyncDisposable
{
    private readonly SessionHarness _cells = new();

    public ValueTask DisposeAsync() => _cells.DisposeAsync();

    [Fact]
    public async Task A_shown_slider_is_opened_after_its_parts()
    {
        var (result, output) = await _cells.TryAsync(
            "var s = new IntSlider(5, 0, 10, description: \"rank\"); s.ValueChanged += v => Console.Write($\"[{v}]\"); s");
        var view = (JsonObject)result.Value!.Data["application/vnd.jupyter.widget-view+json"]!;
        Assert.Equal("IntSlider(value=5)", (string?)result.Value.Data["text/plain"]);
        Assert.Equal(3, output.Comms.Count);
        var last = output.Comms[^1];
        Assert.Equal(("comm_open", "jupyter.widget", (string?)view["model_id"]), (last.Type, last.TargetName,
            last.CommId));
        Assert.Equal("2.1.0", (string?)last.Metadata["version"]);
        var state = (JsonObject)last.Data["state"]!;
        Assert.Equal("IntSliderModel", (string?)state["_model_name"]);
        Assert.Equal(10, (int?)state["max"]);
        var references = new[] { (string?)state["layout"], (string?)state["style"] };
        Assert.Equal(references, output.Comms.Take(2).Select(c => "IPY_MODEL_" + c.CommId));
        Assert.Equal(3, _cells.Session.Comms.Count);
    }

    [Fact]
    public async Task A_move_is_echoed_before_callbacks_and_reaches_the_cells()
    {
        var (result, _) = await _cells.TryAsync(
            "var s = new IntSlider(5, 0, 10); var t = new FloatText(); s.ValueChanged += v => { t.Value = v / 2.0; Console.Write(v); };"
            + "new HBox(s, t)");
        Assert.True(result.Succeeded);
        var id = await _cells.ValueAsync("s.ModelId");
        var output =
            await SendAsync(id!,
            new JsonObject { ["method"] = "update", ["state"] = new JsonObject { ["value"] = 7 } });
        Assert.Equal("echo_update", (string?)output.Comms[0].Data["method"]);
        Assert.Equal(7, (int?)output.Comms[0].Data["state"]!["value"]);
        Assert.Equal("update", (string?)output.Comms[1].Data["method"]);
        Assert.Equal(3.5, (double?)output.Comms[1].Data["state"]!["value"]);
        Assert.Equal(2, output.Comms.Count);
        Assert.Equal("7", output.Out);
        Assert.Equal("7", await _cells.ValueAsync("s.Value"));
    }

    [Fact]
    public async Task A_change_here_is_sent_once_and_clamped()
    {
        await _cells.RunAsync("var s = new IntSlider(5, 0, 10); display(s);");
        var output = await _cells.RunAsync("s.Value = 99; s.Value = 10;");
        var update = Assert.Single(output.Comms);
        Assert.Equal(10, (int?)update.Data["state"]!["value"]);
    }

    [Fact]
    public async Task A_reloaded_page_gets_every_state()
    {
        await _cells.RunAsync("var d = new Dropdown<string>(new[] { \"a\", \"b\" }, \"b\"); display(d);");
        var output = new RecordingOutput();
        await _cells.Session.ReceiveCommAsync(
            new CommMessage("comm_open", "ctl", []) { TargetName = "jupyter.widget.control" }, output);
        await _cells.Session.ReceiveCommAsync(
            new CommMessage("comm_msg", "ctl", new JsonObject { ["method"] = "request_states" }), output);
        var answer = Assert.Single(output.Comms);
        Assert.Equal("update_states", (string?)answer.Data["method"]);
        var id = await _cells.ValueAsync("d.ModelId");
        var model = (JsonObject)answer.Data["states"]![id!]!;
        Assert.Equal("DropdownModel", (string?)model["model_name"]);
        Assert.Equal(1, (int?)model["state"]!["index"]);
        Assert.Equal(["a", "b"], model["state"]!["_options_labels"]!.AsArray().Select(l => (string?)l));
    }

    [Fact]
    public async Task Unknown_targets_are_closed_at_once()
    {
        var output = new RecordingOutput();
        await _cells.Session.ReceiveCommAsync(new CommMessage("comm_open", "x", []) { TargetName = "other" }, output);
        Assert.Equal(("comm_close", "x"), (Assert.Single(output.Comms).Type, output.Comms[0].CommId));
    }

    [Fact]
    public async Task Messages_to_a_comm_that_is_not_open_get_no_answer()
    {
        var output = new RecordingOutput();
        await _cells.Session.ReceiveCommAsync(new CommMessage("comm_msg", "x", new JsonObject { ["method"] = "update" }), output);
        Assert.Empty(output.Comms);
    }

    [Fact]
    public async Task A_click_runs_the_handler_and_its_error_is_seen()
    {
        await _cells.RunAsync(
            "var n = 0; var b = new Button(\"go\", () => { n++; if (n > 1) throw new Exception(\"twice\"); }); "
            + "display(b);");
        var id = (await _cells.ValueAsync("b.ModelId"))!;
        var click = new JsonObject { ["method"] = "custom", ["content"] = new JsonObject { ["event"] = "click" } };
        Assert.Equal("", (await SendAsync(id, (JsonObject)click.DeepClone())).Error);
        Assert.Contains("twice", (await SendAsync(id, click)).Error);
        Assert.Equal("2", await _cells.ValueAsync("n"));
    }

    [Fact]
    public async Task Interact_runs_at_once_and_on_every_change()
    {
        var output = await _cells.RunAsync(
            "var calls = 0; Interact((int n, double a, bool on, string s) => { calls++; Console.Write(n + s); return n * a; },"
            + " (0, 10), 0.5, true, \"x\");");
        var states =
            output.Comms.Where(c => c.Type == "comm_open")
            .Select(c => (c.CommId, State: (JsonObject)c.Data["state"]!)).ToList();
        var slider = states.Single(s => (string?)s.State["_model_name"] == "IntSliderModel");
        Assert.Equal("n", (string?)slider.State["description"]);
        Assert.Equal(5, (int?)slider.State["value"]);
        var place = states.Single(s => (string?)s.State["_model_name"] == "OutputModel");
        Assert.Equal("5x", (string?)place.State["outputs"]![0]!["text"]);
        Assert.Equal("2.5", (string?)place.State["outputs"]![1]!["data"]!["text/plain"]);
        Assert.Equal("widget-interact", (string?)states[^1].State["_dom_classes"]![0]);

        var moved =
            await SendAsync(slider.CommId,
            new JsonObject { ["method"] = "update", ["state"] = new JsonObject { ["value"] = 8 } });
        var update = moved.Comms.Last(c => c.CommId == place.CommId);
        Assert.Equal("8x", (string?)update.Data["state"]!["outputs"]![0]!["text"]);
        Assert.Equal("2", await _cells.ValueAsync("calls"));
        Assert.Equal("", moved.Out);
    }

    [Theory]
    [InlineData("(int n = 5) => n", "IntSliderModel", "-5..15")]
    [InlineData("(int n) => n", "IntTextModel", "")]
    [InlineData("(double x = 2.0) => x", "FloatSliderModel", "-2..6")]
    [InlineData("(bool b) => b", "CheckboxModel", "")]
    [InlineData("(string s) => s", "TextModel", "")]
    [InlineData("(DayOfWeek d) => d", "DropdownModel", "")]
    [InlineData("(float f = 1f) => f", "FloatSliderModel", "-1..3")]
    public async Task Controls_follow_from_parameters(string lambda, string model, string range)
    {
        var output = await _cells.RunAsync($"Interact({lambda});");
        var states = output.Comms.Select(c => (JsonObject)c.Data["state"]!).ToList();
        var control = states.Single(s => (string?)s["_model_name"] == model);
        if (range.Length > 0) Assert.Equal(range, $"{control["min"]}..{control["max"]}");
        var place = states.Single(s => (string?)s["_model_name"] == "OutputModel");
        Assert.Equal("display_data", (string?)place["outputs"]![0]!["output_type"]);
    }

    [Fact]
    public async Task An_error_in_interact_is_shown_in_its_place()
    {
        var output =
            await _cells.RunAsync("Interact((int n) => { if (n == 0) throw new FormatException(\"zero\"); });");
        var place =
            output.Comms.Select(c => (JsonObject)c.Data["state"]!)
            .Single(s => (string?)s["_model_name"] == "OutputModel");
        Assert.Equal("FormatException", (string?)place["outputs"]![0]!["ename"]);
        Assert.Contains("no control", (await _cells.FailAsync("Interact((object o) => o);")).Message);
    }

    [Fact]
    public async Task Layout_and_boxes_refer_to_their_parts()
    {
        var output = await _cells.RunAsync(
            "var a = new Text(\"x\"); a.Layout.Width = \"400px\"; var box = new VBox(a, new Label(\"l\")); display(box);"
            + "a.Layout.Width = \"100px\";");
        var opened = output.Comms.Where(c => c.Type == "comm_open").ToList();
        var children = opened[^1].Data["state"]!["children"]!.AsArray().Select(c => (string?)c);
        Assert.All(children, c => Assert.Contains(opened, o => "IPY_MODEL_" + o.CommId == c));
        Assert.Contains(opened, o => (string?)o.Data["state"]!["width"] == "400px");
        Assert.Equal("100px", (string?)output.Comms[^1].Data["state"]!["width"]);
    }

    private async Task<RecordingOutput> SendAsync(string id, JsonObject data)
    {
        var output = new RecordingOutput();
        await _cells.Session.ReceiveCommAsync(new CommMessage("comm_msg", id, data), output);
        return output;
    }
}
