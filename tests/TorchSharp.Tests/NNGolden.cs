using System.Text.Json;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

/// <summary>Losses with gradients and gradient clipping, against PyTorch's.</summary>
public class NNGolden
{
    public static TheoryData<string> Losses => NNGoldenFiles.Cases("training", "losses");

    public static TheoryData<string> Clips => NNGoldenFiles.Cases("training", "clip");

    [Theory]
    [MemberData(nameof(Losses))]
    public void Losses_and_their_gradients_are_those_of_PyTorch(string name)
    {
        var golden = NNGoldenFiles.Open("training", "losses");
        var settings = golden.Json.GetProperty("cases").GetProperty(name);
        var input = golden[$"{name}/input"].clone().requires_grad_();
        var loss = Compute(golden, name, settings, input);
        NNGoldenFiles.AssertClose(golden[$"{name}/loss"], loss, $"{name}/loss");
        if (loss.numel() == 1) loss.backward();
        else loss.backward([golden[$"{name}/upstream"]]);
        NNGoldenFiles.AssertClose(golden[$"{name}/grad"], input.grad!, $"{name}/grad");
    }

    private static Tensor Compute(NNGoldenFiles golden, string name, JsonElement settings, Tensor input)
    {
        var target = golden[$"{name}/target"];
        Tensor? Optional(string part) => golden.Has($"{name}/{part}") ? golden[$"{name}/{part}"] : null;
        var reduction = settings.TryGetProperty("reduction", out var text)
            ? Enum.Parse<Reduction>(text.GetString()!, ignoreCase: true)
            : Reduction.Sum;
        double smoothing = settings.TryGetProperty("label_smoothing", out var part) ? part.GetDouble() : 0;
        long ignored = settings.TryGetProperty("ignore_index", out var index) ? index.GetInt64() : -100;
        if (name.StartsWith("mse", StringComparison.Ordinal)) return F.mse_loss(input, target, reduction);
        if (name.StartsWith("bce", StringComparison.Ordinal))
            return F.binary_cross_entropy_with_logits(input, target, Optional("weight"), reduction, Optional("pos_weight"));
        if (!name.StartsWith("causal-lm", StringComparison.Ordinal))
            return F.cross_entropy(input, target, Optional("weight"), ignored, reduction, smoothing);
        var logits = input[.., ..^1].reshape(-1, input.shape[^1]);
        var loss = F.cross_entropy(logits, target[.., 1..].reshape(-1), reduction: reduction);
        return settings.TryGetProperty("num_items_in_batch", out var items) ? loss / items.GetDouble() : loss;
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void Clipping_is_that_of_PyTorch(string name)
    {
        var golden = NNGoldenFiles.Open("training", "clip");
        var settings = golden.Json.GetProperty("cases").GetProperty(name);
        string set = settings.GetProperty("set").GetString()!;
        var parameters = new[] { "w", "b", "c" }.ToDictionary(key => key, key =>
        {
            var gradient = golden[$"{set}/grad/{key}"];
            return new Parameter(zeros_like(gradient)) { grad = gradient.clone() };
        });
        var withoutGradient = new Parameter(ones(2));
        var all = parameters.Values.Append(withoutGradient);
        if (settings.TryGetProperty("clip_value", out var value))
        {
            nn.utils.clip_grad_value_(all, value.GetDouble());
        }
        else
        {
            double norm = nn.utils.clip_grad_norm_(all, Number(settings, "max_norm"), Number(settings, "norm_type"));
            double expected = Number(settings, "total_norm");
            Assert.True(norm.Equals(expected) || Math.Abs(norm - expected) <= 1e-5 * expected, $"norm {norm}, not {expected}");
        }
        foreach (var (key, parameter) in parameters)
            NNGoldenFiles.AssertClose(golden[$"{name}/{key}"], parameter.grad!, $"{name}/{key}");
        Assert.Null(withoutGradient.grad);
    }

    private static double Number(JsonElement settings, string key)
    {
        var value = settings.GetProperty(key);
        return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "NaN" => double.NaN,
            var other => throw new InvalidDataException($"{key} is {other}"),
        };
    }
}
