using System.Globalization;
using System.Text.RegularExpressions;
using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.AdapterHub;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>How AdamW was set, which the set says in words.</summary>
internal sealed record AdapterHubSteps(double Rate, double Beta1, double Beta2, double Epsilon, double Decay)
{
    /// <summary>Reads it out of the set's sentence and the case's.</summary>
    internal static AdapterHubSteps Parse(string set, string given) => new(
        Number(set, @"\blr ([\d.e+-]+\d)"),
        Number(set, @"\bbetas ([\d.]+)"),
        Number(set, @"\bbetas [\d.]+ ([\d.]+)"),
        Number(set, @"\beps ([\d.e+-]+\d)"),
        Number(given, @"\bweight_decay ([\d.e+-]*\d)"));

    private static double Number(string text, string pattern) => Regex.Match(text, pattern) is { Success: true } match
        ? double.Parse(match.Groups[1].Value.TrimEnd('.'), CultureInfo.InvariantCulture)
        : throw new GoldenException($"'{text}' does not say what {pattern} looks for.");
}

/// <summary>The model's own head, which AdapterHub trains with every adapter.</summary>
internal static class AdapterHubHead
{
    /// <summary>Makes the parameters of these names trainable where they are.</summary>
    internal static IReadOnlyDictionary<string, Parameter> Train(PretrainedModel model, IEnumerable<string> names)
    {
        var all = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var head = names.ToDictionary(n => n, n => all[n]);
        var layers = model.modules().OfType<Dense>();
        foreach (var dense in layers.Where(d => head.Values.Any(p => ReferenceEquals(p, d.Weight) || ReferenceEquals(p, d.Bias))))
        {
            dense.Thaw();
        }

        foreach (var parameter in head.Values)
        {
            parameter.requires_grad = true;
        }

        return head;
    }
}

/// <summary>Recorded steps from a saved adapter: the gradients of the first, the losses of all, the logits afterwards.</summary>
internal sealed class AdapterHubTraining(
    PeftModel peft, IReadOnlyDictionary<string, Parameter> head, GoldenTensors expected, AdapterHubFolder folder)
{
    private readonly List<double> _losses = [];
    private readonly Dictionary<string, double[]> _gradients = [];
    private double[] _logits = [];

    /// <summary>Takes the steps and keeps what they give.</summary>
    internal AdapterHubTraining Run(ModelInput input, AdapterHubSteps settings)
    {
        peft.train();
        var attachment = peft.Attached(peft.ActiveAdapters[0]);
        var trained = attachment.State.Where(s => s.IsTrained).ToDictionary(s => s.Key, s => (Parameter)s.Tensor);
        using var optimizer = optim.AdamW(
            trained.Values.Concat(head.Values), settings.Rate, settings.Beta1, settings.Beta2, settings.Epsilon, settings.Decay);
        for (var step = 0; step < expected["train.losses"].Values.Length; step++)
        {
            optimizer.zero_grad();
            using var loss = peft.call(input).Loss!;
            loss.backward();
            _losses.Add(loss.ToDouble());
            if (step == 0)
            {
                KeepGradients(attachment, trained);
            }

            peft.BeforeStep();
            optimizer.step();
        }

        peft.eval();
        using var _ = no_grad();
        using var logits = peft.call(input).Logits!;
        _logits = Close.Values(logits);
        return this;
    }

    /// <summary>Compares all of it with what is recorded.</summary>
    /// <param name="rounded">
    /// The same steps in single precision, where these were taken in double: the recorded ones may be as far off as those are.
    /// </param>
    internal void Check(AdapterHubTraining? rounded = null)
    {
        CheckGradients();
        var losses = expected["train.losses"];
        for (var step = 0; step < _losses.Count; step++)
        {
            var slack = rounded is null ? 0 : Math.Abs(rounded._losses[step] - _losses[step]);
            Close.Check(
                _losses[step], new($"train.losses[{step}]", "F32", [], [losses.Values[step]]), Close.Exact + (slack / losses.Largest),
                losses.Largest);
        }

        var logits = expected["train.logits_after"];
        var farthest = rounded is null ? 0 : _logits.Zip(rounded._logits, (a, b) => Math.Abs(a - b)).Max();
        Close.Check(_logits, logits, Close.Loose + (farthest / logits.Largest));
    }

    // Of every recorded name, by the key that the converter gives it, or the head's own.
    private void KeepGradients(Attachment attachment, Dictionary<string, Parameter> trained)
    {
        foreach (var name in expected.Below("grad.").Concat(expected.Below("grad_norm.")))
        {
            var parameter = head.GetValueOrDefault(name)
                ?? (folder.Key(peft, attachment, name) is { } key ? trained.GetValueOrDefault(key) : null)
                ?? throw new GoldenException($"{name} has a recorded gradient and is not trained.");
            _gradients[name] = parameter.grad is { } gradient ? Close.Values(gradient) : new double[parameter.numel()];
        }
    }

    private void CheckGradients()
    {
        List<string> names = [.. expected.Below("grad.")], norms = [.. expected.Below("grad_norm.")];
        var largest = names.Select(n => "grad." + n).Concat(norms.Select(n => "grad_norm." + n)).Max(n => expected[n].Largest);
        foreach (var name in names)
        {
            Close.Check(_gradients[name], expected["grad." + name], scale: largest);
        }

        foreach (var name in norms)
        {
            Close.Check([Math.Sqrt(_gradients[name].Sum(g => g * g))], expected["grad_norm." + name], scale: largest);
        }
    }
}
