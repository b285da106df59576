using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>
/// MixLoRA (arXiv 2404.15159): experts of a whole feed-forward net, which are the frozen net with LoRAs of their own on its layers,
/// <c>y = Σ pᵢ FFNᵢ(x)</c> over the k experts that <c>softmax(G x)</c> has most for, their shares made to add up to one. B starts at zero.
/// A net of three layers trains <c>3 N r (D + I) + N D</c> numbers. Since p depends on the input, it cannot be merged.
/// <para>
/// The layers that the net begins with give one output for each of the k choices, along a new first axis, so that everything between the
/// layers acts on each; the net's last layer adds them up.
/// </para>
/// </summary>
[PeftMethod("MIXLORA", ArXiv = "2404.15159")]
public sealed record MixLoraConfig : ExpertLoraConfig
{
    // The layers of feed-forward nets as families call them; the last one leads back to the model's width.
    private static readonly string[] s_nets =
    [
        @".*\.mlp\.(gate_proj|up_proj|down_proj)", @".*\.mlp\.(c_fc|c_proj)", @".*layer\.\d+\.(intermediate|output)\.dense",
    ];

    /// <summary>k, the experts that a token goes through.</summary>
    [JsonPropertyName("top_k")]
    public int Chosen { get; init; } = 2;

    /// <inheritdoc/>
    protected internal override LayerPeftConfig For(nn.Module model)
    {
        var names = model.named_modules().Select(m => m.name).ToList();
        return TargetModules is not null ? this
            : s_nets.Select(n => (ModuleNames)n).FirstOrDefault(n => names.Any(n.Matches)) is { } net ? this with { TargetModules = net }
            : throw new ArgumentException("TargetModules is not given, and the model has no feed-forward net that MixLoRA knows.");
    }

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed) =>
        Chosen > 0 && Chosen <= Experts
            ? new MixLoraNets(sites)
            : throw new ArgumentException($"top_k is {Chosen}, of {Experts} experts.");

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        new MixLoraAttachment(model, adapter, For(model.Model), seed);

    /// <inheritdoc/>
    protected override LayerAdapter MakeExperts(AdapterSite site)
    {
        using var draws = new Draws(site.Seed);
        return new MixLoraAdapter(site, this, draws);
    }
}

/// <summary>
/// MixLoRA's adapters. Rows of a mixed batch cannot go beside others, since a net's layers have an axis more between
/// them.
/// </summary>
public sealed class MixLoraAttachment : LayerAttachment
{
    internal MixLoraAttachment(PeftModel model, string adapter, LayerPeftConfig config, long seed)
        : base(model, adapter, config, seed)
    {
    }
}

/// <summary>The feed-forward nets of a model, with what the router of each chose in this pass.</summary>
internal sealed class MixLoraNets : AdapterShare
{
    private readonly Dictionary<int, Net> _nets = [];

    internal MixLoraNets(IReadOnlyList<AdapterSite> sites) : base(nameof(MixLoraNets))
    {
        foreach (var layers in sites.GroupBy(s => BlockOf(s.Module)))
        {
            var (net, last) = (new Net(layers.First().Index, layers.Last().Index), layers.Last().Layer);
            var fits = layers.Count() > 1 && layers.SkipLast(1).All(
                s => s.Layer.InFeatures == last.OutFeatures && s.Layer.OutFeatures == last.InFeatures);
            foreach (var site in layers)
            {
                _nets.Add(site.Index, fits ? net : throw new ArgumentException(
                    $"MixLoRA needs the layers of whole feed-forward nets, the one that leads back last; '{site.Module}' is in none."));
            }
        }
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [];

    internal Net Of(AdapterSite site) => _nets[site.Index];

    // Up to the last number in the name.
    private static string BlockOf(string module)
    {
        var kind = ModuleKind.Of(module);
        return module[..^kind.Length];
    }

    /// <summary>One net: its first and last layer, and the choice of this pass.</summary>
    internal sealed class Net(int first, int last)
    {
        internal int First => first;

        internal int Last => last;

        /// <summary>The shares of the k chosen, <c>[…, k]</c>, and their places as ones, <c>[…, k, experts]</c>.</summary>
        internal (Tensor Shares, Tensor Places)? Choice { get; set; }
    }
}

/// <summary>MixLoRA on one layer of a feed-forward net.</summary>
public sealed class MixLoraAdapter : LayerAdapter
{
    private readonly ParameterList lora_A, lora_B;
    private readonly Parameter? mixlora_gate;
    private readonly MixLoraConfig _config;
    private readonly AdapterSite _site;

    internal MixLoraAdapter(AdapterSite site, MixLoraConfig config, Draws draws) : base(nameof(MixLoraAdapter), site.Layer)
    {
        (_site, _config) = (site, config);
        var experts = Enumerable.Range(0, config.Experts).ToList();
        lora_A = nn.ParameterList([.. experts.Select(_ => Trained(draws.Kaiming(config.Rank, Layer.InFeatures)))]);
        lora_B = nn.ParameterList([.. experts.Select(_ => Trained(zeros(Layer.OutFeatures, config.Rank)))]);
        mixlora_gate = Net.First == site.Index ? Trained(draws.Normal(0.02, config.Experts, Layer.InFeatures)) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        lora_A.Select((a, i) => new AdapterTensor($"lora_A.{i}.weight", a))
            .Concat(lora_B.Select((b, i) => new AdapterTensor($"lora_B.{i}.weight", b)))
            .Concat(mixlora_gate is null ? [] : [new("mixlora_gate.weight", mixlora_gate)]);

    private MixLoraNets.Net Net => ((MixLoraNets)_site.Share!).Of(_site);

    /// <summary>
    /// A layer that the net begins with gives <c>[k, …, out]</c>; the last takes that and gives the sum, <c>[…, out]</c>.
    /// </summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        if (mixlora_gate is not null)
        {
            Choose(x);
        }

        var (shares, places) = Net.Choice
            ?? throw new InvalidOperationException($"'{_site.Module}' was called before the first layer of its net.");
        var isLast = Net.Last == _site.Index;
        var below = next.Call(x);                                                                   // the last's has the axis of k
        var narrow = x.matmul(cat([.. lora_A]).t());
        narrow = narrow.view([.. narrow.shape[..^1], _config.Experts, -1]);                         // [..., N, r]
        var wide = cat([.. lora_B], 1).t();                                                         // [N · r, out]
        List<Tensor> outputs = [];
        for (var choice = 0; choice < _config.Chosen; choice++)
        {
            var own = (isLast ? narrow[choice] : narrow) * places.select(-2, choice).unsqueeze(-1);
            var output = (isLast ? below[choice] : below) + (own.flatten(-2).matmul(wide) * _config.Scaling);
            outputs.Add(isLast ? output * shares.select(-1, choice).unsqueeze(-1) : output);
        }

        if (!isLast)
        {
            return stack(outputs).MoveToOuterDisposeScope();
        }

        Forget();
        return outputs.Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    private void Choose(Tensor x)
    {
        Forget();
        var (values, indexes) = x.matmul(mixlora_gate!.t()).softmax(-1).topk(_config.Chosen);
        var shares = values / values.sum(-1, keepdim: true);
        var places = indexes.unsqueeze(-1).eq(arange(_config.Experts, ScalarType.Int64, x.device)).to_type(x.dtype);
        Net.Choice = (shares.DetachFromDisposeScope(), places.DetachFromDisposeScope());
    }

    private void Forget()
    {
        Net.Choice?.Shares.Dispose();
        Net.Choice?.Places.Dispose();
        Net.Choice = null;
    }
}
