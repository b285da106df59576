using System.IO.Enumeration;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PeftWorkbook.Peft;

namespace Golden.Tests.Lines;

/// <summary>
/// What the cases of one method of the survey mean to the library: a row of <c>Data/survey/*.json</c>, under a pattern of their names.
/// </summary>
internal sealed record SurveyRow
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private static readonly Dictionary<string, SurveyRow> s_rows = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(n => n.StartsWith("survey/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .SelectMany(Read).ToDictionary(r => r.Key, r => r.Value);

    /// <summary>The method's <c>peft_type</c>.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// Fields of <c>adapter_config.json</c>. A text <c>$name</c> takes <c>hyper.name</c> (<c>$name.1</c> an entry of a list, <c>$name?</c>
    /// where it is there, <c>$one*$two</c> a product), and <c>@expression</c> lists what the expression's first group finds among the
    /// recorded names. <c>%expression|axis|more</c> is the length of the axis of the first recorded tensor of such a name, and some more.
    /// </summary>
    public JsonObject Settings { get; init; } = [];

    /// <summary>Other values of <see cref="Settings"/> in a training run of that name (<c>train_dense_decay</c>).</summary>
    public IReadOnlyDictionary<string, JsonObject> Runs { get; init; } = new Dictionary<string, JsonObject>();

    /// <summary>
    /// Recorded names, without <c>adapter.</c>, <c>frozen.</c> and the like, as expressions, and the keys that the library has for them.
    /// Where a mask, a draw or a score has a place in the adapter, its whole name is the expression: <c>mask\.(.+)</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Tensors { get; init; } = new Dictionary<string, string>();

    /// <summary>How a tensor is laid out in the library, by expressions over its key: a name of <see cref="SurveyLayout"/>.</summary>
    public IReadOnlyDictionary<string, string> Layouts { get; init; } = new Dictionary<string, string>();

    /// <summary>Keys, as expressions, whose start another seed does not change and may yet be another than the recorded one.</summary>
    public IReadOnlyList<string> Free { get; init; } = [];

    /// <summary>Recorded draws by their whole names, as expressions, and the keys of the library's draws.</summary>
    public IReadOnlyDictionary<string, string> Draws { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether a draw is made in every pass: then the first recorded one is that of <c>adapted.*</c> and <c>grad.*</c>, and training has
    /// the rest. Otherwise training has all.
    /// </summary>
    public bool DrawsEachPass { get; init; }

    /// <summary>Whether a recorded draw has a number for each layer, which draw one after the other.</summary>
    public bool DrawsByLayer { get; init; }

    /// <summary>
    /// Whether a recorded draw is one tensor and not one entry of its first axis; those of one key come in the names'
    /// order.
    /// </summary>
    public bool SingleDraws { get; init; }

    /// <summary>
    /// Whether <c>grad.*</c> is what the optimiser gets after the method's own hooks, and not what the backward pass
    /// leaves.
    /// </summary>
    public bool GradientsAsStepped { get; init; }

    /// <summary>Whether the batches that the adapter is made from are the rows of the input, one each.</summary>
    public bool BatchesByRow { get; init; }

    /// <summary>Whether the library's choice of entries is random, so that it is not compared with the recorded masks.</summary>
    public bool RandomMasks { get; init; }

    /// <summary>
    /// Tensors without a recorded start, as expressions over their names, and the hyper-parameter that they start at.
    /// </summary>
    public IReadOnlyDictionary<string, string> Starts { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether <c>adapted.*</c> is the output in training.</summary>
    public bool AdaptedInTraining { get; init; }

    /// <summary>Whether <c>train.logits_after</c> is the output in training, by the last draw.</summary>
    public bool TrainedInTraining { get; init; }

    /// <summary>Fields of the model's input and the recorded tensors that they take: <c>"task_ids": "frozen.task"</c>.</summary>
    public IReadOnlyDictionary<string, string> Input { get; init; } = new Dictionary<string, string>();

    /// <summary>Expressions over recorded names, without their first part, whose learning rate is another one.</summary>
    public IReadOnlyDictionary<string, double> Rates { get; init; } = new Dictionary<string, double>();

    /// <summary>The row whose pattern fits a case's name best; null where none does, or its method is not registered.</summary>
    internal static SurveyRow? Of(string id)
    {
        var row = s_rows.Where(r => FileSystemName.MatchesSimpleExpression(r.Key, id)).OrderByDescending(r => r.Key.Length)
            .Select(r => r.Value).FirstOrDefault();
        return row is not null && PeftMethods.Names.Contains(row.Method) ? row : null;
    }

    private static Dictionary<string, SurveyRow> Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        return JsonSerializer.Deserialize<Dictionary<string, SurveyRow>>(stream, s_json)!;
    }
}
