using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// DyLoRA (arXiv 2210.07558): a LoRA that works at every rank up to r. Each training pass draws a b below r and uses the first b + 1 rows
/// of A and columns of B alone, <c>W' = W + alpha / r · r / (b + 1) · B[:, :b+1] A[:b+1]</c>; the factor r / (b + 1) is the authors'
/// code's. It trains <c>r (in + out)</c> numbers a layer.
/// </summary>
[PeftMethod("DYLORA", ArXiv = "2210.07558")]
public sealed record DyLoraConfig : LowRankConfig
{
    /// <summary>Whether a pass trains the last row and column of its rank alone.</summary>
    [JsonPropertyName("frozen")]
    public bool TrainsLastAlone { get; init; } = true;

    /// <summary>The rank in evaluation and in merging; null takes r.</summary>
    [JsonPropertyName("eval_rank")]
    public int? EvaluationRank { get; init; }

    /// <inheritdoc/>
    protected internal override AdapterShare CreateShare(IReadOnlyList<AdapterSite> sites, long seed) => new DyLoraRank(Rank, seed);

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        new DyLoraAttachment(model, adapter, (DyLoraConfig)For(model.Model), seed);

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => new DyLoraAdapter(site, this);
}

/// <summary>The rank of a pass, which all layers have in common.</summary>
internal sealed class DyLoraRank : AdapterShare
{
    private readonly RepeatedDraws _draws;

    internal DyLoraRank(int rank, long seed) : base(nameof(DyLoraRank))
    {
        (Most, Now, _draws) = (rank, rank, new(seed));
        RegisterComponents();
    }

    /// <summary>r.</summary>
    internal int Most { get; }

    /// <summary>The rank now.</summary>
    internal int Now { get; set; }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [];

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Suffix, RepeatedDraws Draws)> Draws => [("dylora_rank", _draws)];

    internal void Draw()
    {
        using var drawn = _draws.Next(g => rand([1], generator: g).mul_(Most).floor_().squeeze());
        Now = Math.Clamp((int)drawn.ToDouble() + 1, 1, Most);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _draws.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>DyLoRA's adapters, with the rank that they have in a pass.</summary>
public sealed class DyLoraAttachment : LayerAttachment
{
    internal DyLoraAttachment(PeftModel model, string adapter, DyLoraConfig config, long seed) : base(model, adapter, config, seed) =>
        Rank = config.EvaluationRank ?? config.Rank;

    /// <summary>The rank in evaluation and in merging, which is saved; r at first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not one of 1 to r.</exception>
    public int Rank
    {
        get => ((DyLoraConfig)Config).EvaluationRank ?? Shared.Most;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Shared.Most);
            (Config, Shared.Now) = ((DyLoraConfig)Config with { EvaluationRank = value }, value);
        }
    }

    private DyLoraRank Shared => (DyLoraRank)Share!;

    /// <summary>Draws a rank in training.</summary>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        if (Shared.training)
        {
            Shared.Draw();
        }
        else
        {
            Shared.Now = Rank;
        }

        return base.Run(input, model);
    }

    /// <inheritdoc/>
    protected internal override void CheckMerge()
    {
        Shared.Now = Rank;
        base.CheckMerge();
    }
}

/// <summary>DyLoRA on one linear layer.</summary>
public sealed class DyLoraAdapter : LowRankAdapter
{
    private readonly Parameter lora_A, lora_B;
    private readonly AdapterSite _site;
    private readonly bool _trainsLastAlone;

    internal DyLoraAdapter(AdapterSite site, DyLoraConfig config)
        : base(nameof(DyLoraAdapter), site.Layer, config.Scaling, config.Dropout)
    {
        (_site, _trainsLastAlone) = (site, config.TrainsLastAlone);
        using var draws = new Draws(site.Seed);
        lora_A = Trained(draws.Kaiming(config.Rank, Layer.InFeatures));
        lora_B = Trained(zeros(Layer.OutFeatures, config.Rank));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("lora_A.weight", lora_A), new("lora_B.weight", lora_B)];

    /// <summary>The first rows and columns, with the factor of their rank.</summary>
    protected override (Tensor A, Tensor B) Factors()
    {
        var share = (DyLoraRank)_site.Share!;
        return (First(lora_A, 0, share.Now), First(lora_B, 1, share.Now) * ((double)share.Most / share.Now));
    }

    private Tensor First(Tensor factor, int axis, int count) => training && _trainsLastAlone && count > 1
        ? cat([factor.narrow(axis, 0, count - 1).detach(), factor.narrow(axis, count - 1, 1)], axis)
        : factor.narrow(axis, 0, count);
}
