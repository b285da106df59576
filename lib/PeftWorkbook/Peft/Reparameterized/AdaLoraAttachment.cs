using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// AdaLoRA's adapters with what they do together. Each step scores a triplet <c>i</c> by its entries' importance,
/// <c>S_i = s(E_i) + mean s(A_i) + mean s(B_i)</c> with <c>s = Ī · Ū</c>, the running mean of <c>|w · ∂L/∂w|</c> and of its fluctuation,
/// and all but the best of the model's lose their E. The budget falls from all triplets to the target by the cube of the steps that are
/// left: <c>b(t) = b_T + (b_0 − b_T) (1 − (t − t_init) / (T − t_final − t_init))³</c>.
/// </summary>
public sealed class AdaLoraAttachment : LayerAttachment, IPublishedLoss
{
    private readonly AdaLoraConfig _config;
    private readonly List<(string Module, AdaLoraAdapter Adapter, IReadOnlyList<bool> Before)> _layers;
    private readonly int _initial;
    private List<TripletScores>? _scores;

    internal AdaLoraAttachment(PeftModel model, string adapter, AdaLoraConfig config, long seed) : base(model, adapter, config, seed)
    {
        _config = config;
        _layers =
        [
            .. from s in Sites
               where s.Adapter is AdaLoraAdapter
               select (s.Site.Module, (AdaLoraAdapter)s.Adapter, config.KeptIn(s.Site.Module)),
        ];
        _initial = _layers.Sum(l => l.Adapter.Rank);
    }

    /// <inheritdoc/>
    public bool UsesPublishedLoss { get; set; }

    /// <summary>How many triplets the last step left.</summary>
    public int Rank => _layers.Sum(l => l.Adapter.Kept?.Count(k => k) ?? l.Adapter.Rank);

    /// <summary>
    /// The mean distance of all A and B from orthogonality, a scalar that is the caller's; zero where all are pruned
    /// away.
    /// </summary>
    public Tensor Orthogonality()
    {
        using var scope = NewDisposeScope();
        var terms = _layers.Where(l => l.Adapter.Rank > 0).Select(l => l.Adapter.Skewness()).ToList();
        var mean = terms.Count == 0
            ? zeros(1, device: _layers[0].Adapter.A.device).sum()
            : stack(terms).sum() / (2 * terms.Count);
        return mean.MoveToOuterDisposeScope();
    }

    /// <summary>How many triplets a step leaves.</summary>
    public int Budget(int step)
    {
        var target = _config.TargetRank * _layers.Count;
        if (_config.TotalSteps is not { } total || step <= _config.FirstStep)
        {
            return _initial;
        }

        var left = 1 - ((double)(step - _config.FirstStep) / (total - _config.FinalSteps - _config.FirstStep));
        return left <= 0 ? target : (int)(((_initial - target) * Math.Pow(left, 3)) + target);
    }

    /// <inheritdoc/>
    protected internal override Tensor? AddedLoss()
    {
        if (_config.OrthogonalWeight == 0 || (UsesPublishedLoss && _config.TaskType is null))
        {
            return null;
        }

        using var distance = Orthogonality();
        return distance * _config.OrthogonalWeight;
    }

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model) =>
        WithAddedLoss(base.Run(input, model));

    /// <inheritdoc/>
    protected internal override void AfterStep(int step)
    {
        if (_config.TotalSteps is not { } total)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var last = total - _config.FinalSteps;
        if (step > last)
        {
            Mask();
            return;
        }

        if (step < last)
        {
            _scores ??= [.. _layers.Select(l => new TripletScores(l.Adapter, _config))];
            _scores.ForEach(s => s.Update());
        }

        if (step == last || (step > _config.FirstStep && step % _config.Interval == 0))
        {
            Choose(Budget(step));
            Mask();
        }

        if (step == last)
        {
            Forget();
        }
    }

    /// <inheritdoc/>
    protected internal override void Remove()
    {
        Forget();
        base.Remove();
    }

    // The scores of a model's triplets are few: they come to the host once, and the pattern in the settings is made from them.
    private void Choose(int budget)
    {
        if (_scores is null)
        {
            return;
        }

        using var all = cat([.. _scores.Select(s => s.Triplets())]).to(ScalarType.Float32, CPU);
        var scores = all.data<float>().ToArray();
        var losers = scores.Length - budget;
        var threshold = losers > 0 ? scores.Order().ElementAt(losers - 1) : float.NegativeInfinity;
        var at = 0;
        foreach (var (_, adapter, _) in _layers)
        {
            adapter.Kept = [.. scores.Skip(at).Take(adapter.Rank).Select(s => s > threshold)];
            at += adapter.Rank;
        }

        Config = ((AdaLoraConfig)Config) with { RankPattern = _layers.ToDictionary(l => AdaLoraConfig.PatternKey(l.Module), Pattern) };
    }

    // The optimiser moves what was masked, so it is masked after every step.
    private void Mask()
    {
        foreach (var (_, adapter, _) in _layers)
        {
            if (adapter.Kept is { } kept && kept.Contains(false))
            {
                using var lost = tensor(kept.Select(k => !k).ToArray()).to(adapter.E.device).unsqueeze(1);
                adapter.E.masked_fill_(lost, 0);
            }
        }
    }

    // An adapter that was loaded has the triplets that an earlier training left; what this one leaves is counted among all of the first.
    private static IReadOnlyList<bool> Pattern((string Module, AdaLoraAdapter Adapter, IReadOnlyList<bool> Before) layer)
    {
        var now = new Queue<bool>(layer.Adapter.Kept!);
        return [.. layer.Before.Select(was => was && now.Dequeue())];
    }

    private void Forget()
    {
        _scores?.ForEach(s => s.Dispose());
        _scores = null;
    }
}
