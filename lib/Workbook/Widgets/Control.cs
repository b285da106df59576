using System.Text.Json.Nodes;

namespace Workbook.Widgets;

/// <summary>A widget that is seen.</summary>
public abstract class Control : Widget
{
    /// <summary>Creates a control.</summary>
    /// <param name="name">Its class without <c>Model</c> and <c>View</c>.</param>
    /// <param name="style">The class of its style, or <see langword="null"/> where it has none.</param>
    /// <param name="module">Its module.</param>
    /// <param name="view">Its view's class, where that is named otherwise.</param>
    private protected Control(
        string name, string? style, string module = WidgetProtocol.Controls, string? view = null)
        : base(module, name + "Model", view ?? name + "View")
    {
        Layout = new WidgetLayout();
        Set("layout", Layout.Reference);
        Set("_dom_classes", new JsonArray());
        if (style is null) return;
        Style = new WidgetStyle(style);
        Set("style", Style.Reference);
    }

    /// <summary>Where and how large it is.</summary>
    public WidgetLayout Layout { get; }

    /// <summary>Its colours and fonts, where it has such.</summary>
    public WidgetStyle? Style { get; }

    /// <summary>The text beside it.</summary>
    public string Description { get => Get("description", ""); set => Set("description", value); }

    /// <summary>What a pointer that rests on it is told.</summary>
    public string? Tooltip { get => Get<string?>("tooltip", null); set => Set("tooltip", value); }

    /// <summary>Whether it takes no input.</summary>
    public bool Disabled { get => Get("disabled", false); set => Set("disabled", value); }

    internal override IEnumerable<Widget> Parts => Style is null ? [Layout] : [Layout, Style];
}

/// <summary>A control that holds a value.</summary>
public interface IValueControl
{
    /// <summary>The value.</summary>
    object? BoxedValue { get; }

    /// <summary>Raised after the value has changed, on either side.</summary>
    event Action? Changed;
}

/// <summary>A control that holds a value.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public abstract class ValueControl<T> : Control, IValueControl
{
    private readonly string _key;

    /// <summary>Creates a control.</summary>
    private protected ValueControl(string name, string? style, string key = "value", string? view = null)
        : base(name, style, view: view) => _key = key;

    /// <summary>Raised after the value has changed, on either side, with the new value.</summary>
    public event Action<T>? ValueChanged;

    /// <inheritdoc/>
    public event Action? Changed;

    /// <summary>The value.</summary>
    public T Value
    {
        get => Read();
        set
        {
            var before = Read();
            Set(_key, Write(value));
            if (!EqualityComparer<T>.Default.Equals(before, Read())) Raise();
        }
    }

    /// <inheritdoc/>
    object? IValueControl.BoxedValue => Value;

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name.Split('`')[0]}(value={Value})";

    /// <summary>The value in the state.</summary>
    private protected abstract T Read();

    /// <summary>A value as the state holds it.</summary>
    private protected abstract JsonNode? Write(T value);

    private protected override void OnChanged(IReadOnlyCollection<string> keys)
    {
        if (keys.Contains(_key)) Raise();
    }

    private void Raise()
    {
        ValueChanged?.Invoke(Value);
        Changed?.Invoke();
    }
}
