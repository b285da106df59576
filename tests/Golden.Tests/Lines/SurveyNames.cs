using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Golden.Tests.Harness;
using PeftWorkbook.Peft;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>What a case's hyper-parameters and recorded tensors are called in the library.</summary>
internal sealed class SurveyNames(SurveyRow row, JsonObject hyper, GoldenTensors expected)
{
    private static readonly string[] s_prefixes = ["", "base_model.model.", "base_model."];

    /// <summary>The settings of the case's adapter.</summary>
    /// <param name="run">The training run that they are for; null for none.</param>
    internal PeftConfig Config(string? run)
    {
        var fields = new JsonObject { ["peft_type"] = row.Method };
        var own = run is null ? null : row.Runs.GetValueOrDefault(run);
        foreach (var (name, value) in row.Settings.Where(f => own?.ContainsKey(f.Key) != true).Concat(own ?? []))
        {
            if (Filled(value) is { } filled)
            {
                fields[name] = filled;
            }
        }

        return PeftConfig.Parse(fields.ToJsonString());
    }

    /// <summary>The key of a recorded tensor among those that there are; null where the library has no place for it.</summary>
    /// <param name="name">Its name, without the first part where that says only when it was recorded.</param>
    /// <param name="keys">The keys that there are.</param>
    internal string? KeyOf(string name, IReadOnlyCollection<string> keys) => Find(row.Tensors, name, keys);

    /// <summary>What a trained tensor without a recorded start begins at: zero, unless the row says otherwise.</summary>
    internal double StartOf(string name)
    {
        var path = row.Starts.FirstOrDefault(s => Regex.IsMatch(name, $"^(?:{s.Key})$")).Value;
        return path is null ? 0 : Hyper(path)!.GetValue<double>();
    }

    /// <summary>The key of a recorded draw.</summary>
    internal string? DrawOf(string name, IReadOnlyCollection<string> keys) => Find(row.Draws, name, keys);

    /// <summary>How the tensor of that key is laid out.</summary>
    internal SurveyLayout LayoutOf(string key) =>
        SurveyLayout.Of(row.Layouts.FirstOrDefault(l => Regex.IsMatch(key, $"(?:^|\\.)(?:{l.Key})$")).Value ?? "same");

    /// <summary>Whether the start of that key may be another than the recorded one.</summary>
    internal bool IsFree(string key) => row.Free.Any(f => Regex.IsMatch(key, $"(?:^|\\.)(?:{f})$"));

    private static string? Find(IReadOnlyDictionary<string, string> table, string name, IReadOnlyCollection<string> keys)
    {
        foreach (var (pattern, key) in table)
        {
            if (Regex.Match(name, $"^(?:{pattern})$") is { Success: true } match)
            {
                var ours = match.Result(key);
                if (s_prefixes.Select(p => p + ours).FirstOrDefault(keys.Contains) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private JsonNode? Filled(JsonNode? value) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select(Filled)]),
        JsonObject fields => new JsonObject(fields.Select(f => KeyValuePair.Create(f.Key, Filled(f.Value)))),
        JsonValue text when text.TryGetValue<string>(out var given) && given.StartsWith('$') => Product(given.Split('*')),
        JsonValue text when text.TryGetValue<string>(out var given) && given.StartsWith('@') => Found(given[1..]),
        JsonValue text when text.TryGetValue<string>(out var given) && given.StartsWith('%') => Length(given[1..].Split('|')),
        _ => value?.DeepClone(),
    };

    private JsonNode Length(string[] parts)
    {
        var name = expected.Names.First(n => Regex.IsMatch(n, $"^(?:{parts[0]})$"));
        return JsonValue.Create(expected[name].Shape[int.Parse(parts[1])] + int.Parse(parts[2]));
    }

    private JsonNode? Product(string[] factors) => factors.Length == 1
        ? Hyper(factors[0][1..])
        : JsonValue.Create(factors.Aggregate(1.0, (product, f) => product * Hyper(f[1..])!.GetValue<double>()));

    private JsonNode? Hyper(string path)
    {
        JsonNode? at = hyper;
        foreach (var part in path.TrimEnd('?').Split('.'))
        {
            at = at is JsonArray list ? list[int.Parse(part)] : at?[part];
        }

        return at?.DeepClone()
            ?? (path.EndsWith('?') ? null : throw new GoldenException($"The case has no hyper-parameter '{path}'."));
    }

    private JsonArray Found(string pattern) =>
        [.. expected.Names.Select(n => Regex.Match(n, $"^(?:{pattern})$")).Where(m => m.Success).Select(m => m.Groups[1].Value).Distinct()];
}

/// <summary>How the library lays out a tensor that is recorded in another way.</summary>
internal abstract class SurveyLayout
{
    private static readonly Dictionary<string, SurveyLayout> s_layouts = new()
    {
        ["same"] = new Same(),
        ["transposed"] = new Transposed(),
        ["places"] = new Places(),
    };

    /// <summary>The layout of that name.</summary>
    internal static SurveyLayout Of(string name) => s_layouts[name];

    /// <summary>The recorded values as the library has them, in the shape that it has.</summary>
    internal abstract Tensor ToOurs(Tensor recorded, long[] shape);

    /// <summary>The library's values or gradient in the recorded order.</summary>
    internal virtual Tensor ToRecorded(Tensor ours) => ours;

    private sealed class Same : SurveyLayout
    {
        internal override Tensor ToOurs(Tensor recorded, long[] shape) => recorded.view(shape);
    }

    private sealed class Transposed : SurveyLayout
    {
        internal override Tensor ToOurs(Tensor recorded, long[] shape) => recorded.t().reshape(shape);

        internal override Tensor ToRecorded(Tensor ours) => ours.t();
    }

    // A mask, where the library has the row-major numbers of its ones, ascending.
    private sealed class Places : SurveyLayout
    {
        internal override Tensor ToOurs(Tensor recorded, long[] shape) => recorded.flatten().nonzero().view(shape);
    }
}
