using System.Text.Json.Serialization;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// PEANuT (arXiv 2410.01870): the update is a small network of the frozen weight itself. With <c>Z = σ(Wᵀ Aᵀ)</c>,
/// <c>A [r, out]</c>, <c>ΔW = s (Z Bᵀ)ᵀ</c>, <c>B [out, r]</c>; a depth d puts d encoders <c>Z ← σ(Z Eᵀ)</c> and d decoders
/// <c>Z ← σ(Z Dᵀ) + (what the matching encoder took)</c> between. B starts at zero. It trains <c>2 r out + 2 d r²</c> numbers a layer.
/// </summary>
[PeftMethod("PEANUT", ArXiv = "2410.01870")]
public sealed record PeanutConfig : LayerPeftConfig
{
    /// <summary>r, the network's width.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 32;

    /// <summary>d, how many encoders and how many decoders it has.</summary>
    [JsonPropertyName("depth")]
    public int Depth { get; init; }

    /// <summary>σ, by its name in transformers.</summary>
    [JsonPropertyName("act_fn")]
    public string Activation { get; init; } = "relu";

    /// <summary>s.</summary>
    [JsonPropertyName("scaling")]
    public double Scaling { get; init; } = 1;

    /// <summary>Whether B starts at zero; otherwise as a linear layer's weight.</summary>
    [JsonPropertyName("init_weights")]
    public bool InitWeights { get; init; } = true;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => Rank >= 1 && Depth >= 0
        ? new PeanutAdapter(site, this)
        : throw new ArgumentException($"PEANuT needs r of at least 1 and no negative depth, not {Rank} and {Depth}.");
}

/// <summary>PEANuT on one linear layer.</summary>
public sealed class PeanutAdapter : WeightAdapter
{
    private readonly Parameter peanut_A;
    private readonly Parameter peanut_B;
    private readonly ParameterList peanut_encoders;
    private readonly ParameterList peanut_decoders;
    private readonly Func<Tensor, Tensor> _activation;
    private readonly double _scaling;

    internal PeanutAdapter(AdapterSite site, PeanutConfig config) : base(nameof(PeanutAdapter), site.Layer)
    {
        (_activation, _scaling) = (Activation.Named(config.Activation), config.Scaling);
        using var generator = new Generator((ulong)site.Seed);
        var (tall, rank, weight) = (site.Layer.OutFeatures, config.Rank, site.Layer.Weight);
        Parameter Square() => new(TorchDraws.Linear(generator, rank, rank).Like(weight));
        peanut_A = new(TorchDraws.Linear(generator, rank, tall).Like(weight));
        peanut_encoders = nn.ParameterList([.. Enumerable.Range(0, config.Depth).Select(_ => Square())]);
        peanut_decoders = nn.ParameterList([.. Enumerable.Range(0, config.Depth).Select(_ => Square())]);
        peanut_B = new(TorchDraws.ZeroOr(config.InitWeights, generator, tall, rank).Like(weight));
        RegisterComponents();
    }

    /// <summary>W + ΔW(W).</summary>
    public override Tensor Transform(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var z = _activation(F.linear(weight.t(), peanut_A));        // [in, r]
        Stack<Tensor> taken = [];
        foreach (var encoder in peanut_encoders)
        {
            taken.Push(z);
            z = _activation(F.linear(z, encoder));
        }

        foreach (var decoder in peanut_decoders)
        {
            z = _activation(F.linear(z, decoder)) + taken.Pop();
        }

        return weight.addmm(peanut_B, z.t(), 1, (float)_scaling).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("peanut_A.weight", peanut_A), new("peanut_B.weight", peanut_B),
        .. peanut_encoders.Select((p, i) => new AdapterTensor($"peanut_encoders.{i}.weight", p)),
        .. peanut_decoders.Select((p, i) => new AdapterTensor($"peanut_decoders.{i}.weight", p)),
    ];
}
