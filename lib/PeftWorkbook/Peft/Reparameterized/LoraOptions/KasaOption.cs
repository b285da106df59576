using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized.LoraOptions;

/// <summary>
/// KaSA (arXiv 2412.06071): the base loses its r smallest singular values, the noise of its knowledge, and the update
/// is
/// <c>s B diag(d) A</c> with trained singular values d. <see cref="PeftModel.Regularisation"/> keeps d small and the
/// factors orthogonal:
/// <c>β ‖d‖² + γ (‖A Aᵀ − I‖ + ‖Bᵀ B − I‖)</c>, summed over the layers.
/// </summary>
public sealed record KasaOption : ILoraOption
{
    /// <summary>β, the weight of the singular values.</summary>
    [JsonPropertyName("beta")]
    public double Beta { get; init; } = 1e-4;

    /// <summary>γ, the weight of orthogonality.</summary>
    [JsonPropertyName("gamma")]
    public double Gamma { get; init; } = 1e-3;

    string ILoraOption.Name => "KaSA";

    LoraAdapter ILoraOption.Create(LoraPlace place, AdapterSite site) => place.Rank < Math.Min(place.In, place.Out)
        ? new KasaAdapter(place, this)
        : throw new ArgumentException(
            $"KaSA takes r = {place.Rank} directions out of '{place.Module}', which has {Math.Min(place.In, place.Out)}: give fewer.");
}

/// <summary>KaSA on one linear layer.</summary>
internal sealed class KasaAdapter : LoraAdapter
{
    private readonly Parameter lora_diag;
    private readonly KasaOption _option;

    internal KasaAdapter(LoraPlace place, KasaOption option) : base(place)
    {
        using var generator = new Generator(unchecked((ulong)place.Seed + 1));
        _option = option;
        using var drawn = randn([place.Rank], generator: generator);
        lora_diag = Keep(drawn.to(A.dtype, A.device));
        register_parameter(nameof(lora_diag), lora_diag);
    }

    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors => (A * lora_diag.unsqueeze(1), B);

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => base.State.Append(new("lora_diag", lora_diag));

    /// <inheritdoc/>
    protected internal override bool MovesBase => true;

    /// <summary>The weight without its r smallest singular values.</summary>
    protected internal override Tensor Rebase(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var (u, s, vh) = linalg.svd(weight.to_type(ScalarType.Float32), fullMatrices: false);
        var kept = s.shape[0] - Place.Rank;
        var noise = (u.narrow(1, kept, s.shape[0] - kept) * s.narrow(0, kept, s.shape[0] - kept)).mm(vh.narrow(0, kept, s.shape[0] - kept));
        return (weight - noise.to_type(weight.dtype)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Regularisation()
    {
        using var scope = NewDisposeScope();
        var unit = eye(Place.Rank, dtype: A.dtype, device: A.device);
        var apart = (A.mm(A.t()) - unit).norm() + (B.t().mm(B) - unit).norm();
        return ((lora_diag.square().sum() * _option.Beta) + (apart * _option.Gamma)).MoveToOuterDisposeScope();
    }
}
