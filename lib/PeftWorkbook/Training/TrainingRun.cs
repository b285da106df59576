using System.Diagnostics;
using PeftWorkbook.Engine;

namespace PeftWorkbook.Training;

/// <summary>One call of <see cref="Trainer.Train"/>: steps, evaluations, checkpoints and the log.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const int StepsACollection = 32;

    private readonly Trainer _trainer;
    private readonly IReadOnlyList<Example>? _dev;
    private readonly TrainingPlan _plan;
    private readonly TrainingCheckpoints? _checkpoints;
    private readonly List<TrainingStep> _steps = [];
    private readonly List<Evaluation> _evaluations = [];
    private TrainingLog? _log;

    internal TrainingRun(Trainer trainer, IReadOnlyList<Example> train, IReadOnlyList<Example>? dev)
    {
        (_trainer, _dev) = (trainer, dev);
        var isOnCpu = Evaluator.DeviceOf(trainer.Model).type == TorchSharp.DeviceType.CPU;
        _plan = new(train, trainer.Settings, TokenEvaluator.PredictsNext(trainer.Model), isOnCpu);
        _checkpoints = trainer.Settings.Checkpoints is { } settings ? new(settings, _plan.Fingerprint()) : null;
    }

    private TrainerSettings Settings => _trainer.Settings;

    internal TrainingResult Go(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        // What loading left behind; and while it trains, a step's few objects: the collector would wait until they fill a multiple of
        // the processor's cache, which is more memory than all adapters take.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var resumed = Resume();
        _log = Settings.LogFile is { } path ? new(path, resumed) : null;
        var stopped = IsOver;
        while (_steps.Count < _plan.Steps && !stopped)
        {
            Interrupt.ThrowIfRequested(cancellation);
            Step();
            if (_steps.Count % StepsACollection == 0)
            {
                GC.Collect(0);
            }

            var isLast = _steps.Count == _plan.Steps;
            var evaluates = _dev is not null && (isLast || (Settings.EvaluateEvery > 0 && _steps.Count % Settings.EvaluateEvery == 0));
            if (evaluates)
            {
                Evaluate(cancellation);
            }

            stopped = evaluates && IsOver;
            Save(isLast || stopped);
        }

        return new(_steps, _evaluations, clock.Elapsed.TotalSeconds)
        {
            StoppedEarly = _steps.Count < _plan.Steps,
            ResumedFrom = resumed,
        };
    }

    public void Dispose() => _log?.Dispose();

    private bool IsOver => Settings.EarlyStopping is { } early && early.IsOver(_evaluations);

    private void Step()
    {
        var rows = _plan.Rows(_steps.Count);
        var step = _trainer.TimedStep(_plan, _steps.Count, rows, () => Place(rows));
        _steps.Add(step);
        _log?.Write("step", step);
        _trainer.Tell(step);
    }

    private void Evaluate(CancellationToken cancellation)
    {
        var evaluation = _trainer.Evaluate(_dev!, _steps.Count, cancellation);
        _evaluations.Add(evaluation);
        _log?.Write("evaluation", evaluation);
    }

    private int Resume()
    {
        if (_checkpoints?.Load(_trainer) is not { } state)
        {
            return 0;
        }

        _steps.AddRange(state.Steps);
        _evaluations.AddRange(state.Evaluations);
        _trainer.StepsTaken = _steps.Count;
        return _steps.Count;
    }

    private void Save(bool isEnd)
    {
        if (_checkpoints is not null && (isEnd || _steps.Count % Settings.Checkpoints!.Every == 0))
        {
            _checkpoints.Save(_trainer, _steps, _evaluations);
        }
    }

    // Where it went wrong, for an error's text.
    private string Place(int[] rows)
    {
        var some = string.Join(", ", rows.Take(8)) + (rows.Length > 8 ? ", …" : "");
        var saved = _checkpoints?.Latest is { } folder ? $"the last good checkpoint is '{folder}'" : "no checkpoint was saved";
        return $" at step {_steps.Count + 1} of {_plan.Steps}, on the examples {some} ({saved})";
    }
}
