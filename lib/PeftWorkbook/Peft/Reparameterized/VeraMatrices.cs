using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// VeRA as AdapterHub has it: <c>W' = W + s L B D A</c>, where D <c>[r, r]</c> and L <c>[out, out]</c> are whole
/// trained matrices, though they start diagonal (d and b) and the paper (arXiv 2310.11454) trains the diagonals alone;
/// s is alpha / r. With a magnitude (DVoRA, arXiv 2402.09353) <c>y = m / ‖W + L B D A‖ (W x + b + s L B D A x)</c>.
/// </summary>
public sealed record VeraMatrices
{
    /// <summary>The update is scaled by alpha / r.</summary>
    [JsonPropertyName("alpha")]
    public double Alpha { get; init; } = 8;

    /// <summary>What L's diagonal starts at.</summary>
    [JsonPropertyName("b_initial")]
    public double BInitial { get; init; }

    /// <summary>
    /// Whether a trained gate takes the place of s (UniPELT, arXiv 2110.07577); padding counts as any position does.
    /// </summary>
    [JsonPropertyName("use_gating")]
    public bool UseGating { get; init; }

    /// <summary>Whether magnitudes and directions are learned apart (DVoRA).</summary>
    [JsonPropertyName("use_dora")]
    public bool UseDora { get; init; }
}

/// <summary>VeRA with whole matrices on one linear layer.</summary>
internal sealed class VeraMatrixAdapter : DeltaAdapter
{
    private readonly Parameter vera_matrix_b;
    private readonly Parameter vera_matrix_d;
    private readonly Parameter? vera_magnitude_vector;
    private readonly SequenceGate? gate;
    private readonly AdapterSite _site;
    private readonly double _scaling;

    internal VeraMatrixAdapter(AdapterSite site, VeraConfig config, VeraMatrices matrices) : base(nameof(VeraMatrixAdapter), site.Layer)
    {
        if (matrices is { UseGating: true, UseDora: true })
        {
            throw new ArgumentException("VeRA cannot have gates and magnitudes at once: choose one.");
        }

        using var _ = no_grad();
        (_site, Dropout, _scaling) = (site, config.Dropout, matrices.Alpha / config.Rank);
        vera_matrix_b = Trained(eye(Layer.OutFeatures) * matrices.BInitial);
        vera_matrix_d = Trained(eye(config.Rank) * config.DInitial);
        vera_magnitude_vector = matrices.UseDora ? Trained((Layer.Weight + Update()).norm(1)) : null;
        gate = matrices.UseGating ? new(Layer.InFeatures, 1, site.Seed, Layer.Weight) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override double Dropout { get; }

    /// <inheritdoc/>
    protected internal override bool CanMerge => gate is null;

    /// <inheritdoc/>
    protected internal override bool NeedsAllPositions => gate is not null;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new(nameof(vera_matrix_b), vera_matrix_b), new(nameof(vera_matrix_d), vera_matrix_d),
        .. vera_magnitude_vector is null ? [] : new AdapterTensor[] { new(nameof(vera_magnitude_vector), vera_magnitude_vector) },
        .. gate?.State ?? [], .. Projection.Tensors(isSaved: false),
    ];

    private SharedProjection Projection => (SharedProjection)_site.Share!;

    /// <summary><c>s L B D A</c>: <c>[out, in]</c>.</summary>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        return (Update() * _scaling).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var input = training && Dropout > 0 ? F.dropout(x, Dropout) : x;
        var narrow = F.linear(F.linear(input, A), vera_matrix_d);
        var update = F.linear(F.linear(narrow, B), vera_matrix_b);
        var y = next.Call(x) + (gate is null ? update * _scaling : update * gate.Of(x, BatchAxis(x), null));
        return (vera_magnitude_vector is null ? y : y * Ratio(Layer.Weight)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var sum = weight + Delta();
        return (vera_magnitude_vector is null ? sum : Ratio(weight).unsqueeze(1) * sum).to_type(weight.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return bias is null || vera_magnitude_vector is null ? bias : (bias * Ratio(weight)).MoveToOuterDisposeScope();
    }

    private Tensor A => Projection.A.narrow(1, 0, Layer.InFeatures);

    private Tensor B => Projection.B.narrow(0, 0, Layer.OutFeatures);

    private Tensor Update() => vera_matrix_b.mm(B).mm(vera_matrix_d.mm(A));

    private Tensor Ratio(Tensor weight) => vera_magnitude_vector! / (weight + Update()).norm(1);
}
