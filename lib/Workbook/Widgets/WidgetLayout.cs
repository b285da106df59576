namespace Workbook.Widgets;

/// <summary>Where and how large a widget is, in CSS: <c>slider.Layout.Width = "400px"</c>.</summary>
public sealed class WidgetLayout : Widget
{
    /// <summary>Creates a layout that leaves everything to the front end.</summary>
    public WidgetLayout()
        : base(WidgetProtocol.Base, "LayoutModel", "LayoutView")
    {
    }

    /// <summary>CSS <c>width</c>.</summary>
    public string? Width { get => Css("width"); set => Set("width", value); }

    /// <summary>CSS <c>height</c>.</summary>
    public string? Height { get => Css("height"); set => Set("height", value); }

    /// <summary>CSS <c>min-width</c>.</summary>
    public string? MinWidth { get => Css("min_width"); set => Set("min_width", value); }

    /// <summary>CSS <c>max-width</c>.</summary>
    public string? MaxWidth { get => Css("max_width"); set => Set("max_width", value); }

    /// <summary>CSS <c>max-height</c>.</summary>
    public string? MaxHeight { get => Css("max_height"); set => Set("max_height", value); }

    /// <summary>CSS <c>margin</c>.</summary>
    public string? Margin { get => Css("margin"); set => Set("margin", value); }

    /// <summary>CSS <c>padding</c>.</summary>
    public string? Padding { get => Css("padding"); set => Set("padding", value); }

    /// <summary>CSS <c>overflow</c>.</summary>
    public string? Overflow { get => Css("overflow"); set => Set("overflow", value); }

    /// <summary>CSS <c>display</c>; <c>none</c> hides the widget.</summary>
    public string? Display { get => Css("display"); set => Set("display", value); }

    /// <summary>CSS <c>visibility</c>.</summary>
    public string? Visibility { get => Css("visibility"); set => Set("visibility", value); }

    /// <summary>CSS <c>flex</c>.</summary>
    public string? Flex { get => Css("flex"); set => Set("flex", value); }

    /// <summary>CSS <c>flex-flow</c>.</summary>
    public string? FlexFlow { get => Css("flex_flow"); set => Set("flex_flow", value); }

    /// <summary>CSS <c>justify-content</c>.</summary>
    public string? JustifyContent { get => Css("justify_content"); set => Set("justify_content", value); }

    /// <summary>CSS <c>align-items</c>.</summary>
    public string? AlignItems { get => Css("align_items"); set => Set("align_items", value); }

    /// <summary>CSS <c>border</c>, on all four sides.</summary>
    public string? Border
    {
        get => Css("border_top");
        set
        {
            foreach (var side in new[] { "border_top", "border_right", "border_bottom", "border_left" })
                Set(side, value);
        }
    }

    private string? Css(string key) => Get<string?>(key, null);
}

/// <summary>Colours and fonts of a widget.</summary>
public sealed class WidgetStyle : Widget
{
    internal WidgetStyle(string model)
        : base(WidgetProtocol.Controls, model, "StyleView", WidgetProtocol.Base)
    {
    }

    /// <summary>Width of the description, in CSS; <c>initial</c> for as wide as its text.</summary>
    public string? DescriptionWidth
    {
        get => Get<string?>("description_width", "");
        set => Set("description_width", value);
    }

    /// <summary>Colour of a slider's handle.</summary>
    public string? HandleColor { get => Get<string?>("handle_color", null); set => Set("handle_color", value); }

    /// <summary>Colour of a button.</summary>
    public string? ButtonColor { get => Get<string?>("button_color", null); set => Set("button_color", value); }

    /// <summary>Colour of a progress bar.</summary>
    public string? BarColor { get => Get<string?>("bar_color", null); set => Set("bar_color", value); }

    /// <summary>Colour of the text.</summary>
    public string? TextColor { get => Get<string?>("text_color", null); set => Set("text_color", value); }

    /// <summary>Size of the text, in CSS.</summary>
    public string? FontSize { get => Get<string?>("font_size", null); set => Set("font_size", value); }
}
