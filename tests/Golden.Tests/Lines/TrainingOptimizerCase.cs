using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>An optimiser as a case describes it.</summary>
internal static class TrainingOptimizerCase
{
    /// <summary>What the recorded state is called where the library calls it otherwise.</summary>
    private static readonly Dictionary<string, string> s_factored = new()
    {
        ["row_var"] = "exp_avg_sq_row",
        ["col_var"] = "exp_avg_sq_col",
        ["variance"] = "exp_avg_sq",
    };

    internal static OptimizerSettings Settings(JsonElement described)
    {
        var options = described.GetProperty("options");
        double Number(string name, double fallback) => TrainingFile.Number(options, name, fallback);
        bool Flag(string name, bool fallback = false) => TrainingFile.Flag(options, name, fallback);
        double Beta(int i, double fallback) => options.TryGetProperty("betas", out var betas) ? betas[i].GetDouble() : fallback;
        return described.GetProperty("class").GetString() switch
        {
            "torch.SGD" => new SgdSettings(Number("momentum", 0), Number("dampening", 0), Flag("nesterov"), Flag("maximize")),
            "torch.Adam" => new AdamSettings(Beta(0, 0.9), Beta(1, 0.999), Number("eps", 1e-8), Flag("amsgrad"), Flag("maximize")),
            "torch.AdamW" => new AdamWSettings(Beta(0, 0.9), Beta(1, 0.999), Number("eps", 1e-8), Flag("amsgrad"), Flag("maximize")),
            "torch.Adagrad" => new AdagradSettings(
                Number("lr_decay", 0), Number("initial_accumulator_value", 0), Number("eps", 1e-10)),
            "torch.RMSprop" => new RmsPropSettings(
                Number("alpha", 0.99), Number("eps", 1e-8), Number("momentum", 0), Flag("centered")),
            "torch.Adafactor" => new TorchAdafactorSettings(Number("beta2_decay", -0.8), ClipThreshold: Number("d", 1)),
            "transformers.Adafactor" => new AdafactorSettings(
                Flag("relative_step", true), Flag("warmup_init"), Flag("scale_parameter", true),
                TrainingFile.Optional(options, "beta1"), Number("clip_threshold", 1), Number("decay_rate", -0.8)),
            var other => throw new GoldenException($"The optimiser {other} is not built."),
        };
    }

    internal static IReadOnlyList<ParameterGroup> Groups(JsonElement described, IReadOnlyDictionary<string, Parameter> parameters)
    {
        var options = described.GetProperty("options");
        var isAdamW = described.GetProperty("class").GetString() == "torch.AdamW";
        var lr = TrainingFile.Number(options, "lr", 1e-3);
        var decay = TrainingFile.Number(options, "weight_decay", isAdamW ? 0.01 : 0);    // PyTorch's own default
        return described.TryGetProperty("groups", out var groups)
            ? [.. groups.EnumerateArray().Select((g, i) => new ParameterGroup(
                $"{i}", [.. g[0].EnumerateArray().Select(n => (n.GetString()!, parameters[n.GetString()!]))],
                TrainingFile.Number(g[1], "lr", lr), TrainingFile.Number(g[1], "weight_decay", decay)))]
            : [new("all", [.. parameters.Select(p => (p.Key, p.Value))], lr, decay)];
    }

    /// <summary>The schedule of a recorded loop, by step; null where it has none.</summary>
    internal static Func<int, double>? Schedule(JsonElement described) => described.TryGetProperty("sched", out var s)
        ? step => TrainingScheduleLine.Schedule(s[0].GetString()!, default).Factor(step, s[1].GetInt32(), s[2].GetInt32())
        : null;

    /// <summary>Compares every recorded state with the field of that name.</summary>
    internal static void CheckState(
        TrainingFile file, string id, IReadOnlyDictionary<string, Parameter> parameters, OptimizerHelper optimizer)
    {
        var states = optimizer.parameters().Zip(optimizer.state_dict().State)
            .ToDictionary(p => parameters.Single(e => ReferenceEquals(e.Value, p.First)).Key, p => p.Second);
        foreach (var place in file.Tensors.Below($"{id}/state/"))
        {
            var (parameter, name) = (place.Split('/')[0], place.Split('/')[1]);
            var field = states[parameter].GetType().GetField(s_factored.GetValueOrDefault(name, name));
            var tensor = field?.GetValue(states[parameter]) as Tensor ?? throw new GoldenException($"{id}: the state has no {name}.");
            var recorded = file.Tensors[$"{id}/state/{place}"];
            Close.Check(tensor.reshape(recorded.Shape), recorded);
        }
    }
}
