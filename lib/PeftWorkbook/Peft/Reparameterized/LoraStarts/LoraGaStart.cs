using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized.LoraStarts;

/// <summary>LoRA-GA's settings.</summary>
public sealed record LoraGaSettings
{
    /// <summary>
    /// Which of the gradient's leading 2r singular directions A and B take: <c>ArB2r</c> (A the first r, B the next),
    /// <c>A2rBr</c> (the other
    /// way round), <c>ArBr</c> (every second one each), or <c>random</c>.
    /// </summary>
    [JsonPropertyName("direction")]
    public string Direction { get; init; } = "ArB2r";

    /// <summary>How A and B are scaled; <c>gd_scale</c> divides both by s.</summary>
    [JsonPropertyName("scale")]
    public string Scale { get; init; } = "stable";

    /// <summary>γ of the stable scale.</summary>
    [JsonPropertyName("stable_gamma")]
    public int Gamma { get; init; } = 16;
}

/// <summary>
/// LoRA-GA (arXiv 2407.05000): the gradient <c>G = U S Vᵀ</c> of the whole weight on some batches gives <c>A = Vᵀ</c>
/// and <c>B = U S</c> of
/// different directions, and the base loses <c>s B A</c>.
/// </summary>
internal sealed record LoraGaStart : LoraStart
{
    private static readonly Dictionary<string, Func<int, (IEnumerable<int> A, IEnumerable<int> B)>> s_directions = new()
    {
        ["ArB2r"] = r => (Enumerable.Range(0, r), Enumerable.Range(r, r)),
        ["A2rBr"] = r => (Enumerable.Range(r, r), Enumerable.Range(0, r)),
        ["ArBr"] = r => (Enumerable.Range(0, r).Select(i => (2 * i) + 1), Enumerable.Range(0, r).Select(i => 2 * i)),
    };

    public override bool NeedsBatches => true;

    protected internal override string Text => "\"lora_ga\"";

    protected internal override LoraFactors Draw(LoraPlace place) =>
        (place.Config.Gathered?.GetValueOrDefault(place.Module) ?? LoraFactors.Unknown(place)) with { MovesBase = true };

    protected internal override LoraConfig Prepare(PretrainedModel model, LoraConfig config, IReadOnlyList<ModelInput> batches)
    {
        var settings = config.LoraGa ?? new();
        var survey = new ActivationSurvey(model, config);
        return config with
        {
            LoraGa = settings,
            Gathered = survey.Gradients(batches).ToDictionary(
                g => g.Key, g => Factor(g.Value, config.RankOf(g.Key), config.Scaling(g.Key), settings, g.Key)),
        };
    }

    private static LoraFactors Factor(Tensor gradient, int rank, double scaling, LoraGaSettings settings, string module)
    {
        using var scope = NewDisposeScope();
        using var given = gradient;
        if (2 * rank > gradient.shape.Min())
        {
            throw new ArgumentException($"LoRA-GA takes 2r directions; r = {rank} is too many for '{module}'.");
        }

        var (u, s, vh) = linalg.svd(gradient, fullMatrices: false);
        var (forA, forB) = Directions(settings.Direction, rank, module);
        using var indexA = tensor(forA.Select(i => (long)i).ToArray(), device: gradient.device);
        using var indexB = tensor(forB.Select(i => (long)i).ToArray(), device: gradient.device);
        var scale = settings.Scale == "gd_scale" ? 1 / scaling : 1;
        return Decomposition.Keep(
            vh.index_select(0, indexA) * scale, u.index_select(1, indexB) * s.index_select(0, indexB) * scale);
    }

    private static (IEnumerable<int> A, IEnumerable<int> B) Directions(string name, int rank, string module)
    {
        if (name == "random")
        {
            using var generator = new Generator((ulong)rank);
            using var order = rand([2 * rank], generator: generator).argsort();
            var chosen = order.data<long>().Take(rank).Select(i => (int)i).ToArray();
            return (chosen, chosen);
        }

        return s_directions.TryGetValue(name, out var directions)
            ? directions(rank)
            : throw new ArgumentException(
                $"lora_ga_config's direction is '{name}'; known are {string.Join(", ", s_directions.Keys)}, random.");
    }
}
