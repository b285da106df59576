using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized.LoraOptions;

/// <summary>
/// DoRA as AdapterHub has it: <c>y = m / ‖W + B A‖ (W x + b + s B A x)</c>. Unlike the paper's (arXiv 2402.09353) it
/// scales the bias, leaves s out of the norm, and differentiates the norm.
/// </summary>
internal sealed class HubDoraOption : ILoraOption
{
    public string Name => "DoRA";

    public LoraAdapter Create(LoraPlace place, AdapterSite site) => place.Config.HasBias
        ? throw new ArgumentException("DoRA has no bias of its own: leave lora_bias off.")
        : new HubDoraAdapter(place);
}

/// <summary>AdapterHub's DoRA on one linear layer.</summary>
internal sealed class HubDoraAdapter : LoraAdapter
{
    private readonly Parameter lora_magnitude_vector;

    internal HubDoraAdapter(LoraPlace place) : base(place)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        lora_magnitude_vector = Keep(Layer.Weight.norm(1));
        register_parameter(nameof(lora_magnitude_vector), lora_magnitude_vector);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => base.State.Append(new("lora_magnitude_vector", lora_magnitude_vector));

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var input = training && Dropout > 0 ? F.dropout(x, Dropout) : x;
        var sum = Place.Shape.Add(Layer, next.Call(x), input, A, B, Scaling);
        return (sum * Ratio(Layer.Weight)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor MergedWeight(Tensor weight)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return (Ratio(weight).unsqueeze(1) * (weight + Delta())).to_type(weight.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return bias is null ? null : (bias * Ratio(weight)).MoveToOuterDisposeScope();
    }

    private Tensor Ratio(Tensor weight) => lora_magnitude_vector / (weight + B.mm(A)).norm(1);
}
