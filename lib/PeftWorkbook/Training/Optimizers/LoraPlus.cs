using TorchSharp.Modules;

namespace PeftWorkbook.Training.Optimizers;

/// <summary>
/// LoRA+ (arXiv 2402.12354): B learns faster than A, by a ratio. A's group also takes whatever is neither of LoRA's factors (a head
/// that is trained whole), B's takes vectors; LoRA's embedding factors share a rate of their own. Biases and norms do not decay.
/// </summary>
/// <param name="Ratio">B's learning rate over A's.</param>
/// <param name="EmbeddingRate">The learning rate of an embedding's factors.</param>
public sealed record LoraPlus(double Ratio = 16, double EmbeddingRate = 1e-6)
{
    /// <summary>Sorts parameters into the four groups; a group may be empty.</summary>
    /// <param name="parameters">What is trained, by name.</param>
    /// <param name="learningRate">A's learning rate.</param>
    /// <param name="weightDecay">The decay of what decays.</param>
    public IReadOnlyList<ParameterGroup> Groups(
        IEnumerable<(string Name, Parameter Parameter)> parameters, double learningRate, double weightDecay)
    {
        var sorted = parameters.ToLookup(p => PlaceOf(p.Name, p.Parameter));
        var faster = learningRate * Ratio;
        return
        [
            new("A", [.. sorted[Place.A]], learningRate, weightDecay),
            new("embedding", [.. sorted[Place.Embedding]], EmbeddingRate, weightDecay),
            new("B", [.. sorted[Place.B]], faster, weightDecay),
            new("B without decay", [.. sorted[Place.Plain]], faster, 0),
        ];
    }

    private enum Place
    {
        A,
        Embedding,
        B,
        Plain,
    }

    private static Place PlaceOf(string name, Parameter parameter)
    {
        if (name.Contains("lora_embedding_", StringComparison.Ordinal))
        {
            return Place.Embedding;
        }

        return !name.Contains("lora_B", StringComparison.Ordinal) && parameter.shape.Length != 1 ? Place.A
            : Decays(name) ? Place.B
            : Place.Plain;
    }

    private static bool Decays(string name) =>
        !name.Contains("bias", StringComparison.Ordinal) && !name.Contains("norm", StringComparison.OrdinalIgnoreCase);
}
