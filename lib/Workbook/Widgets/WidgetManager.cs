using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Workbook.Scripting;

namespace Workbook.Widgets;

/// <summary>The widgets of a session, and their messages.</summary>
internal sealed class WidgetManager
{
    private readonly ConcurrentDictionary<string, Widget> _models = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _controls = new(StringComparer.Ordinal);
    private ICellOutput? _last;

    /// <summary>The open comms: id to target.</summary>
    public IReadOnlyDictionary<string, string> Comms =>
        _models.Keys.Select(id => KeyValuePair.Create(id, WidgetProtocol.Target))
            .Concat(_controls).ToDictionary(c => c.Key, c => c.Value);

    private ICellOutput Output
    {
        get
        {
            if (CellScope.Current is { } cell) return _last = cell.Output;
            return _last ?? SilentOutput.Instance;
        }
    }

    /// <summary>Announces a model.</summary>
    /// <param name="widget">The model.</param>
    public void Open(Widget widget)
    {
        _models[widget.ModelId] = widget;
        var data = new JsonObject { ["state"] = widget.Snapshot(), ["buffer_paths"] = new JsonArray() };
        Output.SendComm(new CommMessage("comm_open", widget.ModelId, data)
        {
            TargetName = WidgetProtocol.Target,
            Metadata = new JsonObject { ["version"] = WidgetProtocol.Version },
        });
    }

    /// <summary>Tells the front end what changed here.</summary>
    /// <param name="widget">The model.</param>
    /// <param name="state">What changed.</param>
    public void SendUpdate(Widget widget, JsonObject state) => Send(Output, widget.ModelId, "update", state);

    /// <summary>Takes a message of the front end. One for a comm that is not open gets no answer, as from ipykernel.</summary>
    /// <param name="message">The message.</param>
    /// <param name="output">Where answers go.</param>
    public void Receive(CommMessage message, ICellOutput output)
    {
        switch (message.Type)
        {
            case "comm_open" when message.TargetName == WidgetProtocol.ControlTarget:
                _controls[message.CommId] = WidgetProtocol.ControlTarget;
                break;
            case "comm_open":
                output.SendComm(new CommMessage("comm_close", message.CommId, []));
                break;
            case "comm_close":
                _models.TryRemove(message.CommId, out _);
                _controls.TryRemove(message.CommId, out _);
                break;
            case "comm_msg" when _controls.ContainsKey(message.CommId): SendStates(message, output); break;
            case "comm_msg" when _models.TryGetValue(message.CommId, out var widget):
                Receive(widget, message, output);
                break;
        }
    }

    private static void Receive(Widget widget, CommMessage message, ICellOutput output)
    {
        switch ((string?)message.Data["method"])
        {
            case "update" when message.Data["state"] is JsonObject state:
                Send(output, widget.ModelId, "echo_update", (JsonObject)state.DeepClone());
                widget.Apply(state);
                break;
            case "request_state": Send(output, widget.ModelId, "update", widget.Snapshot()); break;
            case "custom" when message.Data["content"] is JsonObject content: widget.OnCustom(content); break;
        }
    }

    private void SendStates(CommMessage message, ICellOutput output)
    {
        if ((string?)message.Data["method"] != "request_states") return;
        var states = new JsonObject();
        foreach (var (id, widget) in _models)
        {
            var state = widget.Snapshot();
            states[id] = new JsonObject
            {
                ["model_name"] = state["_model_name"]?.DeepClone(),
                ["model_module"] = state["_model_module"]?.DeepClone(),
                ["model_module_version"] = state["_model_module_version"]?.DeepClone(),
                ["state"] = state,
            };
        }

        var data = new JsonObject
        {
            ["method"] = "update_states",
            ["states"] = states,
            ["buffer_paths"] = new JsonArray(),
        };
        output.SendComm(new CommMessage("comm_msg", message.CommId, data));
    }

    private static void Send(ICellOutput output, string id, string method, JsonObject state)
    {
        var data = new JsonObject { ["method"] = method, ["state"] = state, ["buffer_paths"] = new JsonArray() };
        output.SendComm(new CommMessage("comm_msg", id, data));
    }
}
