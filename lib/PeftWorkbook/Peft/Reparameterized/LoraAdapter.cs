using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>LoRA on one layer; an option that changes the update derives from it.</summary>
public class LoraAdapter : DeltaAdapter
{
    private readonly Parameter lora_A;
    private readonly Parameter lora_B;
    private readonly Parameter? lora_bias;
    private readonly Tensor? start_A, start_B;
    private readonly bool _trainsB;

    /// <summary>Makes the adapter where the settings say that it starts.</summary>
    protected internal LoraAdapter(LoraPlace place) : base(nameof(LoraAdapter), place.Layer)
    {
        using var scope = NewDisposeScope();
        Place = place;
        var weight = place.Layer.Weight;
        var start = Start(place);
        var (a, b) = (start.A.to(weight.dtype, weight.device), start.B.to(weight.dtype, weight.device));
        _trainsB = start.TrainsB;
        if (start.MovesBase)
        {
            (start_A, start_B) = (a.clone().DetachFromDisposeScope(), b.clone().DetachFromDisposeScope());
            register_buffer("start_A", start_A);
            register_buffer("start_B", start_B);
        }

        lora_A = Keep(place.Shape.StoreA(place.Layer, a));
        lora_B = Keep(place.Shape.StoreB(place.Layer, b));
        lora_B.requires_grad = _trainsB;
        lora_bias = place.Config.HasBias ? Keep(zeros(place.Layer.OutFeatures, weight.dtype, weight.device)) : null;
        RegisterComponents();
    }

    /// <summary>
    /// Makes the adapter of a head whose weight is an embedding's, out of the embedding's adapter: the same numbers,
    /// transposed.
    /// </summary>
    private protected LoraAdapter(LoraPlace place, LoraAdapter embedding) : base(nameof(LoraAdapter), place.Layer)
    {
        using var scope = NewDisposeScope();
        (Place, _trainsB) = (place, true);
        lora_A = new(embedding.B.detach().t());
        lora_B = new(embedding.A.detach().t());
        lora_A.DetachFromDisposeScope();
        lora_B.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>A, as the file has it: <c>[r, in]</c>, of a convolution <c>[r, in, rows, columns]</c>.</summary>
    public Parameter A => lora_A;

    /// <summary>B, as the file has it: <c>[out, r]</c>, of a convolution <c>[out, r, 1, 1]</c>.</summary>
    public Parameter B => lora_B;

    /// <summary>The adapter's own bias <c>[out]</c>, which s multiplies too; null where it has none.</summary>
    internal Parameter? OwnBias => lora_bias;

    /// <summary>s, what <c>B A</c> is multiplied by.</summary>
    public double Scaling => Place.Scaling;

    /// <summary>Where it sits.</summary>
    protected internal LoraPlace Place { get; }

    /// <inheritdoc/>
    protected override double Dropout => Place.Config.Dropout;

    /// <summary>
    /// The two matrices that act: A <c>[r, in]</c> and B <c>[out, r]</c>, differentiable in what is trained.
    /// </summary>
    protected virtual (Tensor A, Tensor B) Factors => (lora_A, lora_B);

    /// <summary>The update of the weight, <c>s B A</c>, in the weight's shape.</summary>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var (a, b) = Factors;
        return (Place.Shape.Weight(Layer, b.flatten(1).mm(a.flatten(1))) * Scaling).MoveToOuterDisposeScope();
    }

    /// <summary><c>W x + s B (A dropout(x))</c>, in one operator where the layer's kernel has one.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        var drops = training && Dropout > 0 && x.is_floating_point();
        if (next.IsLayer && !drops && lora_bias is null && Layer.Frozen is { } frozen)
        {
            var (left, right) = Factors;
            return frozen.ForwardLowRank(x, left, right, Scaling);
        }

        using var scope = NewDisposeScope();
        var (a, b) = Factors;
        var sum = Place.Shape.Add(Layer, next.Call(x), drops ? F.dropout(x, Dropout) : x, a, b, Scaling);
        return (lora_bias is null ? sum : sum + (lora_bias * Scaling)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State
    {
        get
        {
            yield return new(Place.Shape.KeyA, lora_A);
            yield return new(Place.Shape.KeyB, lora_B, _trainsB);
            if (lora_bias is not null)
            {
                yield return new("lora_B.bias", lora_bias);
            }
        }
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Suffix, Tensor Tensor)> Initial => start_A is null
        ? []
        : [(Place.Shape.KeyA, start_A), (Place.Shape.KeyB, start_B!)];

    /// <inheritdoc/>
    protected internal override Tensor? Rebase(Tensor weight)
    {
        if (start_A is null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        return (weight - (Place.Shape.Weight(Layer, start_B!.mm(start_A)) * Scaling)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override Tensor? MergedBias(Tensor weight, Tensor? bias) => lora_bias is null
        ? bias
        : bias is null
            ? throw new NotSupportedException("An adapter with a bias cannot be merged into a layer without one.")
            : bias + (lora_bias * Scaling);

    /// <summary>The factors that it starts from, before they are laid out for the layer.</summary>
    protected virtual LoraFactors Start(LoraPlace place) =>
        place.Layer.Kind == LayerKind.Embedding ? place.Config.Start.DrawTable(place) : place.Config.Start.Draw(place);

    /// <summary>A parameter of its own memory.</summary>
    protected static Parameter Keep(Tensor values)
    {
        Parameter parameter = new(values.contiguous().clone());
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
