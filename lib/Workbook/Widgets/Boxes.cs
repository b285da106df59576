using System.Text.Json.Nodes;

namespace Workbook.Widgets;

/// <summary>Widgets in a row or a column.</summary>
public abstract class Box : Control
{
    private IReadOnlyList<Widget> _children;

    private protected Box(string name, IReadOnlyList<Widget> children)
        : base(name, null)
    {
        _children = children;
        Set("box_style", "");
        Set("children", References());
    }

    /// <summary>The widgets in it.</summary>
    public IReadOnlyList<Widget> Children
    {
        get => _children;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _children = value;
            foreach (var child in value) child.Open();
            Set("children", References());
        }
    }

    internal override IEnumerable<Widget> Parts => base.Parts.Concat(_children);

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({string.Join(", ", _children)})";

    private JsonArray References() => new([.. _children.Select(c => (JsonNode)c.Reference)]);
}

/// <summary>Widgets side by side.</summary>
/// <param name="children">The widgets.</param>
public sealed class HBox(params Widget[] children) : Box("HBox", children);

/// <summary>Widgets one below the other.</summary>
public sealed class VBox : Box
{
    /// <summary>Creates a column.</summary>
    /// <param name="children">The widgets.</param>
    public VBox(params Widget[] children)
        : base("VBox", children)
    {
    }

    internal VBox(string cssClass, IReadOnlyList<Widget> children)
        : base("VBox", children) => Set("_dom_classes", new JsonArray(cssClass));
}
