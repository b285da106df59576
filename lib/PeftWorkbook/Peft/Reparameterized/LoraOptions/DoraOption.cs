using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized.LoraOptions;

/// <summary>
/// DoRA (arXiv 2402.09353): <c>W' = m (W + s B A) / ‖W + s B A‖</c>, with a norm and a trained magnitude m for each
/// output, and the norm
/// taken as constant in the backward pass. m starts at W's norms, so a fresh adapter changes nothing. The bias is not
/// scaled.
/// </summary>
internal sealed class DoraOption : ILoraOption
{
    /// <summary>The paper's, or a variant by its name.</summary>
    internal static ILoraOption Of(string? variant) => variant switch
    {
        null => new DoraOption(),
        "adapterhub" => new HubDoraOption(),
        _ => throw new ArgumentException($"dora_variant is '{variant}'; adapterhub is known, and none is the paper's."),
    };

    public string Name => "DoRA";

    public bool Fits(BaseLayer layer) => LoraShape.Fits(layer);

    public LoraAdapter Create(LoraPlace place, AdapterSite site) => place.Config.HasBias
        ? throw new ArgumentException("DoRA has no bias of its own: leave lora_bias off.")
        : new DoraAdapter(place);
}

/// <summary>DoRA on one layer.</summary>
internal sealed class DoraAdapter : LoraAdapter
{
    // [out], of a convolution [1, out, 1, 1]
    private readonly Parameter lora_magnitude_vector;

    internal DoraAdapter(LoraPlace place) : base(place)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var delta = Delta();
        var weight = Rebase(Layer.Weight) ?? Layer.Weight;
        var norms = Norms(weight + delta);
        lora_magnitude_vector = Keep(
            Layer.Kind == LayerKind.Convolution ? norms.view([1, -1, .. weight.shape[2..].Select(_ => 1L)]) : norms);
        register_parameter(nameof(lora_magnitude_vector), lora_magnitude_vector);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => base.State.Append(new("lora_magnitude_vector", lora_magnitude_vector));

    /// <summary>
    /// For linear layers <c>m/n (W x + s B A x)</c> from the narrow products; for others by the whole weight.
    /// </summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var weight = Layer.Weight;
        var ratio = Ratio(weight);
        var drops = training && Dropout > 0 && x.is_floating_point();
        var y = next.Call(x);
        if (Layer.Kind != LayerKind.Linear)
        {
            return (y + Layer.Apply(x, (Along(ratio) * (weight + Delta())) - weight, null)).MoveToOuterDisposeScope();
        }

        var input = drops ? F.dropout(x, Dropout) : x;
        var own = next.IsLayer && !drops ? WithoutBias(y) : Layer.Apply(input, weight, null);
        return (y + ((ratio - 1) * own) + (ratio * Place.Shape.Add(Layer, zeros_like(y), input, A, B, Scaling))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return (Along(Ratio(weight)) * (weight + Delta())).to_type(weight.dtype).MoveToOuterDisposeScope();
    }

    private Tensor WithoutBias(Tensor y) => Layer.Bias is { } bias ? y - bias : y;

    private Tensor Ratio(Tensor weight)
    {
        Tensor norms;
        using (no_grad())
        {
            norms = Norms(weight + Delta());
        }

        return lora_magnitude_vector.flatten() / norms;
    }

    // [out] to a shape that multiplies the weight's outputs
    private Tensor Along(Tensor values)
    {
        var shape = Layer.Weight.shape.Select(_ => 1L).ToArray();
        shape[Place.Shape.OutAxis] = -1;
        return values.view(shape);
    }

    private Tensor Norms(Tensor weight) => Place.Shape.Matrix(weight).norm(1);
}
