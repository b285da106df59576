using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// KronA (arXiv 2212.10650): <c>W' = W + s (A ⊗ B)</c> with <c>A [out / b₁, in / b₂]</c> and <c>B [b₁, b₂]</c>; the update's rank is the
/// product of theirs. B starts at zero. It trains <c>out · in / (b₁ b₂) + b₁ b₂</c> numbers a layer, and never forms the product.
/// </summary>
[PeftMethod("KRONA", ArXiv = "2212.10650")]
public sealed record KronaConfig : LayerPeftConfig
{
    /// <summary>s.</summary>
    [JsonPropertyName("krona_scale")]
    public double Scale { get; init; } = 16;

    /// <summary>B's shape, <c>[b₁, b₂]</c>, which must divide the layers'.</summary>
    [JsonPropertyName("krona_shape")]
    public IReadOnlyList<int> Shape { get; init; } = [8, 8];

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var layer = site.Layer;
        return Shape.Count == 2 && Shape.All(b => b > 0) && layer.OutFeatures % Shape[0] == 0 && layer.InFeatures % Shape[1] == 0
            ? new KronaAdapter(site, this)
            : throw new ArgumentException(
                $"krona_shape [{string.Join(", ", Shape)}] does not divide '{site.Module}', " +
                $"which is {layer.OutFeatures} x {layer.InFeatures}.");
    }
}

/// <summary>KronA on one linear layer.</summary>
public sealed class KronaAdapter : DeltaAdapter
{
    private readonly Parameter krona_A, krona_B;
    private readonly double _scale;

    internal KronaAdapter(AdapterSite site, KronaConfig config) : base(nameof(KronaAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        var (height, width) = (config.Shape[0], config.Shape[1]);
        _scale = config.Scale;
        krona_A = Trained(draws.Kaiming(Layer.OutFeatures / height, Layer.InFeatures / width));
        krona_B = Trained(zeros(height, width));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("krona_A", krona_A), new("krona_B", krona_B)];

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        return (krona_A.kron(krona_B) * _scale).MoveToOuterDisposeScope();
    }

    /// <summary><c>(A ⊗ B) x</c> is <c>A X Bᵀ</c>, where X holds x in rows of b₂.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var y = next.Call(x);
        var inner = x.reshape(-1, krona_B.shape[1]).mm(krona_B.t()) * _scale;                      // [rows · k, b₁]
        var sum = krona_A.matmul(inner.view(-1, krona_A.shape[1], krona_B.shape[0]));              // [rows, d, b₁]
        return (y + sum.reshape(y.shape)).MoveToOuterDisposeScope();
    }
}
