using System.Text.Json.Nodes;

namespace Workbook.Widgets;

/// <summary>A button.</summary>
public sealed class Button : Control
{
    /// <summary>Creates a button.</summary>
    /// <param name="description">Its text.</param>
    /// <param name="onClick">What a click does.</param>
    public Button(string description = "", Action? onClick = null)
        : base("Button", "ButtonStyleModel")
    {
        Set("button_style", "");
        Set("icon", "");
        Set("disabled", false);
        Description = description;
        if (onClick is not null) Clicked += onClick;
    }

    /// <summary>Raised when it is clicked.</summary>
    public event Action? Clicked;

    /// <summary><c>primary</c>, <c>success</c>, <c>info</c>, <c>warning</c>, <c>danger</c> or empty.</summary>
    public string ButtonStyle { get => Get("button_style", ""); set => Set("button_style", value); }

    /// <summary>A Font Awesome icon's name, as <c>check</c>.</summary>
    public string Icon { get => Get("icon", ""); set => Set("icon", value); }

    /// <inheritdoc/>
    public override string ToString() => $"Button({Description})";

    /// <summary>Does what a click does.</summary>
    public void Click() => Clicked?.Invoke();

    internal override void OnCustom(JsonObject content)
    {
        if ((string?)content["event"] == "click") Click();
    }
}
