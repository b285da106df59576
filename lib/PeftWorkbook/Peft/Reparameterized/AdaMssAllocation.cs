using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// AdaMSS with adaptive allocation: a running mean of |parameter · gradient| and of its fluctuation scores each subspace, and at intervals
/// all but the best of the model stop learning, fewer each time.
/// </summary>
internal sealed class AdaMssAllocation : LayerAttachment
{
    private readonly AdaMssConfig _config;
    private readonly Dictionary<(int Layer, int Subspace), Scores> _scores = [];
    private readonly HashSet<(int Layer, int Subspace)> _resting = [];

    internal AdaMssAllocation(PeftModel model, string adapter, AdaMssConfig config, long seed) : base(model, adapter, config, seed) =>
        _config = config;

    private IEnumerable<((int Layer, int Subspace) Place, Parameter A, Parameter B)> Subspaces =>
        from site in Sites
        let adapter = (AdaMssAdapter)site.Adapter
        from i in Enumerable.Range(0, adapter.Count)
        let pair = adapter.Subspace(i)
        select ((site.Site.Index, i), pair.A, pair.B);

    /// <inheritdoc/>
    protected internal override void AfterStep(int step)
    {
        if (step < _config.FirstStep || step > _config.LastStep)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (place, a, b) in Subspaces.Where(s => s.A.grad is not null && s.B.grad is not null))
        {
            if (!_scores.TryGetValue(place, out var scores))
            {
                _scores.Add(place, scores = new(new(a), new(b)));
            }

            scores.A.Update(a, _config);
            scores.B.Update(b, _config);
        }

        if (step % _config.Interval == 0)
        {
            Rest(Target(step));
            Forget();
        }
    }

    /// <inheritdoc/>
    protected internal override void Activate()
    {
        base.Activate();
        foreach (var (_, a, b) in Subspaces.Where(s => _resting.Contains(s.Place)))
        {
            (a.requires_grad, b.requires_grad) = (false, false);
        }
    }

    /// <inheritdoc/>
    protected internal override void Remove()
    {
        Forget();
        base.Remove();
    }

    // From all subspaces at the first step to the target at the last.
    private int Target(int step)
    {
        var left = 1 - ((double)(step - _config.FirstStep) / Math.Max(1, _config.LastStep - _config.FirstStep));
        var surplus = Subspaces.Count() - _config.TargetSubspaces;
        return (int)(_config.TargetSubspaces + (surplus * Math.Pow(left, _config.ScheduleExponent)));
    }

    private void Rest(int target)
    {
        var ranked = _scores.ToDictionary(s => s.Key, s => s.Value.A.Value + s.Value.B.Value).OrderByDescending(s => s.Value).ToList();
        _resting.UnionWith(ranked.Skip(target).Select(s => s.Key));
        foreach (var (_, a, b) in Subspaces.Where(s => _resting.Contains(s.Place)))
        {
            (a.requires_grad, b.requires_grad) = (false, false);
            (a.grad, b.grad) = (null, null);
        }
    }

    private void Forget()
    {
        foreach (var scores in _scores.Values)
        {
            scores.A.Dispose();
            scores.B.Dispose();
        }

        _scores.Clear();
    }

    private sealed record Scores(Running A, Running B);

    /// <summary>The running importance of a tensor's entries, and how much it fluctuates.</summary>
    private sealed class Running(Tensor like) : IDisposable
    {
        private readonly Tensor _mean = zeros_like(like).DetachFromDisposeScope();
        private readonly Tensor _spread = zeros_like(like).DetachFromDisposeScope();

        internal double Value => (_mean * _spread).mean().ToDouble();

        internal void Update(Tensor parameter, AdaMssConfig config)
        {
            var now = (parameter * parameter.grad!).abs();
            _spread.mul_(config.UncertaintyBeta).add_((now - _mean).abs() * (1 - config.UncertaintyBeta));
            _mean.mul_(config.ImportanceBeta).add_(now * (1 - config.ImportanceBeta));
        }

        public void Dispose()
        {
            _mean.Dispose();
            _spread.Dispose();
        }
    }
}
