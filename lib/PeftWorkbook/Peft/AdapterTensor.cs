using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>A tensor of an adapter.</summary>
/// <param name="Suffix">The rest of its key in the file, after the layer's name.</param>
/// <param name="Tensor">The tensor; a <see cref="TorchSharp.Modules.Parameter"/> where it is trained.</param>
/// <param name="IsTrained">Whether training changes it.</param>
/// <param name="IsSaved">Whether the file holds it; what it does not hold comes from the configuration's seed.</param>
public sealed record AdapterTensor(string Suffix, Tensor Tensor, bool IsTrained = true, bool IsSaved = true);

/// <summary>A tensor of an attachment.</summary>
/// <param name="Key">Its key in the file.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="IsTrained">Whether training changes it.</param>
/// <param name="IsSaved">Whether the file holds it.</param>
public sealed record AttachmentTensor(string Key, Tensor Tensor, bool IsTrained = true, bool IsSaved = true);

/// <summary>A layer that gets an adapter.</summary>
/// <param name="Module">The layer's full name, as the adapter was made under (<see cref="Models.PretrainedModel.Alias"/>).</param>
/// <param name="Layer">Its view.</param>
/// <param name="Index">Which of the adapted layers it is, in the model's order.</param>
/// <param name="Seed">Seeds the adapter's own random values; differs from layer to layer.</param>
public sealed record AdapterSite(string Module, BaseLayer Layer, int Index, long Seed)
{
    /// <summary>The adapter's name.</summary>
    public string Adapter { get; init; } = "";

    /// <summary>What stands between the layer's name and the rest of the keys in the file.</summary>
    internal string KeyPrefix { get; init; } = "";

    /// <summary>Whether its tensors are another layer's, which is where they are counted, trained and saved.</summary>
    internal bool IsHidden { get; init; }

    /// <summary>What all layers of the adapter share; null where the method shares nothing.</summary>
    public AdapterShare? Share { get; init; }
}

/// <summary>What all layers of one adapter share: random projections, a bank of vectors, a router.</summary>
/// <param name="name">The class's name.</param>
public abstract class AdapterShare(string name) : nn.Module(name)
{
    /// <summary>Its tensors; the key in the file is <c>base_model.</c> and the suffix.</summary>
    protected internal abstract IEnumerable<AdapterTensor> State { get; }

    /// <summary>What layers draw together, again and again in training.</summary>
    protected internal virtual IEnumerable<(string Suffix, RepeatedDraws Draws)> Draws => [];

    /// <summary>Takes a saved tensor of <see cref="State"/>.</summary>
    /// <exception cref="InvalidDataException">Another adapter uses the tensor too, with other values.</exception>
    protected internal virtual void Import(string suffix, Tensor value)
    {
        using var _ = no_grad();
        State.First(s => s.Suffix == suffix).Tensor.copy_(value);
    }

    /// <summary>
    /// Uses the frozen tensors of an earlier adapter of the same method instead of its own; does nothing where the method shares
    /// within one adapter alone.
    /// </summary>
    /// <returns>Why the two cannot share; null where they do or need not.</returns>
    protected internal virtual string? ShareWith(AdapterShare earlier) => null;
}
