using System.Text.Json.Nodes;

namespace Workbook.Widgets;

/// <summary>An integer that is typed.</summary>
public sealed class IntText : ValueControl<int>
{
    /// <summary>Creates a field.</summary>
    /// <param name="value">The value.</param>
    /// <param name="step">What the arrows change it by.</param>
    /// <param name="description">The text beside it.</param>
    public IntText(int value = 0, int step = 1, string description = "")
        : base("IntText", "DescriptionStyleModel")
    {
        Set("value", value);
        Set("step", step);
        Set("continuous_update", false);
        Set("disabled", false);
        Description = description;
    }

    private protected override int Read() => (int)Number("value");

    private protected override JsonNode? Write(int value) => value;
}

/// <summary>A real number that is typed.</summary>
public sealed class FloatText : ValueControl<double>
{
    /// <summary>Creates a field.</summary>
    /// <param name="value">The value.</param>
    /// <param name="step">What the arrows change it by, or <see langword="null"/> for anything.</param>
    /// <param name="description">The text beside it.</param>
    public FloatText(double value = 0, double? step = null, string description = "")
        : base("FloatText", "DescriptionStyleModel")
    {
        Set("value", value);
        Set("step", step);
        Set("continuous_update", false);
        Set("disabled", false);
        Description = description;
    }

    private protected override double Read() => Number("value");

    private protected override JsonNode? Write(double value) => value;
}

/// <summary>A line of text that is typed.</summary>
public sealed class Text : ValueControl<string>
{
    /// <summary>Creates a field.</summary>
    /// <param name="value">The text.</param>
    /// <param name="placeholder">What is shown while it is empty.</param>
    /// <param name="description">The text beside it.</param>
    public Text(string value = "", string placeholder = "", string description = "")
        : base("Text", "TextStyleModel")
    {
        Set("value", value);
        Set("placeholder", placeholder);
        Set("continuous_update", true);
        Set("disabled", false);
        Description = description;
    }

    /// <summary>Whether the value follows every key, not only Enter.</summary>
    public bool ContinuousUpdate { get => Get("continuous_update", true); set => Set("continuous_update", value); }

    private protected override string Read() => Get("value", "");

    private protected override JsonNode? Write(string value) => value;
}

/// <summary>A box that is ticked or not.</summary>
public sealed class Checkbox : ValueControl<bool>
{
    /// <summary>Creates a box.</summary>
    /// <param name="value">Whether it is ticked.</param>
    /// <param name="description">The text beside it.</param>
    public Checkbox(bool value = false, string description = "")
        : base("Checkbox", "CheckboxStyleModel")
    {
        Set("value", value);
        Set("indent", true);
        Set("disabled", false);
        Description = description;
    }

    private protected override bool Read() => Get("value", false);

    private protected override JsonNode? Write(bool value) => value;
}

/// <summary>A line of text that the program sets.</summary>
public sealed class Label : ValueControl<string>
{
    /// <summary>Creates a label.</summary>
    /// <param name="value">The text.</param>
    public Label(string value = "")
        : base("Label", "LabelStyleModel") => Set("value", value);

    private protected override string Read() => Get("value", "");

    private protected override JsonNode? Write(string value) => value;
}

/// <summary>A bar that fills.</summary>
public sealed class FloatProgress : ValueControl<double>
{
    /// <summary>Creates a bar.</summary>
    /// <param name="value">How far it is.</param>
    /// <param name="min">Where it is empty.</param>
    /// <param name="max">Where it is full.</param>
    /// <param name="description">The text beside it.</param>
    public FloatProgress(double value = 0, double min = 0, double max = 100, string description = "")
        : base("FloatProgress", "ProgressStyleModel", view: "ProgressView")
    {
        Set("min", min);
        Set("max", max);
        Set("value", value);
        Set("bar_style", "");
        Set("orientation", "horizontal");
        Description = description;
    }

    private protected override double Read() => Number("value");

    private protected override JsonNode? Write(double value) => value;
}
