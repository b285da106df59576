using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Combining;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>One combination: the exact sum, and what PEFT makes under the name that it has for it.</summary>
internal sealed class PeftCombinationCase
{
    private const string New = "combined";
    private const int Draws = 8;

    private readonly PeftMultiFolder _folder;
    private readonly string _id;
    private readonly JsonNode _facts;
    private readonly IReadOnlyList<string> _adapters;
    private readonly IReadOnlyList<double> _weights;
    private readonly CombinationType _type;
    private readonly CombinationOptions _options;

    internal PeftCombinationCase(PeftMultiFolder folder, string id)
    {
        (_folder, _id) = (folder, id);
        _facts = folder.Facts["combinations"]![id]!;
        _adapters = [.. _facts["adapters"]!.AsArray().Select(n => n!.GetValue<string>())];
        _weights = [.. _facts["weights"]!.AsArray().Select(n => n!.GetValue<double>())];
        _type = Enum.Parse<CombinationType>(Text("combination_type")!.Replace("_", ""), ignoreCase: true);
        _options = new()
        {
            Density = _facts["density"]?.GetValue<double>() ?? 1,
            SvdRank = _facts["svd_rank"]?.GetValue<int>(),
            MajoritySign = Enum.Parse<MajoritySign>(Text("majority_sign_method") ?? "total", ignoreCase: true),
        };
    }

    private bool IsRandom => _facts["random"]!.GetValue<bool>();

    private string Saved => Path.Combine(_folder.Path, "combined", _id);

    /// <summary>By default it is the recorded exact sum, of whatever ranks.</summary>
    internal void CheckExact()
    {
        using var peft = _folder.Load();
        peft.AddWeightedAdapter(_adapters, _weights, New);
        Assert.InRange(PeftMultiFolder.RelativeError(PeftMultiFolder.Updates(peft, New), Exact()), 0, 1e-6);
    }

    /// <summary>What PEFT computes: its file, its output, and how far it is from the exact sum.</summary>
    internal void CheckPeft()
    {
        using var peft = _folder.Load();
        peft.LoadAdapter(Saved, "recorded");
        var recorded = PeftMultiFolder.Updates(peft, "recorded");
        var (exact, error) = (Exact(), _facts["relative_error"]!.GetValue<double>());
        Assert.Equal(error, PeftMultiFolder.RelativeError(recorded, exact), 1e-5);
        peft.AddWeightedAdapter(_adapters, _weights, New, _type, _options);
        peft.SetAdapter(New);
        PeftFiles.CheckSame(peft, Saved, exact: false);
        if (IsRandom)
        {
            CheckRandom(peft, recorded, exact, error);
            return;
        }

        var ours = PeftMultiFolder.Updates(peft, New);
        Assert.Equal(recorded.Keys.Order(), ours.Keys.Order());
        Assert.All(ours, u => Close.Check(u.Value, Golden(u.Key, recorded[u.Key])));
        _folder.CheckOutput(peft, _id);
        peft.SetAdapter("recorded");
        _folder.CheckOutput(peft, _id);
    }

    // What was dropped is not recorded. Where matrices are combined, each element must be one of those that dropping can leave; an SVD
    // mixes them, so there the error must be as large as PEFT's, which hardly depends on the draw.
    private void CheckRandom(PeftModel peft, Dictionary<string, Tensor> recorded, Dictionary<string, Tensor> exact, double error)
    {
        if (_type is CombinationType.DareLinear or CombinationType.DareTies)
        {
            CheckOutcomes(peft, "recorded");
            CheckOutcomes(peft, New);
        }

        List<double> errors = [];
        for (var seed = 1; seed <= Draws; seed++)
        {
            var name = $"{New}{seed}";
            peft.AddWeightedAdapter(_adapters, _weights, name, _type, _options with { Seed = seed });
            errors.Add(PeftMultiFolder.RelativeError(PeftMultiFolder.Updates(peft, name), exact));
        }

        Assert.True(errors.Distinct().Count() == Draws, "Every seed drops the same.");
        Assert.InRange(error, 0.8 * errors.Min(), 1.25 * errors.Max());
        Assert.Equal(exact.Count, recorded.Count);
    }

    private void CheckOutcomes(PeftModel peft, string name)
    {
        foreach (var (site, layer, adapter) in ((LayerAttachment)peft.Attached(name)).Sites)
        {
            var result = (LoraAdapter)adapter;
            List<LoraAdapter> parts = [.. _adapters.Select(a => (LoraAdapter)layer.Adapters[a])];
            var factors = parts.Zip(_weights, (p, w) => p.Scaling * w).ToList();
            CheckOutcomes(result.A, parts.Select(p => p.A), [.. factors.Select(f => Math.Sign(f) * Math.Sqrt(Math.Abs(f)))], site.Module);
            CheckOutcomes(result.B, parts.Select(p => p.B), [.. factors.Select(f => Math.Sqrt(Math.Abs(f)))], site.Module);
        }
    }

    // Over all ways to drop whole matrices; element by element the nearest must be met.
    private void CheckOutcomes(Tensor result, IEnumerable<Tensor> parts, IReadOnlyList<double> weights, string module)
    {
        var tensors = parts.Select(p => p.detach()).ToList();
        var ways = Enumerable.Range(0, 1 << tensors.Count).Select(way =>
        {
            var kept = tensors.Select((t, i) => (way >> i & 1) == 1 ? t / _options.Density : zeros_like(t)).ToList();
            return _type == CombinationType.DareTies
                ? TaskVectors.Elect(kept, weights, t => t, _options.MajoritySign)
                : TaskVectors.Sum(kept, weights, t => t);
        }).ToList();
        var distances = stack([.. ways.Select(w => (w - result.detach()).abs())]).amin([0]);
        Assert.True(
            distances.max().ToDouble() <= Close.Exact * result.abs().max().ToDouble(),
            $"{module}: an element is {distances.max().ToDouble():g3} from all that dropping can leave.");
        var dropped = result.eq(0).to_type(ScalarType.Float64).mean().ToDouble();
        var (share, n) = (Math.Pow(1 - _options.Density, tensors.Count), (double)result.numel());
        Assert.InRange(dropped, share - (6 * Math.Sqrt(share / n)), share + (6 * Math.Sqrt(share / n)));
    }

    private Dictionary<string, Tensor> Exact()
    {
        var prefix = $"exact.{string.Concat(_adapters)}-{_id[(_id.LastIndexOf('-') + 1)..]}.";
        return _folder.Expected.Below(prefix).ToDictionary(n => n, n => GoldenInput.Tensor(_folder.Expected[prefix + n]));
    }

    private static GoldenTensor Golden(string name, Tensor value) => new(name, "F32", value.shape, Close.Values(value));

    private string? Text(string key) => _facts[key]?.GetValue<string>();
}
