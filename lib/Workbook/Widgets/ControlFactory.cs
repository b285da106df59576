using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Workbook.Widgets;

/// <summary>Makes a control for a parameter, by the rules of ipywidgets' <c>interact</c>.</summary>
internal static class ControlFactory
{
    /// <summary>Makes a control.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="abbreviation">A control, a number, a range <c>(min, max[, step])</c>, a sequence, a dictionary, or
    /// <see langword="null"/> to follow the parameter's type and default value.</param>
    /// <exception cref="ArgumentException">Nothing fits.</exception>
    public static IValueControl Create(ParameterInfo parameter, object? abbreviation)
    {
        if (abbreviation is IValueControl control) return control;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        abbreviation ??= parameter.HasDefaultValue ? parameter.DefaultValue : null;
        return abbreviation switch
        {
            null => ByType(type) ?? throw NoControl(parameter, type),
            ITuple { Length: 2 or 3 } range => Range(type, range),
            bool ticked => new Checkbox(ticked),
            string text when type == typeof(string) => new Text(text),
            Enum value => Options(type, Enum.GetValues(type), value),
            IEnumerable options and not string => Options(type, options, null),
            IConvertible number when type == typeof(int)
                || type == typeof(long) => Slider(number.ToInt32(CultureInfo.InvariantCulture)),
            IConvertible number when type == typeof(double) || type == typeof(float) =>
                Slider(number.ToDouble(CultureInfo.InvariantCulture)),
            _ => throw NoControl(parameter, type),
        };
    }

    private static IValueControl? ByType(Type type) =>
        type == typeof(bool) ? new Checkbox()
        : type == typeof(int) ? new IntText()
        : type == typeof(double) || type == typeof(float) ? new FloatText()
        : type == typeof(string) ? new Text()
        : type.IsEnum ? Options(type, Enum.GetValues(type), null)
        : null;

    private static IntSlider Slider(int value) => value switch
    {
        0 => new IntSlider(0, 0, 1),
        > 0 => new IntSlider(value, -value, 3 * value),
        _ => new IntSlider(value, 3 * value, -value),
    };

    private static FloatSlider Slider(double value) => value switch
    {
        0 => new FloatSlider(0, 0, 1),
        > 0 => new FloatSlider(value, -value, 3 * value),
        _ => new FloatSlider(value, 3 * value, -value),
    };

    private static IValueControl Range(Type type, ITuple range)
    {
        double At(int i) => Convert.ToDouble(range[i], CultureInfo.InvariantCulture);
        if (type == typeof(int))
        {
            var (min, max, step) = ((int)At(0), (int)At(1), range.Length == 3 ? (int)At(2) : 1);
            return new IntSlider(min + ((max - min) / 2 / step * step), min, max, step);
        }

        var middle = (At(0) + At(1)) / 2;
        return new FloatSlider(middle, At(0), At(1), range.Length == 3 ? At(2) : 0.1);
    }

    /// <summary>A dropdown over a sequence's values or a dictionary's entries.</summary>
    private static IValueControl Options(Type type, IEnumerable options, object? chosen)
    {
        var pairs = options is IDictionary dictionary
            ? dictionary.Keys.Cast<object>().Select(k => KeyValuePair.Create(k.ToString()!, dictionary[k]))
            : options.Cast<object?>().Select(o => KeyValuePair.Create(o?.ToString() ?? "", o));
        return new Dropdown<object?>(pairs.Select(p => KeyValuePair.Create(p.Key, Converted(p.Value, type))), chosen);
    }

    /// <summary>A value as a parameter of a type takes it.</summary>
    public static object? Converted(object? value, Type type) =>
        value is IConvertible && !type.IsEnum && !type.IsInstanceOfType(value)
            ? Convert.ChangeType(value, type, CultureInfo.InvariantCulture) : value;

    private static ArgumentException NoControl(ParameterInfo parameter, Type type) => new(
        $"There is no control for the parameter '{parameter.Name}' of type {type.Name}; "
        + "give Interact one, or a list of values.");
}
