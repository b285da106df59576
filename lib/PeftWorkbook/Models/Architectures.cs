using System.Reflection;

namespace PeftWorkbook.Models;

/// <summary>
/// Registers a model class: which <c>model_type</c> it serves, for which task, and under which names transformers saves it.
/// The class has a public constructor that takes a <see cref="ModelConfig"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ArchitectureAttribute(string modelType, ModelTask task, params string[] names) : Attribute
{
    /// <summary>The <c>model_type</c> of <c>config.json</c>.</summary>
    public string ModelType { get; } = modelType;

    /// <summary>The head.</summary>
    public ModelTask Task { get; } = task;

    /// <summary>The names in <c>architectures</c> of <c>config.json</c>.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>The model classes that are known, each by its own <see cref="ArchitectureAttribute"/>.</summary>
public static class Architectures
{
    private static readonly List<(ArchitectureAttribute About, Type Type)> s_known = [];

    static Architectures() => Register(typeof(Architectures).Assembly);

    /// <summary>All that are known.</summary>
    public static IReadOnlyList<ArchitectureAttribute> Known => [.. s_known.Select(k => k.About)];

    /// <summary>Adds the model classes of another assembly.</summary>
    public static void Register(Assembly assembly) => s_known.AddRange(
        from type in assembly.GetTypes()
        from about in type.GetCustomAttributes<ArchitectureAttribute>()
        select (about, type));

    /// <summary>What the head of a model class computes.</summary>
    internal static ModelTask TaskOf(Type model) => model.GetCustomAttributes<ArchitectureAttribute>().First().Task;

    /// <summary>Makes the model of a configuration with undefined weights.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="task">The head; null takes the one that the checkpoint was saved with.</param>
    /// <exception cref="NotSupportedException">The family, or the family's head for the task, is not known.</exception>
    public static PretrainedModel Create(ModelConfig config, ModelTask? task = null)
    {
        var family = s_known.Where(k => k.About.ModelType == config.ModelType).ToList();
        if (family.Count == 0)
        {
            var types = string.Join(", ", s_known.Select(k => k.About.ModelType).Distinct().Order());
            throw new NotSupportedException($"The model_type '{config.ModelType}' is not known; known are {types}.");
        }

        var found = task is { } wanted
            ? family.Where(k => k.About.Task == wanted)
            : family.Where(k => k.About.Names.Intersect(config.Architectures).Any());
        return found.FirstOrDefault().Type is { } type
            ? (PretrainedModel)Activator.CreateInstance(type, BindingFlags.DoNotWrapExceptions, null, [config], null)!
            : throw new NotSupportedException(Unserved(config, task, family.Select(k => k.About)));
    }

    /// <summary>A family's model without a head, and without what only its own head needs (a pooler), with undefined weights.</summary>
    internal static PretrainedModel CreateBody(ModelConfig config) =>
        Create(config.With(("add_pooling_layer", false)), ModelTask.Encoder);

    /// <summary>What a family's body is called in a checkpoint with a head.</summary>
    internal static string BasePrefix(ModelConfig config) => config.ModelType switch
    {
        "llama" or "qwen2" => "model",
        "gpt2" => "transformer",
        var family => family,
    };

    private static string Unserved(ModelConfig config, ModelTask? task, IEnumerable<ArchitectureAttribute> family) =>
        $"'{config.ModelType}' has no model for {task?.ToString() ?? $"'{string.Join(", ", config.Architectures)}'"}; it has " +
        $"{string.Join(", ", family.Select(a => $"{a.Task} ({string.Join(", ", a.Names)})"))}.";
}
