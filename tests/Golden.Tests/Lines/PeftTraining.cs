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
    private double _largest;

    /// <summary>
    /// Trains. In PEFT the user calls what adapters do after a step, and the plain recordings do not: the adapters do it where the caller
    /// looks at them afterwards.
    /// </summary>
    internal void Run(Action<PeftModel, int>? afterStep)
    {
        peft.train();
        var state = peft.Attached(peft.ActiveAdapters[0]).State.Where(s => s.IsTrained).ToDictionary(s => s.Key, s => (Parameter)s.Tensor);
        var rate = settings["lr"]!.GetValue<double>();
        using var optimizer = optim.AdamW(
            state.Values, rate, settings["betas"]![0]!.GetValue<double>(), settings["betas"]![1]!.GetValue<double>(),
            settings["eps"]!.GetValue<double>(), settings["weight_decay"]!.GetValue<double>());
        var losses = expected[run + ".losses"];
        UsePublishedGradients();
        for (var step = 0; step < losses.Values.Length; step++)
        {
            optimizer.zero_grad();
            using var loss = peft.call(input).Loss!;
            loss.backward();
            Close.Check(loss, new($"{run}.losses[{step}]", "F32", [], [losses.Values[step]]), Close.Exact, losses.Largest);
            if (step == 0)
            {
                CheckGradients(state);
                if (!isWhole)
                {
                    return;
                }
            }

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
        Close.Check(peft.call(input).Logits!, expected[run + ".logits_after"], Close.Loose);
        PeftFiles.WithSaved(peft, (_, ours) => CheckTrained(ours, 2 * losses.Values.Length * rate));
    }

    // Where PEFT's gradient is not the derivative of its output, the recorded steps were taken with it; that ours is, another test shows.
    private void UsePublishedGradients()
    {
        foreach (var adapter in peft.AdaptedLayers.SelectMany(l => l.Layer.Adapters.Values).OfType<IPublishedGradient>())
        {
            adapter.UsesPublishedGradient = true;
        }
    }

    // Recorded whole, or as a norm where the tensor is large.
    private void CheckGradients(Dictionary<string, Parameter> state)
    {
        var names = expected.Below("grad.").ToList();
        var largest = names.Max(n => expected["grad." + n].Largest);
        foreach (var name in names)
        {
            var (recorded, parameter) = (expected["grad." + name], Trained(state, name));
            using var none = zeros_like(parameter);
            var gradient = parameter.grad ?? none;
            if (recorded.Shape.Length == 0 && gradient.dim() > 0)
            {
                Close.Check(gradient.to_type(ScalarType.Float64).norm().ToDouble(), recorded, scale: largest);
            }
            else
            {
                Close.Check(gradient, recorded, scale: largest);
            }
        }
    }

    // What layers share is recorded under the name by which the first of them has it; and PEFT saves some parameters, DoRA's magnitudes
    // among them, by a shorter name than the one they have.
    private static Parameter Trained(Dictionary<string, Parameter> state, string name)
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
            var sizes = parameter.grad is { } g ? Close.Values(g).Select(Math.Abs).ToArray() : new double[parameter.numel()];
            _largest = Math.Max(_largest, sizes.DefaultIfEmpty(0).Max());
            _smallest[name] = _smallest.TryGetValue(name, out var before) ? [.. before.Zip(sizes, Math.Min)] : sizes;
        }
    }

    private void CheckTrained(GoldenTensors ours, double reach)
    {
        var recorded = new GoldenTensors(Path.Combine(trained, "adapter_model.safetensors"));
        Assert.Equal(recorded.Names, ours.Names);
        foreach (var name in recorded.Names)
        {
            var (wanted, got, floor) = (recorded[name], ours[name].Values, _smallest.GetValueOrDefault(name));
            for (var i = 0; i < got.Length; i++)
            {
                var isNoise = floor is null || floor.Length != got.Length || floor[i] < Noise * _largest;
                var allowed = isNoise ? reach : (Close.Exact * wanted.Largest) + (reach * Rounding * _largest / floor![i]);
                Assert.True(Math.Abs(got[i] - wanted.Values[i]) <= allowed,
                    $"{run}: {name}[{i}]: {got[i]:g9}, recorded {wanted.Values[i]:g9}, allowed {allowed:g3}.");
            }
        }
    }
}
