using System.Reflection;

namespace Workbook.Widgets;

/// <summary>A function with a control for each parameter; it runs whenever one of them changes, and its output stands
/// below them.</summary>
internal sealed class Interactive
{
    private readonly Delegate _function;
    private readonly IReadOnlyList<IValueControl> _controls;
    private readonly Lock _gate = new();
    private bool _running;
    private bool _stale;

    /// <summary>Creates it and runs the function once.</summary>
    /// <param name="function">The function.</param>
    /// <param name="abbreviations">A control, or what one can be made of, for each parameter in order; those left out
    /// follow from the parameter's type and default value.</param>
    /// <exception cref="ArgumentException">There is no control for a parameter.</exception>
    public Interactive(Delegate function, object?[] abbreviations)
    {
        var parameters = Parameters(function);
        if (parameters.Length < abbreviations.Length)
            throw new ArgumentException(
                $"The function has {parameters.Length} parameters, but {abbreviations.Length} controls are given.");
        _function = function;
        string?[] names = [.. function.Method.GetParameters().TakeLast(parameters.Length).Select(p => p.Name)];
        _controls = [.. parameters.Select((p, i) =>
            ControlFor(p, names[i], i < abbreviations.Length ? abbreviations[i] : null))];
        View = new VBox("widget-interact", [.. _controls.Cast<Widget>(), Output]);
        foreach (var control in _controls) control.Changed += Run;
        Run();
    }

    /// <summary>The controls with the output below.</summary>
    public VBox View { get; }

    private Output Output { get; } = new();

    /// <summary>Runs the function on the controls' values. While it runs, further changes are remembered as
    /// one.</summary>
    private void Run()
    {
        lock (_gate)
        {
            _stale = true;
            if (_running) return;
            _running = true;
        }

        while (Next()) Output.CaptureAsync(CallAsync, clear: true).GetAwaiter().GetResult();
    }

    private bool Next()
    {
        lock (_gate)
        {
            _running = _stale;
            _stale = false;
            return _running;
        }
    }

    private async Task CallAsync()
    {
        try
        {
            var result = _function.DynamicInvoke([.. _controls.Select(Argument)]);
            if (result is Task task)
            {
                await task.ConfigureAwait(false);
                var type = task.GetType();
                result = type.IsGenericType && type.GetProperty("Result") is { } value
                    && value.PropertyType.Name != "VoidTaskResult" ? value.GetValue(task) : null;
            }

            if (result is not null) result.Display();
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
        }
    }

    /// <summary>The delegate's parameters: a lambda's default values are known to its delegate type alone, its names to
    /// its method.</summary>
    private static ParameterInfo[] Parameters(Delegate function)
    {
        var named = function.Method.GetParameters();
        var typed = function.GetType().GetMethod("Invoke")!.GetParameters();
        return [.. named.Skip(named.Length - typed.Length).Zip(typed, (n, t) => t.HasDefaultValue ? t : n)];
    }

    private object? Argument(IValueControl control, int index)
    {
        var type = Parameters(_function)[index].ParameterType;
        return ControlFactory.Converted(control.BoxedValue, Nullable.GetUnderlyingType(type) ?? type);
    }

    // The delegate's own type keeps the default values, but only the method knows the names.
    private static IValueControl ControlFor(ParameterInfo parameter, string? name, object? abbreviation)
    {
        var control = ControlFactory.Create(parameter, abbreviation);
        if (control is Control { Description: "" } named) named.Description = name ?? "";
        return control;
    }
}
