using System.Text.Json.Serialization;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized.LoraOptions;

/// <summary>
/// Arrow (arXiv 2405.11157): a router without training over other LoRA adapters of the same layer. An expert's
/// prototype is the leading
/// right singular vector of its <c>B A</c>; each token takes the k experts whose prototypes it lies along, weighted by
/// a softmax of
/// <c>|x · prototype| / T</c>. General knowledge subtraction (GenKnowSub, arXiv 2505.10939) first takes the mean of
/// general adapters'
/// A and B from each expert's. The experts themselves stay as they are, and must be on the model when it runs.
/// </summary>
public sealed record ArrowOption : ILoraOption
{
    /// <summary>k, the number of experts for a token.</summary>
    [JsonPropertyName("top_k")]
    public int TopK { get; init; } = 3;

    /// <summary>T.</summary>
    [JsonPropertyName("router_temperature")]
    public double Temperature { get; init; } = 1;

    /// <summary>Whether general knowledge is subtracted.</summary>
    [JsonPropertyName("use_gks")]
    public bool SubtractsGeneral { get; init; }

    /// <summary>The experts' adapter names.</summary>
    [JsonPropertyName("task_adapter_names")]
    public IReadOnlyList<string> Experts { get; init; } = [];

    /// <summary>The general adapters' names.</summary>
    [JsonPropertyName("gks_adapter_names")]
    public IReadOnlyList<string> General { get; init; } = [];

    /// <summary>Seeds the search for the singular vectors.</summary>
    [JsonPropertyName("rng_seed")]
    public long? Seed { get; init; }

    string ILoraOption.Name => "Arrow";

    LoraAdapter ILoraOption.Create(LoraPlace place, AdapterSite site) => Experts.Count > 0
        ? new ArrowAdapter(place, site.Adapter, this)
        : throw new ArgumentException("arrow_config names no experts in task_adapter_names.");
}

/// <summary>
/// Arrow's router on one linear layer. Its own A and B are in its file, as PEFT has it, and do nothing.
/// </summary>
internal sealed class ArrowAdapter : LoraAdapter
{
    private const int Iterations = 15;

    private readonly Tensor prototypes;      // [experts, in]
    private readonly ArrowOption _option;
    private readonly string _adapter;
    private List<LoraAdapter> _seen = [];

    internal ArrowAdapter(LoraPlace place, string adapter, ArrowOption option) : base(place)
    {
        (_adapter, _option) = (adapter, option);
        prototypes = zeros([option.Experts.Count, place.In], A.dtype, A.device).DetachFromDisposeScope();
        register_buffer(nameof(prototypes), prototypes);
    }

    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        base.State.Append(new($"lora_arrow.{_adapter}.prototypes", prototypes, IsTrained: false, IsSaved: false));

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var experts = Experts();
        var tokens = x.reshape(-1, x.shape[^1]);
        var shares = Shares(tokens);
        var sum = zeros([tokens.shape[0], Place.Out], x.dtype, x.device);
        foreach (var ((a, b, scaling), index) in experts.Select((e, i) => (e, i)))
        {
            sum = sum + F.linear(F.linear(tokens, a) * (shares.narrow(1, index, 1) * scaling), b);
        }

        var update = training && Dropout > 0 ? F.dropout(sum, Dropout) : sum;
        return (next.Call(x) + update.view([.. x.shape[..^1], Place.Out])).MoveToOuterDisposeScope();
    }

    // [tokens, experts]: a softmax over the k nearest, zero elsewhere.
    private Tensor Shares(Tensor tokens)
    {
        var likeness = tokens.mm(prototypes.t()).abs();
        var (values, indices) = likeness.topk((int)Math.Min(_option.TopK, likeness.shape[1]), 1);
        return zeros_like(likeness).scatter(1, indices, F.softmax(values / _option.Temperature, 1));
    }

    private List<(Tensor A, Tensor B, double Scaling)> Experts()
    {
        var experts = _option.Experts.Select(Sibling).ToList();
        List<LoraAdapter> general = _option.SubtractsGeneral ? [.. _option.General.Select(Sibling)] : [];
        List<(Tensor, Tensor, double)> purified =
        [
            .. experts.Select(e => general.Count == 0
                ? (e.A, e.B, e.Scaling)
                : (e.A - stack(general.Select(g => g.A)).mean([0]), e.B - stack(general.Select(g => g.B)).mean([0]), e.Scaling)),
        ];
        List<LoraAdapter> all = [.. experts, .. general];
        if (!all.SequenceEqual(_seen))
        {
            using var _ = no_grad();
            prototypes.copy_(stack(purified.Select(e => Prototype(e.Item1, e.Item2))));
            _seen = all;
        }

        return purified;
    }

    private LoraAdapter Sibling(string name) => Siblings.TryGetValue(name, out var adapter) && adapter is LoraAdapter lora
        ? lora
        : throw new InvalidOperationException(
            $"Arrow routes to '{name}', which is no LoRA adapter on '{Place.Module}': add it before the model runs.");

    // [in], by power iteration on (B A)ᵀ B A, which is never formed.
    private Tensor Prototype(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(_option.Seed ?? Place.Seed));
        var (left, square) = (a.to_type(ScalarType.Float32), b.to_type(ScalarType.Float32));
        square = square.t().mm(square);
        var v = randn([Place.In], generator: generator).to(a.device);
        v = v / v.norm();
        for (var i = 0; i < Iterations; i++)
        {
            v = left.t().mv(square.mv(left.mv(v)));
            v = v / (v.norm() + 1e-8);
        }

        return v.to_type(a.dtype).MoveToOuterDisposeScope();
    }
}
