using System.Text.Json.Nodes;
using Workbook.Notebooks;
using Workbook.Notebooks.Html;
using Workbook.Scripting;
using Xunit;

namespace Workbook.Tests.Notebooks.Html;

/// <summary>From comm messages through the stored state to the page.</summary>
public sealed class WidgetPageTests
{
    private const string ViewType = "application/vnd.jupyter.widget-view+json";

    private static CommMessage Open(string id, string model, JsonObject state)
    {
        state["_model_name"] = model;
        state["_model_module"] = "@jupyter-widgets/controls";
        state["_model_module_version"] = "2.0.0";
        return new("comm_open", id, new JsonObject { ["state"] = state, ["buffer_paths"] = new JsonArray() })
        {
            TargetName = "jupyter.widget",
        };
    }

    private static async Task<Notebook> RunAsync(string suffix)
    {
        Notebook notebook = Build.Notebook(Build.Code("Interact"));
        await Build.Run(notebook, new FakeSession((_, output) =>
        {
            output.SendComm(Open("slider" + suffix, "IntSliderModel", new JsonObject
            {
                ["value"] = 3,
                ["min"] = 1,
                ["max"] = 9,
                ["description"] = "rank",
            }));
            output.SendComm(Open("shown" + suffix, "OutputModel", new JsonObject { ["outputs"] = new JsonArray() }));
            output.SendComm(Open("box" + suffix, "VBoxModel", new JsonObject
            {
                ["children"] = new JsonArray("IPY_MODEL_slider" + suffix, "IPY_MODEL_shown" + suffix),
            }));
            output.SendComm(Open("gone" + suffix, "LabelModel", new JsonObject { ["value"] = "closed" }));
            output.SendComm(new("comm_close", "gone" + suffix, []));
            output.SendComm(new("comm_msg", "shown" + suffix, new JsonObject
            {
                ["method"] = "update",
                ["state"] = new JsonObject
                {
                    ["outputs"] = new JsonArray(new JsonObject
                    {
                        ["output_type"] = "stream",
                        ["name"] = "stdout",
                        ["text"] = "r = 3",
                    }),
                },
            }));
            output.SendComm(new("comm_msg", "slider" + suffix, new JsonObject
            {
                ["method"] = "update",
                ["state"] = new JsonObject { ["value"] = 5 }
            }));
            output.Display(
                new(
                    new JsonObject
                    {
                        [ViewType] = new JsonObject { ["model_id"] = "box" + suffix, ["version_major"] = 2 },
                        ["text/plain"] = "VBox",
                    },
                    []),
                null);
        }));
        return notebook;
    }

    [Fact]
    public async Task The_state_is_stored_with_the_last_values_and_without_closed_models()
    {
        Notebook notebook = await RunAsync("-a");
        JsonObject state = notebook.Metadata["widgets"]!["application/vnd.jupyter.widget-state+json"]!["state"]!.AsObject();
        Assert.Equal(["IntSliderModel", "OutputModel", "VBoxModel"], state.Select(model => model.Value!["model_name"]!.GetValue<string>()));
        Assert.Equal(5, state.First().Value!["state"]!["value"]!.GetValue<int>());
        string view = notebook.Cells[0].Outputs[0]!["data"]![ViewType]!["model_id"]!.GetValue<string>();
        Assert.Equal("IPY_MODEL_" + state.First().Key, state[view]!["state"]!["children"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Random_model_ids_do_not_reach_the_file() =>
        Assert.Equal((await RunAsync("-a")).ToJson(), (await RunAsync("-b")).ToJson());

    [Fact]
    public async Task The_page_shows_the_controls_and_what_they_showed()
    {
        string page = NotebookPage.Write(await RunAsync("-a"), "t", new("/", "/", Standalone: false));
        Assert.Contains(
            "<span>rank</span><input type=\"range\" disabled min=\"1\" max=\"9\" step=\"any\" value=\"5\">",
            page,
            StringComparison.Ordinal);
        Assert.Contains("<pre class=\"stream stdout\">r = 3</pre>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_widgets_drops_the_old_state()
    {
        Notebook notebook = await RunAsync("-a");
        await Build.Run(notebook, new FakeSession((_, _) => { }));
        Assert.False(notebook.Metadata.ContainsKey("widgets"));
    }
}
