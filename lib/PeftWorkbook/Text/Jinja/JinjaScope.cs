namespace PeftWorkbook.Text.Jinja;

/// <summary>Names and their values, inner scopes hiding outer ones; and a count of steps, for templates come from outside.</summary>
internal sealed class JinjaScope(JinjaScope? outer = null)
{
    private const int MaxSteps = 5_000_000;
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly int[] _steps = outer?._steps ?? [0];

    internal object? this[string name]
    {
        get => _values.TryGetValue(name, out var value) ? value : outer is null ? JinjaValue.Undefined : outer[name];
        set => _values[name] = value;
    }

    /// <summary>Counts a step, and ends a template that does not end.</summary>
    internal void Step()
    {
        if (++_steps[0] > MaxSteps)
        {
            throw new FormatException("The chat template takes too many steps.");
        }
    }
}
