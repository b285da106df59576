namespace Microsoft.FSharp.Core;

/// <summary>An F# function as C# sees it: <c>Chart.withTitle("Loss", null).Invoke(chart)</c>.</summary>
/// <typeparam name="T">What the function takes.</typeparam>
/// <typeparam name="TResult">What it returns.</typeparam>
public abstract class FSharpFunc<T, TResult>
{
    /// <summary>Applies the function.</summary>
    public abstract TResult Invoke(T func);

    /// <summary>An F# function for a .NET delegate.</summary>
    public static FSharpFunc<T, TResult> FromConverter(Converter<T, TResult> converter) => new Wrapped(converter);

    private sealed class Wrapped(Converter<T, TResult> converter) : FSharpFunc<T, TResult>
    {
        public override TResult Invoke(T func) => converter(func);
    }
}
