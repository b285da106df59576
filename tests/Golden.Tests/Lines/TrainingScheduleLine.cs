using System.Globalization;
using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Training.Schedules;

namespace Golden.Tests.Lines;

/// <summary>Every schedule of transformers, beyond its end too.</summary>
[GoldenLine("training/schedules.json")]
public sealed class TrainingScheduleLine : GoldenLine
{
    private TrainingFile? _file;

    private TrainingFile File => _file ??= new(Set, Name);

    public override IEnumerable<string> Discover() =>
        File.Root.GetProperty("cases").EnumerateArray().Select((c, i) => $"{i}:{c.GetProperty("name").GetString()}");

    public override void Run(string id)
    {
        var described = File.Root.GetProperty("cases")[int.Parse(id.Split(':')[0], CultureInfo.InvariantCulture)];
        var schedule = Schedule(described.GetProperty("name").GetString()!, described.GetProperty("options"));
        var warmup = described.GetProperty("num_warmup_steps").GetInt32();
        var steps = described.GetProperty("num_training_steps").GetInt32();
        var (recorded, baseRate) = (TrainingFile.Numbers(described.GetProperty("lr")), File.Root.GetProperty("base_lr").GetDouble());
        var ours = Enumerable.Range(0, recorded.Length).Select(s => baseRate * schedule.Factor(s, warmup, steps));
        Close.Check([.. ours], new($"{id} lr", "F64", [recorded.Length], recorded), 1e-9);
    }

    public override void Dispose()
    {
        _file?.Dispose();
        base.Dispose();
    }

    /// <summary>The schedule of transformers' name; its learning rates are shares of the highest, which the files have as 1.</summary>
    internal static LearningRateSchedule Schedule(string name, JsonElement options)
    {
        double Number(string key, double fallback) =>
            options.ValueKind == JsonValueKind.Object ? TrainingFile.Number(options, key, fallback) : fallback;
        int? Count(string key) => double.IsNaN(Number(key, double.NaN)) ? null : (int)Number(key, 0);
        ScheduleCurve Curve(string key, ScheduleCurve fallback) => options.TryGetProperty(key, out var value) ? value.GetString() switch
        {
            "linear" => ScheduleCurve.Linear,
            "cosine" => ScheduleCurve.Cosine,
            "1-sqrt" => ScheduleCurve.OneMinusRoot,
            var other => throw new GoldenException($"The curve {other} is not built."),
        } : fallback;

        return name switch
        {
            "linear" => new LinearSchedule(),
            "constant" or "constant_with_warmup" => new ConstantSchedule(),
            "cosine" => new CosineSchedule(Number("num_cycles", 0.5)),
            "cosine_with_restarts" => new CosineRestartsSchedule(Number("num_cycles", 1)),
            "cosine_with_min_lr" => new CosineSchedule(Number("num_cycles", 0.5), Number("min_lr", Number("min_lr_rate", 0))),
            "polynomial" => new PolynomialSchedule(Number("power", 1), Number("lr_end", 1e-7)),
            "inverse_sqrt" => new InverseRootSchedule(Count("timescale")),
            "warmup_stable_decay" => new WarmupStableDecaySchedule(Count("num_decay_steps")!.Value)
            {
                StableSteps = Count("num_stable_steps"),
                Rise = Curve("warmup_type", ScheduleCurve.Linear),
                Fall = Curve("decay_type", ScheduleCurve.Cosine),
                Floor = Number("min_lr_ratio", 0),
                Cycles = Number("num_cycles", 0.5),
            },
            _ => throw new GoldenException($"The schedule {name} is not built."),
        };
    }
}
