using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>
/// Recorded steps of AdamW from a saved adapter: the gradients of the first, the losses of all, and what is trained. Where not all that is
/// trained is on record (<c>isWhole</c>), the first step's alone: PEFT itself cannot go on from such a file.
/// </summary>
internal sealed class PeftTraining(
    PeftModel peft, ModelInput input, GoldenTensors expected, JsonNode settings, string run, string trained, bool isWhole)
{
    /// <summary>Below this share of the case's largest gradient an element is noise, which AdamW divides by itself.</summary>
    private const double Noise = 1e-4;

    /// <summary>
    /// How far apart two gradients may be, as a share of the largest: the bound they are held to, and as much again after steps that
    /// differed. AdamW divides by the gradient, so a step may be that much times largest over smallest off; near the noise that is more
    /// than the bound of the values.
    /// </summary>
    private const double Rounding = 2 * Close.Exact;

    // The smallest gradient that each element of each trained tensor ever had.
    private readonly Dictionary<string, double[]> _smallest = [];
    private readonly Dictionary<string, double[]> _gradients = [];
    private readonly List<double> _losses = [];
    private Dictionary<string, double[]> _trained = [];
    private double[] _logits = [];
    private double _largest;

    /// <summary>
    /// Takes the steps and keeps what they give. In PEFT the user calls what adapters do after a step, and the plain recordings do not: the
    /// adapters do it where the caller looks at them afterwards.
    /// </summary>
    internal PeftTraining Run(Action<PeftModel, int>? afterStep)
    {
        peft.train();
        var state = peft.Attached(peft.ActiveAdapters[0]).State.Where(s => s.IsTrained).ToDictionary(s => s.Key, s => (Parameter)s.Tensor);
        var rate = settings["lr"]!.GetValue<double>();
        using var optimizer = optim.AdamW(
            state.Values, rate, settings["betas"]![0]!.GetValue<double>(), settings["betas"]![1]!.GetValue<double>(),
            settings["eps"]!.GetValue<double>(), settings["weight_decay"]!.GetValue<double>());
        UsePublishedGradients();
        for (var step = 0; step < Steps; step++)
        {
            optimizer.zero_grad();
            using var loss = peft.call(input).Loss!;
            loss.backward();
            _losses.Add(loss.ToDouble());
            Watch(state);
            peft.BeforeStep();
            optimizer.step();
            if (afterStep is not null)
            {
                peft.AfterStep(step);
                afterStep(peft, step);
            }
        }

        peft.eval();
        using var _ = no_grad();
        using var logits = peft.call(input).Logits!;
        _logits = Close.Values(logits);
        PeftFiles.WithSaved(peft, (_, ours) => _trained = ours.Names.ToDictionary(n => n, n => ours[n].Values));
        return this;
    }

    /// <summary>Compares all of it with what is recorded.</summary>
    /// <param name="rounded">
    /// The same steps in single precision, where these were taken in double: the recorded ones, which are single too, may be as far off as
    /// those are. The gradients of the first step get no such allowance.
    /// </param>
    internal void Check(PeftTraining? rounded = null)
    {
        CheckGradients();
        var losses = expected[run + ".losses"];
        for (var step = 0; step < _losses.Count; step++)
        {
            var slack = rounded is null ? 0 : Math.Abs(rounded._losses[step] - _losses[step]);
            Close.Check(
                _losses[step], new($"{run}.losses[{step}]", "F32", [], [losses.Values[step]]), Close.Exact + (slack / losses.Largest),
                losses.Largest);
        }

        if (isWhole)
        {
            var logits = expected[run + ".logits_after"];
            Close.Check(_logits, logits, Close.Loose + (Farthest(_logits, rounded?._logits) / logits.Largest));
            CheckTrained(2 * Steps * settings["lr"]!.GetValue<double>(), rounded);
        }
    }

    // A file that leaves out part of what is trained tells where the first step starts, and no more.
    private int Steps => isWhole ? expected[run + ".losses"].Values.Length : 1;

    private static double Farthest(double[] ours, double[]? rounded) =>
        rounded is null ? 0 : ours.Zip(rounded, (a, b) => Math.Abs(a - b)).Max();

    // Where PEFT's gradient is not the derivative of its output, the recorded steps were taken with it; that ours is, another test shows.
    private void UsePublishedGradients()
    {
        foreach (var adapter in peft.AdaptedLayers.SelectMany(l => l.Layer.Adapters.Values).OfType<IPublishedGradient>())
        {
            adapter.UsesPublishedGradient = true;
        }
    }

    // Recorded whole, or as a norm where the tensor is large.
    private void CheckGradients()
    {
        var names = expected.Below("grad.").ToList();
        var largest = names.Max(n => expected["grad." + n].Largest);
        foreach (var name in names)
        {
            var (recorded, gradient) = (expected["grad." + name], Trained(_gradients, name));
            var isNorm = recorded.Shape.Length == 0 && gradient.Length > 1;
            Close.Check(isNorm ? [Math.Sqrt(gradient.Sum(g => g * g))] : gradient, recorded, scale: largest);
        }
    }

    // What layers share is recorded under the name by which the first of them has it; and PEFT saves some parameters, DoRA's magnitudes
    // among them, by a shorter name than the one they have.
    private static double[] Trained(Dictionary<string, double[]> state, string name)
    {
        const string Weight = ".weight";
        var shorter = name.EndsWith(Weight, StringComparison.Ordinal) ? name[..^Weight.Length] : name;
        var key = state.ContainsKey(name) ? name
            : state.ContainsKey(shorter) ? shorter
            : state.Keys.FirstOrDefault(k => name.EndsWith("." + k.Split('.', 2)[1], StringComparison.Ordinal));
        return key is null ? throw new GoldenException($"{name} has a recorded gradient and is not trained.") : state[key];
    }

    private void Watch(Dictionary<string, Parameter> state)
    {
        foreach (var (name, parameter) in state)
        {
            var values = parameter.grad is { } g ? Close.Values(g) : new double[parameter.numel()];
            _gradients.TryAdd(name, values);
            double[] sizes = [.. values.Select(Math.Abs)];
            _largest = Math.Max(_largest, sizes.DefaultIfEmpty(0).Max());
            _smallest[name] = _smallest.TryGetValue(name, out var before) ? [.. before.Zip(sizes, Math.Min)] : sizes;
        }
    }

    private void CheckTrained(double reach, PeftTraining? rounded)
    {
        var recorded = new GoldenTensors(Path.Combine(trained, "adapter_model.safetensors"));
        Assert.Equal(recorded.Names, _trained.Keys.Order(StringComparer.Ordinal));
        foreach (var name in recorded.Names)
        {
            var (wanted, got, floor) = (recorded[name], _trained[name], _smallest.GetValueOrDefault(name));
            var slack = Farthest(got, rounded?._trained[name]);
            for (var i = 0; i < got.Length; i++)
            {
                var isNoise = floor is null || floor.Length != got.Length || floor[i] < Noise * _largest;
                var allowed = slack + (isNoise ? reach : (Close.Exact * wanted.Largest) + (reach * Rounding * _largest / floor![i]));
                if (Math.Abs(got[i] - wanted.Values[i]) > allowed)
                {
                    throw new GoldenException(
                        $"{run}: {name}[{i}]: {got[i]:g9}, recorded {wanted.Values[i]:g9}, allowed {allowed:g3}.");
                }
            }
        }
    }
}
