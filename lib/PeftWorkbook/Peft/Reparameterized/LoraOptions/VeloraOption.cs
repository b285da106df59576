using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized.LoraOptions;

/// <summary>
/// VeLoRA (arXiv 2405.17991): plain LoRA, but A's gradient is taken from a compressed input. The input is cut into
/// groups, each group is
/// kept as its product with one direction v, and comes back as that number times v: <c>x̂ = scale (x · v) v</c>.
/// </summary>
public sealed record VeloraOption : ILoraOption
{
    /// <summary>The number of groups that the input is cut into; the last is filled with zeros.</summary>
    [JsonPropertyName("num_groups")]
    public int Groups { get; init; } = 32;

    /// <summary>What the reconstructed input is multiplied by.</summary>
    [JsonPropertyName("scale")]
    public double Scale { get; init; } = 1;

    /// <summary>
    /// Where v comes from: <c>random</c>, <c>batch_average_once</c> (the first batch's mean group) or
    /// <c>batch_average</c> (each one's).
    /// </summary>
    [JsonPropertyName("init_type")]
    public string Direction { get; init; } = "batch_average_once";

    string ILoraOption.Name => "VeLoRA";

    LoraAdapter ILoraOption.Create(LoraPlace place, AdapterSite site) => Groups > 0 && Groups <= place.In
        ? new VeloraAdapter(place, this)
        : throw new ArgumentException($"VeLoRA's num_groups is {Groups}; '{place.Module}' has {place.In} inputs.");
}

/// <summary>VeLoRA on one linear layer.</summary>
internal sealed class VeloraAdapter : LoraAdapter
{
    private readonly Tensor lora_velora_embed;
    private readonly VeloraOption _option;
    private bool _isSet;

    internal VeloraAdapter(LoraPlace place, VeloraOption option) : base(place)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(unchecked((ulong)place.Seed + 1));
        _option = option;
        var width = (place.In + option.Groups - 1) / option.Groups;
        var drawn = randn([width], generator: generator);
        lora_velora_embed = (drawn / drawn.norm()).to(A.dtype, A.device).DetachFromDisposeScope();
        _isSet = option.Direction == "random";
        register_buffer("lora_velora_embed", lora_velora_embed);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
        base.State.Append(new("lora_velora_embed", lora_velora_embed, IsTrained: false));

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        base.Import(suffix, value);
        _isSet = lora_velora_embed.count_nonzero().ToInt64() > 0;
    }

    /// <summary>The mean of a batch is that of all its positions.</summary>
    protected internal override bool NeedsAllPositions => training && (!_isSet || _option.Direction == "batch_average");

    /// <summary>
    /// In training, A's gradient sees <c>x̂</c>: the same value is added and taken away, once with a gradient.
    /// </summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (!training || !is_grad_enabled())
        {
            return base.Forward(x, next);
        }

        using var scope = NewDisposeScope();
        var input = Dropout > 0 ? F.dropout(x, Dropout) : x;
        var narrow = F.linear(input, A.detach()) + F.linear(Compressed(input.detach()), A - A.detach());
        return (next.Call(x) + (F.linear(narrow, B) * Scaling)).MoveToOuterDisposeScope();
    }

    private Tensor Compressed(Tensor x)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var width = lora_velora_embed.shape[0];
        var padded = F.pad(x, (0, (width * _option.Groups) - x.shape[^1]));
        var groups = padded.view([.. x.shape[..^1], _option.Groups, width]);
        if (!_isSet || _option.Direction == "batch_average")
        {
            var mean = groups.reshape(-1, width).mean([0]);
            lora_velora_embed.copy_(mean / mean.norm());
            _isSet = true;
        }

        var kept = (groups * lora_velora_embed).sum(-1, keepdim: true);
        return ((kept * lora_velora_embed).flatten(-2).narrow(-1, 0, x.shape[^1]) * _option.Scale).MoveToOuterDisposeScope();
    }
}
