using System.Text.Json.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// IncreLoRA (arXiv 2308.12043): LoRA that starts with few ranks and gives more to the layers that need them,
/// <c>W' = W + s B diag(E) A</c> with <c>s = alpha / (rank + 1e-5)</c>. A layer's score is what the loss feels of its update,
/// <c>Σ |ΔW · ∂L/∂ΔW| / √(numbers of W)</c>, as a running mean times the running mean of its distance from that. At every interval the h
/// best layers get one more rank, until all have the budget together. One rank of each layer is in reserve: it takes part with
/// <c>E = 1e-5</c>, which is not trained, and grows into a full one. The regulariser of A and B is left out. It trains
/// <c>rank (in + out + 1)</c> numbers a layer and those of the reserve; room for <see cref="MostRank"/> is made at once, and what is not
/// used yet feels weight decay alone.
/// </summary>
[PeftMethod("INCRELORA", ArXiv = "2308.12043")]
public sealed record IncreLoraConfig : LowRankConfig
{
    /// <summary>The ranks that a layer starts with.</summary>
    [JsonPropertyName("init_r")]
    public int FirstRank { get; init; } = 1;

    /// <summary>h, how many layers grow at a time.</summary>
    [JsonPropertyName("top_h")]
    public int Growing { get; init; } = 2;

    /// <summary>The ranks that a layer may have; null allows twice r. The average of all is r in the end.</summary>
    [JsonPropertyName("max_r")]
    public int? MostRank { get; init; }

    /// <summary>The steps before the first growth.</summary>
    [JsonPropertyName("init_warmup")]
    public int Warmup { get; init; }

    /// <summary>The steps from one growth to the next.</summary>
    [JsonPropertyName("incre_interval")]
    public int Interval { get; init; } = 10;

    /// <summary>The share of the old score in the new one.</summary>
    [JsonPropertyName("beta1")]
    public double SensitivityBeta { get; init; } = 0.85;

    /// <summary>The same for the score's distance from its mean.</summary>
    [JsonPropertyName("beta2")]
    public double UncertaintyBeta { get; init; } = 0.85;

    /// <summary>The most ranks of one layer, without the reserve.</summary>
    internal int Room => MostRank ?? (2 * Rank);

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        new IncreLoraAttachment(model, adapter, (IncreLoraConfig)For(model.Model), seed);

    /// <inheritdoc/>
    protected override LayerAdapter Make(AdapterSite site) => FirstRank >= 1 && FirstRank <= Room && Growing >= 1 && Interval >= 1
        ? new IncreLoraAdapter(site, this)
        : throw new ArgumentException(
            $"init_r {FirstRank} must be from 1 to {Room}, top_h {Growing} and incre_interval {Interval} at least 1.");
}

/// <summary>IncreLoRA's adapters, which share a budget of ranks.</summary>
public sealed class IncreLoraAttachment : LayerAttachment
{
    private readonly IncreLoraConfig _config;

    internal IncreLoraAttachment(PeftModel model, string adapter, IncreLoraConfig config, long seed) : base(model, adapter, config, seed) =>
        _config = config;

    private IEnumerable<IncreLoraAdapter> Adapters => Sites.Select(s => (IncreLoraAdapter)s.Adapter);

    /// <summary>The ranks of all layers together.</summary>
    public int Rank => Adapters.Sum(a => a.Rank);

    /// <inheritdoc/>
    protected internal override void AfterStep(int step)
    {
        base.AfterStep(step);
        if (step + 1 > _config.Warmup && (step + 1 - _config.Warmup) % _config.Interval == 0)
        {
            foreach (var adapter in Best().Take((_config.Rank * Sites.Count) - Rank).ToList())
            {
                adapter.Grow();
            }
        }
    }

    /// <summary>The layers whose scores are among the h best, those of equal score with them.</summary>
    internal IEnumerable<IncreLoraAdapter> Best()
    {
        var scores = Adapters.Select(a => a.Score).OrderDescending().ToList();
        var least = scores[Math.Min(_config.Growing, scores.Count) - 1];
        return Adapters.Where(a => a.Score >= least);
    }
}

