using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using Workbook.Scripting;

namespace Workbook.Widgets;

/// <summary>A model that a front end shows and both sides change (ipywidgets 8). It is announced to the front end when
/// it is first shown, or first held by something shown.</summary>
[TypeFormatterSource(
    typeof(WidgetFormatterSource), PreferredMimeTypes = [WidgetProtocol.ViewType, PlainTextFormatter.MimeType])]
public abstract class Widget
{
    private readonly Lock _gate = new();
    private readonly JsonObject _state = [];
    private WidgetManager? _manager;

    /// <summary>Creates a model.</summary>
    /// <param name="module">The module of model and view.</param>
    /// <param name="model">The model's class there.</param>
    /// <param name="view">The view's class.</param>
    /// <param name="viewModule">The view's module, where it is another.</param>
    private protected Widget(string module, string model, string view, string? viewModule = null)
    {
        viewModule ??= module;
        _state["_model_module"] = module;
        _state["_model_module_version"] = WidgetProtocol.VersionOf(module);
        _state["_model_name"] = model;
        _state["_view_module"] = viewModule;
        _state["_view_module_version"] = WidgetProtocol.VersionOf(viewModule);
        _state["_view_name"] = view;
    }

    /// <summary>What front ends know it by.</summary>
    public string ModelId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>A reference to it from another model's state.</summary>
    internal string Reference => WidgetProtocol.Reference + ModelId;

    /// <summary>Models that must be known to the front end before this one.</summary>
    internal virtual IEnumerable<Widget> Parts => [];

    /// <summary>One line about it, for front ends without widgets.</summary>
    public override string ToString() => GetType().Name;

    /// <summary>A copy of the whole state.</summary>
    internal JsonObject Snapshot()
    {
        lock (_gate) return (JsonObject)_state.DeepClone();
    }

    /// <summary>Announces it to the front end of the calling cell, once.</summary>
    internal void Open()
    {
        if (CellScope.Current?.Session.Widgets is { } manager && _manager is null) Open(manager);
    }

    /// <summary>Takes over what the front end changed.</summary>
    /// <param name="changes">Keys and new values.</param>
    internal void Apply(JsonObject changes)
    {
        lock (_gate)
        {
            foreach (var (key, value) in changes) _state[key] = value?.DeepClone();
        }

        OnChanged([.. changes.Select(c => c.Key)]);
    }

    /// <summary>Something else than a change of state came from the front end: a click.</summary>
    /// <param name="content">What came.</param>
    internal virtual void OnCustom(JsonObject content)
    {
    }

    /// <summary>Keys of the state have changed on the other side.</summary>
    /// <param name="keys">The keys.</param>
    private protected virtual void OnChanged(IReadOnlyCollection<string> keys)
    {
    }

    /// <summary>Reads a key of the state.</summary>
    private protected T Get<T>(string key, T fallback)
    {
        lock (_gate) return _state[key] is JsonValue value && value.TryGetValue(out T? found) ? found : fallback;
    }

    /// <summary>Reads a number of the state; a front end may send 5 for 5.0.</summary>
    private protected double Number(string key)
    {
        lock (_gate) return _state[key] is JsonValue value
            && double.TryParse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var n)
                ? n : 0;
    }

    /// <summary>Changes a key of the state, on both sides.</summary>
    private protected void Set(string key, JsonNode? value)
    {
        WidgetManager? manager;
        lock (_gate)
        {
            if (_state.ContainsKey(key) && JsonNode.DeepEquals(_state[key], value)) return;
            _state[key] = value?.DeepClone();
            manager = _manager;
        }

        manager?.SendUpdate(this, new JsonObject { [key] = value?.DeepClone() });
    }

    private void Open(WidgetManager manager)
    {
        lock (_gate)
        {
            if (_manager is not null) return;
            _manager = manager;
        }

        foreach (var part in Parts) part.Open();
        manager.Open(this);
    }
}

/// <summary>Shows widgets: opening the model first, then its view.</summary>
internal sealed class WidgetFormatterSource : ITypeFormatterSource
{
    public IEnumerable<ITypeFormatter> CreateTypeFormatters() =>
    [
        new DelegateFormatter<Widget>(WriteView, WidgetProtocol.ViewType),
        new DelegateFormatter<Widget>(WriteText, PlainTextFormatter.MimeType),
    ];

    private static bool WriteView(Widget widget, FormatContext context)
    {
        widget.Open();
        var view = new JsonObject { ["version_major"] = 2, ["version_minor"] = 0, ["model_id"] = widget.ModelId };
        context.Writer.Write(view.ToJsonString());
        return true;
    }

    private static bool WriteText(Widget widget, FormatContext context)
    {
        context.Writer.Write(widget.ToString());
        return true;
    }
}
