using System.Text.RegularExpressions;
using Golden.Tests.Harness;
using PeftWorkbook.Peft;
using PeftWorkbook.Training.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>
/// A recorded training run of a case, from its adapter: gradients, the loss of every step and the logits after the last. Most are AdamW
/// with a rate of .01 and a decay of .01; what is otherwise says the case's row or its <see cref="SurveyProbe"/>.
/// </summary>
internal sealed class SurveyTraining
{
    private const double Rate = 1e-2, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8, Decay = 1e-2;

    private readonly SurveyCase _given;
    private readonly string _run;
    private readonly List<double> _losses = [];
    private readonly Dictionary<string, double[]> _gradients = [];
    private Dictionary<string, double[]> _trained = [];
    private double[] _logits = [];

    private SurveyTraining(SurveyCase given, string run) => (_given, _run) = (given, run);

    private int Steps => _given.Expected[_run + ".losses"].Values.Length;

    /// <summary>Takes the steps and compares.</summary>
    internal static void Check(SurveyCase given, string run)
    {
        var single = new SurveyTraining(given, run).Run(ScalarType.Float32);
        try
        {
            single.Compare([]);
        }
        catch (GoldenException) when (given.Probe.Variants > 0)
        {
            single.Compare([.. Enumerable.Range(1, given.Probe.Variants).Select(v => OfVariant(given, run, v))], factor: 2);
        }
        catch (GoldenException)
        {
            // AdamW multiplies the rounding of small gradients past the bounds; the rule must meet them without it.
            new SurveyTraining(given, run).Run(ScalarType.Float64).Compare([single]);
        }
    }

    private static SurveyTraining OfVariant(SurveyCase given, string run, int variant)
    {
        given.Probe.Variant = variant;
        var steps = new SurveyTraining(given, run).Run(ScalarType.Float32);
        given.Probe.Variant = 0;
        return steps;
    }

    private SurveyTraining Run(ScalarType dtype)
    {
        using var model = _given.Base(dtype);
        using var peft = _given.Loaded(model, _run);
        var input = _given.Input with { PixelValues = _given.Input.PixelValues?.to_type(dtype) };
        peft.train();
        using var optimizer = _given.Probe.Optimizer(_given, peft, _run) ?? AdamW(peft);
        if (_given.Row.DrawsEachPass)
        {
            Backward(peft, input);
            KeepGradients(peft);
            foreach (var (_, parameter) in peft.NamedTrainable())
            {
                parameter.grad = null;      // what this draw reached has no gradient yet
            }
        }

        _given.GiveDraws(peft, forTraining: true);
        for (var step = 0; step < Steps; step++)
        {
            optimizer.zero_grad();
            _losses.Add(Backward(peft, input));
            if (step == 0 && !_given.Row.DrawsEachPass && !_given.Row.GradientsAsStepped)
            {
                KeepGradients(peft);
            }

            peft.BeforeStep();
            if (step == 0 && _given.Row.GradientsAsStepped)
            {
                KeepGradients(peft);
            }

            _given.Probe.BeforeStep(_given, peft, _run, step);
            optimizer.step();
            peft.AfterStep(step);
            OptimizerMemory.Forget(optimizer, peft.TakeReset());
            _given.Probe.AfterStep(_given, peft, _run, step, optimizer);
        }

        using var _ = no_grad();
        if (_given.Row.TrainedInTraining)
        {
            _given.GiveDraws(peft, forTraining: true, lastAlone: true);
        }
        else
        {
            peft.eval();
        }

        using var logits = peft.call(input).Logits!;
        _logits = Close.Values(logits);
        var weights = SurveyCase.Weights(model);
        _trained = _given.Expected.Below("trained.").Where(weights.ContainsKey).ToDictionary(n => n, n => Close.Values(weights[n]));
        _given.Probe.Trained(_given, peft, _run);
        return this;
    }

    private static double Backward(PeftModel peft, PeftWorkbook.Models.ModelInput input)
    {
        using var loss = peft.call(input).Loss!;
        loss.backward();
        return loss.ToDouble();
    }

    private optim.Optimizer AdamW(PeftModel peft)
    {
        var rates = _given.Row.Rates;
        var named = _given.Named(peft, "adapter.");
        double RateOf(Parameter parameter)
        {
            var name = named.FirstOrDefault(n => ReferenceEquals(n.Value.Tensor.Tensor, parameter)).Key ?? "";
            return rates.Where(r => Regex.IsMatch(name, $"^(?:{r.Key})$")).Select(r => r.Value).FirstOrDefault(Rate);
        }

        var usual = new AdamWSettings(Beta1, Beta2, Epsilon);
        if (peft.Optimizer(usual) is { } own)
        {
            return own.Create([new("all", [.. peft.NamedOptimized()], Rate, Decay)]);
        }

        var groups = peft.NamedOptimized().GroupBy(p => RateOf(p.Parameter))
            .Select(g => new AdamW.ParamGroup(
                g.Select(p => p.Parameter), g.Key, Beta1, Beta2, Epsilon, Decay));
        return optim.AdamW(groups, Rate, Beta1, Beta2, Epsilon, Decay);
    }

    private void KeepGradients(PeftModel peft)
    {
        foreach (var (name, (tensor, layout)) in _given.Named(peft, "grad."))
        {
            using var _ = no_grad();
            _gradients[name] = tensor.Tensor.grad is { } g
                ? Close.Values(layout.ToRecorded(SurveyEntries.Of(peft, tensor.Key, g)))
                : new double[tensor.Tensor.numel()];
        }
    }

    // Taken in double precision, the steps may differ from the recorded ones, which are single, by as much as single
    // ones of ours do; so may
    // those that leave something open.
    private void Compare(IReadOnlyList<SurveyTraining> others, double factor = 1)
    {
        double Slack(double[] ours, Func<SurveyTraining, double[]> of) => factor * others
            .Select(o => ours.Zip(of(o), (a, b) => Math.Abs(a - b)).Max()).DefaultIfEmpty(0).Max();

        var names = _given.Expected.Below("grad.").ToList();
        var largest = names.Count == 0 ? 0 : names.Max(n => _given.Expected["grad." + n].Largest);
        foreach (var name in names)
        {
            var (recorded, gradient) = (_given.Expected["grad." + name], _gradients[name]);
            var isNorm = recorded.Shape.Length == 0 && gradient.Length > 1;
            Close.Check(isNorm ? [Math.Sqrt(gradient.Sum(g => g * g))] : gradient, recorded, scale: largest);
        }

        var losses = _given.Expected[_run + ".losses"];
        for (var step = 0; step < _losses.Count; step++)
        {
            var at = step;
            var slack = Slack([_losses[step]], o => [o._losses[at]]);
            Close.Check(
                _losses[step], new($"{_run}.losses[{step}]", "F32", [], [losses.Values[step]]),
                Close.Exact + (slack / losses.Largest), losses.Largest);
        }

        foreach (var (name, ours) in _trained)
        {
            var slack = Slack(ours, o => o._trained[name]);
            var recorded = _given.Expected["trained." + name];
            Close.Check(ours, recorded, Close.Loose + (slack / recorded.Largest));
        }

        var logits = _given.Expected[_run + ".logits_after"];
        var far = Slack(_logits, o => o._logits);
        Close.Check(_logits, logits, Close.Loose + (far / logits.Largest));
    }
}