/// <summary>IncreLoRA on one linear layer.</summary>
public sealed class IncreLoraAdapter : DeltaAdapter
{
    private const double Reserve = 1e-5;
    private const string RankKey = "incre_rank";

    private readonly Parameter lora_A, lora_E, lora_B;
    private readonly Tensor incre_rank;
    private readonly IncreLoraConfig _config;
    private Tensor? _update;

    internal IncreLoraAdapter(AdapterSite site, IncreLoraConfig config) : base(nameof(IncreLoraAdapter), site.Layer)
    {
        (_config, Rank) = (config, config.FirstRank);
        using var draws = new Draws(site.Seed);
        var room = config.Room + 1;
        lora_A = Trained(draws.Normal(0.02, room, Layer.InFeatures));
        lora_E = Trained(full([room, 1], Reserve));
        lora_B = Trained(draws.Normal(0.02, Layer.OutFeatures, room));
        incre_rank = full([1], Rank, ScalarType.Int64, lora_A.device);
        RegisterComponents();
    }

    /// <summary>The ranks in use, without the reserve.</summary>
    public int Rank { get; private set; }

    /// <summary>The running mean of what the loss feels of the update.</summary>
    public double Sensitivity { get; private set; }

    /// <summary>The running mean of its distance from that mean.</summary>
    public double Uncertainty { get; private set; }

    /// <summary>The product of both.</summary>
    public double Score => Sensitivity * Uncertainty;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        new("lora_A", lora_A), new("lora_E", lora_E), new("lora_B", lora_B), new(RankKey, incre_rank, IsTrained: false),
    ];

    /// <inheritdoc/>
    public override Tensor Delta()
    {
        using var scope = NewDisposeScope();
        var used = Rank + 1;
        var gates = cat([lora_E.narrow(0, 0, Rank), full([1, 1], Reserve, lora_E.dtype, lora_E.device)]);
        var product = lora_B.narrow(1, 0, used).mm(lora_A.narrow(0, 0, used) * gates);
        return (product * (_config.Alpha / (Rank + 1e-5))).MoveToOuterDisposeScope();
    }

    /// <summary>In training the update keeps its own gradient, which the score is made of.</summary>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        if (!training || !is_grad_enabled())
        {
            return base.Forward(x, next);
        }

        using var scope = NewDisposeScope();
        _update?.Dispose();
        _update = Delta().DetachFromDisposeScope();
        _update.retain_grad();
        return (next.Call(x) + Layer.Apply(x, _update, null)).MoveToOuterDisposeScope();
    }

    /// <summary>Takes the gradient of the pass into the score.</summary>
    protected internal override void BeforeStep()
    {
        if (Felt() is { } now)
        {
            Sensitivity = (_config.SensitivityBeta * Sensitivity) + ((1 - _config.SensitivityBeta) * now);
            Uncertainty = (_config.UncertaintyBeta * Uncertainty) + ((1 - _config.UncertaintyBeta) * Math.Abs(now - Sensitivity));
        }

        _update?.Dispose();
        _update = null;
    }

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        base.Import(suffix, value);
        if (suffix == RankKey)
        {
            var rank = value.ToDouble();
            Rank = rank >= 1 && rank <= _config.Room
                ? (int)rank
                : throw new InvalidDataException($"{RankKey} is {rank}; the adapter has room for ranks from 1 to {_config.Room}.");
        }
    }

    /// <summary>What the loss feels of the update, by the last pass; null where there was none.</summary>
    internal double? Felt()
    {
        if (_update?.grad is not { } gradient)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var felt = (_update.to_type(ScalarType.Float32) * gradient.to_type(ScalarType.Float32)).abs().sum();
        return felt.ToDouble() / Math.Sqrt(_update.numel());
    }

    /// <summary>Takes the reserve into use, and another one behind it; does nothing where there is no more room.</summary>
    internal void Grow()
    {
        if (Rank < _config.Room)
        {
            Rank++;
            using var _ = no_grad();
            incre_rank.fill_(Rank);
            using var gate = lora_E.narrow(0, Rank - 1, 1);
            gate.fill_(Reserve);
        }
    }
}
