using System.Text.Json.Nodes;

namespace Workbook.Widgets;

/// <summary>A number chosen by a handle on a line.</summary>
/// <typeparam name="T">Type of the number.</typeparam>
public abstract class Slider<T> : ValueControl<T>
    where T : struct, IComparable<T>
{
    private protected Slider(string name, string format)
        : base(name, "SliderStyleModel")
    {
        Set("readout", true);
        Set("readout_format", format);
        Set("continuous_update", true);
        Set("orientation", "horizontal");
        Set("behavior", "drag-tap");
        Set("disabled", false);
    }

    /// <summary>Whether the value follows the handle while it moves, not only when it is let go.</summary>
    public bool ContinuousUpdate { get => Get("continuous_update", true); set => Set("continuous_update", value); }

    /// <summary>Whether the number stands beside it.</summary>
    public bool Readout { get => Get("readout", true); set => Set("readout", value); }

    /// <summary>The number's format, as d3 writes formats: <c>.2f</c>.</summary>
    public string ReadoutFormat { get => Get("readout_format", ""); set => Set("readout_format", value); }

    /// <summary><c>horizontal</c> or <c>vertical</c>.</summary>
    public string Orientation { get => Get("orientation", "horizontal"); set => Set("orientation", value); }

    private protected static T Within(T value, T min, T max) =>
        value.CompareTo(min) < 0 ? min : value.CompareTo(max) > 0 ? max : value;
}

/// <summary>A slider over integers.</summary>
public sealed class IntSlider : Slider<int>
{
    /// <summary>Creates a slider.</summary>
    /// <param name="value">The value; moved into the range where it lies outside.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="step">Distance between values.</param>
    /// <param name="description">The text beside it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty.</exception>
    public IntSlider(int value = 0, int min = 0, int max = 100, int step = 1, string description = "")
        : base("IntSlider", "d")
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(min, max);
        Set("min", min);
        Set("max", max);
        Set("step", step);
        Set("value", Within(value, min, max));
        Description = description;
    }

    /// <summary>The least value.</summary>
    public int Min { get => (int)Number("min"); set => Set("min", value); }

    /// <summary>The greatest value.</summary>
    public int Max { get => (int)Number("max"); set => Set("max", value); }

    /// <summary>Distance between values.</summary>
    public int Step { get => (int)Number("step"); set => Set("step", value); }

    private protected override int Read() => (int)Number("value");

    private protected override JsonNode? Write(int value) => Within(value, Min, Max);
}

/// <summary>A slider over real numbers.</summary>
public sealed class FloatSlider : Slider<double>
{
    /// <summary>Creates a slider.</summary>
    /// <param name="value">The value; moved into the range where it lies outside.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="step">Distance between values.</param>
    /// <param name="description">The text beside it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty.</exception>
    public FloatSlider(double value = 0, double min = 0, double max = 100, double step = 0.1, string description = "")
        : base("FloatSlider", ".2f")
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(min, max);
        Set("min", min);
        Set("max", max);
        Set("step", step);
        Set("value", Within(value, min, max));
        Description = description;
    }

    /// <summary>The least value.</summary>
    public double Min { get => Number("min"); set => Set("min", value); }

    /// <summary>The greatest value.</summary>
    public double Max { get => Number("max"); set => Set("max", value); }

    /// <summary>Distance between values.</summary>
    public double Step { get => Number("step"); set => Set("step", value); }

    private protected override double Read() => Number("value");

    private protected override JsonNode? Write(double value) => Within(value, Min, Max);
}
