using System.Text.Json;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Ten steps of every optimizer that TorchSharp has, against PyTorch's.</summary>
public class OptimGolden
{
    private static readonly string[] Known = ["torch.SGD", "torch.Adam", "torch.AdamW", "torch.Adagrad", "torch.RMSprop"];

    public static TheoryData<string> Cases => NNGoldenFiles.Cases("training", "optim",
        (_, settings) => Known.Contains(settings.GetProperty("class").GetString()));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Steps_are_those_of_PyTorch(string name)
    {
        var golden = NNGoldenFiles.Open("training", "optim");
        var settings = golden.Json.GetProperty("cases").GetProperty(name);
        var parameters = golden.Json.GetProperty("shapes").EnumerateObject()
            .ToDictionary(shape => shape.Name, shape => new Parameter(golden[$"start/{shape.Name}"].clone()));
        using var optimizer = Make(settings, parameters);
        int steps = golden.Json.GetProperty("steps").GetInt32();
        var scheduler = Schedule(settings, optimizer, steps);
        for (int step = 0; step < steps; step++)
        {
            SetGradients(golden, settings, parameters, step);
            if (settings.TryGetProperty("clip", out var bound))
            {
                double norm = nn.utils.clip_grad_norm_(parameters.Values, bound.GetDouble());
                Assert.Equal(settings.GetProperty("grad_norm")[step].GetDouble(), norm, norm * 1e-5);
            }
            if (settings.TryGetProperty("lr", out var rates))
            {
                var expected = rates[step].EnumerateArray().Select(rate => rate.GetDouble());
                Assert.All(expected.Zip(optimizer.ParamGroups), pair =>
                    Assert.Equal(pair.First, pair.Second.LearningRate, 1e-12));
            }
            optimizer.step();
            scheduler?.step();
            foreach (var (key, parameter) in parameters)
                NNGoldenFiles.AssertClose(golden[$"{name}/{key}"][step], parameter, $"{name}/{key} at step {step}");
        }
        CheckState(golden, name, parameters, (OptimizerHelper)optimizer);
    }

    private static void SetGradients(
        NNGoldenFiles golden, JsonElement settings, Dictionary<string, Parameter> parameters, int step)
    {
        bool skips = settings.TryGetProperty("skip", out var value) && value.GetBoolean();
        foreach (var (key, parameter) in parameters)
        {
            bool isMissing = skips && key == "c" && (step is 0 or 3);
            parameter.grad = isMissing ? null : golden[$"grad/{key}"][step].clone();
        }
    }

    private static void CheckState(
        NNGoldenFiles golden, string name, Dictionary<string, Parameter> parameters, OptimizerHelper optimizer)
    {
        var states = optimizer.parameters().Zip(optimizer.state_dict().State).ToList();
        int compared = 0;
        foreach (var (parameter, state) in states)
        {
            string key = parameters.Single(entry => ReferenceEquals(entry.Value, parameter)).Key;
            foreach (var field in state.GetType().GetFields().Where(field => field.FieldType == typeof(Tensor)))
            {
                string tensor = $"{name}/state/{key}/{(field.Name == "max_exp_avg_sq" ? "max_exp_avg_sq" : field.Name)}";
                if (field.GetValue(state) is not Tensor actual || !golden.Has(tensor)) continue;
                NNGoldenFiles.AssertClose(golden[tensor], actual, tensor);
                compared++;
            }
        }
        Assert.True(compared > 0 || name is "sgd" or "sgd-weight-decay" or "sgd-maximize", $"no state of {name} compared");
    }

    private static optim.Optimizer Make(JsonElement settings, Dictionary<string, Parameter> parameters)
    {
        var all = parameters.Values.ToList();
        var options = settings.GetProperty("options");
        double Number(string key, double fallback) => Read(options, key) ?? fallback;
        bool Flag(string key) => options.TryGetProperty(key, out var value) && value.GetBoolean();
        double Beta(int i, double fallback) =>
            options.TryGetProperty("betas", out var betas) ? betas[i].GetDouble() : fallback;
        double lr = Number("lr", double.NaN), decay = Number("weight_decay", 0);
        switch (settings.GetProperty("class").GetString())
        {
            case "torch.SGD":
                return optim.SGD(all, lr, Number("momentum", 0), Number("dampening", 0), decay, Flag("nesterov"), Flag("maximize"));
            case "torch.Adam":
                return optim.Adam(all, lr, Beta(0, 0.9), Beta(1, 0.999), Number("eps", 1e-8), decay, Flag("amsgrad"));
            case "torch.Adagrad":
                return optim.Adagrad(all, lr, Number("lr_decay", 0), decay, Number("initial_accumulator_value", 0),
                    Number("eps", 1e-10));
            case "torch.RMSprop":
                return optim.RMSProp(all, lr, Number("alpha", 0.99), Number("eps", 1e-8), decay, Number("momentum", 0),
                    Flag("centered"));
            default:
                if (settings.TryGetProperty("groups", out var groups)) return Grouped(groups, parameters, lr);
                // PyTorch's default weight decay, which TorchSharp does not have.
                return optim.AdamW(all, lr, Beta(0, 0.9), Beta(1, 0.999), Number("eps", 1e-8), Number("weight_decay", 0.01),
                    Flag("amsgrad"));
        }
    }

    private static AdamW Grouped(JsonElement groups, Dictionary<string, Parameter> parameters, double lr) =>
        optim.AdamW(groups.EnumerateArray().Select(group => new AdamW.ParamGroup
        {
            Parameters = group[0].EnumerateArray().Select(key => parameters[key.GetString()!]).ToList(),
            Options = new AdamW.Options
            {
                weight_decay = Read(group[1], "weight_decay"),
                LearningRate = Read(group[1], "lr"),
            },
        }), lr);

    private static double? Read(JsonElement options, string key) =>
        options.TryGetProperty(key, out var value) ? value.GetDouble() : null;

    // The schedules of transformers that the loops use, as factors of the initial learning rate.
    private static optim.lr_scheduler.LRScheduler? Schedule(JsonElement settings, optim.Optimizer optimizer, int steps)
    {
        if (!settings.TryGetProperty("sched", out var schedule)) return null;
        double warmup = schedule[1].GetDouble(), total = schedule[2].GetDouble();
        Func<int, double> factor = schedule[0].GetString() switch
        {
            "linear" => step => step < warmup ? step / Math.Max(1, warmup) : Math.Max(0, (total - step) / (total - warmup)),
            "cosine" => step => 0.5 * (1 + Math.Cos(Math.PI * (step - warmup) / (total - warmup))),
            var other => throw new NotSupportedException($"The schedule {other} is unknown to this test ({steps} steps)."),
        };
        return optim.lr_scheduler.LambdaLR(optimizer, factor);
    }
}
