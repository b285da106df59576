using System.Reflection;
using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Peft;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>
/// What the cases of a method record beyond start, output, gradients and training: a class with a <see cref="SurveyProbeAttribute"/> reads
/// those tensors and compares them. A tensor that nobody reads fails the case.
/// </summary>
internal abstract class SurveyProbe
{
    private static readonly Dictionary<string, Type> s_byMethod =
    (
        from type in typeof(SurveyProbe).Assembly.GetTypes()
        from attribute in type.GetCustomAttributes<SurveyProbeAttribute>()
        select (attribute.Method, type)).ToDictionary(p => p.Method, p => p.type);

    /// <summary>The probe of a method's cases; one that does nothing where there is no other.</summary>
    internal static SurveyProbe For(string method) =>
        s_byMethod.TryGetValue(method, out var type) ? (SurveyProbe)Activator.CreateInstance(type)! : new Nothing();

    /// <summary>Looks at an adapter that was just made, the fresh one too, before recorded values are put in.</summary>
    internal virtual void Wrapped(SurveyCase given, PeftModel peft)
    {
    }

    /// <summary>Compares how many parameters a fresh adapter trains.</summary>
    internal virtual void Count(SurveyCase given, PeftModel peft, JsonNode recorded) =>
        Assert.Equal(recorded.GetValue<long>(), peft.TrainableParameters().Trainable);

    /// <summary>Compares the entries that the library chooses with the recorded masks.</summary>
    /// <param name="given">The case.</param>
    /// <param name="ours">The library's masks by the recorded tensors' names; empty where there is nothing to compare.</param>
    internal virtual void Masks(SurveyCase given, IReadOnlyDictionary<string, GoldenTensor> ours)
    {
        foreach (var (name, mask) in ours)
        {
            Close.Check(mask.Values, given.Expected["mask." + name]);
        }
    }

    /// <summary>Comes before the adapter of the case is put in; the place to bring a fresh one where it can take that.</summary>
    internal virtual void Prepare(SurveyCase given, PeftModel peft)
    {
    }

    /// <summary>Looks at the model with the recorded adapter, in evaluation.</summary>
    internal virtual void Loaded(SurveyCase given, PeftModel peft)
    {
    }

    /// <summary>
    /// How many other runs there are that do what the method says as well, where it leaves something open that nobody
    /// recorded, as the signs
    /// of singular vectors. The recorded steps may differ from ours by twice what those do.
    /// </summary>
    internal virtual int Variants => 0;

    /// <summary>Which of those runs is taken; 0 is the library's own.</summary>
    internal int Variant { get; set; }

    /// <summary>The optimiser of a training run; null takes AdamW as most cases do.</summary>
    internal virtual optim.Optimizer? Optimizer(SurveyCase given, PeftModel peft, string run) => null;

    /// <summary>Changes gradients between the backward pass and the step, where the library's own hooks do not.</summary>
    internal virtual void BeforeStep(SurveyCase given, PeftModel peft, string run, int step)
    {
    }

    /// <summary>Looks at the model after a step; <paramref name="optimizer"/> may be given another state.</summary>
    internal virtual void AfterStep(SurveyCase given, PeftModel peft, string run, int step, optim.Optimizer optimizer)
    {
    }

    /// <summary>Looks at the model after a training run.</summary>
    internal virtual void Trained(SurveyCase given, PeftModel peft, string run)
    {
    }

    /// <summary>The adapters of the layers, in the model's order.</summary>
    private protected static IReadOnlyList<T> Layers<T>(PeftModel peft) =>
        [.. ((LayerAttachment)peft.Attached(peft.ActiveAdapters[0])).Sites.Select(s => s.Adapter).OfType<T>()];

    /// <summary>The layer's number and the rest of a recorded name.</summary>
    private protected static (int Layer, string Part) Split(string name) =>
        (int.Parse(name.Split('.', 2)[0], System.Globalization.CultureInfo.InvariantCulture), name.Split('.', 2)[1]);

    private sealed class Nothing : SurveyProbe;
}

/// <summary>Names the method (its <c>peft_type</c>) that a <see cref="SurveyProbe"/> is for.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class SurveyProbeAttribute(string method) : Attribute
{
    public string Method { get; } = method;
}
