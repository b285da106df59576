using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

public sealed partial record PrefixTuningConfig
{
    /// <summary>
    /// Which attentions of an encoder-decoder get a prefix of their own, of <c>encoder</c>, <c>self</c> (the decoder's)
    /// and <c>cross</c>; null is <c>self</c> alone, which other models have.
    /// </summary>
    [JsonPropertyName("prefix_attentions")]
    public IReadOnlyList<string>? Attentions { get; init; }

    /// <summary>Whether the text's positions begin after the prefix; null does, as in PEFT.</summary>
    [JsonPropertyName("shifts_positions")]
    public bool? ShiftsPositions { get; init; }

    /// <summary>
    /// Whether relative positions (T5's) count the prefix among the keys alone, as AdapterHub's do: every query then
    /// lies that many positions before its own key. Null does not.
    /// </summary>
    [JsonPropertyName("keys_count_prefix")]
    public bool? KeysCountPrefix { get; init; }

    /// <summary>The width of the table before the projection; null takes a virtual token's.</summary>
    [JsonPropertyName("projection_dim")]
    public int? ProjectionDim { get; init; }

    /// <summary>The activation within the projection; null is tanh.</summary>
    [JsonPropertyName("projection_activation")]
    public string? ProjectionActivation { get; init; }

    /// <summary>The numbers of the layers without a prefix, a decoder's after the encoder's; null is none.</summary>
    [JsonPropertyName("leave_out")]
    public IReadOnlyList<int>? LeftOut { get; init; }

    /// <summary>
    /// Whether a trained gate that the attention's input opens multiplies keys and values (UniPELT, arXiv 2110.07577):
    /// <c>shared</c>, or <c>separate</c> for a gate each; null has none.
    /// </summary>
    [JsonPropertyName("prefix_gate")]
    public string? Gate { get; init; }

    /// <summary>The share of the prefix that is dropped in training; null is none.</summary>
    [JsonPropertyName("prefix_dropout")]
    public double? Dropout { get; init; }

    /// <summary>
    /// Whether the gate counts padding too, as AdapterHub's does, so that a text's result depends on its batch.
    /// </summary>
    [JsonPropertyName("gates_see_padding")]
    public bool? GatesSeePadding { get; init; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra =>
    [
        "prefix_attentions", "shifts_positions", "keys_count_prefix", "projection_dim", "projection_activation", "leave_out", "prefix_gate",
        "prefix_dropout", "gates_see_padding",
    ];

    /// <summary>Whether an option is in use that PEFT lacks.</summary>
    internal bool HasOptions =>
        Attentions is not null || ShiftsPositions is not null || ProjectionDim is not null || ProjectionActivation is not null
        || LeftOut is not null || Gate is not null || Dropout is not null || KeysCountPrefix is not null;

    /// <summary>How many gates a layer's prefix has.</summary>
    /// <exception cref="ArgumentException">The word for it is not known.</exception>
    internal int Gates => Gate switch
    {
        null => 0,
        "shared" => 1,
        "separate" => 2,
        _ => throw new ArgumentException($"prefix_gate is '{Gate}'; known are shared and separate."),
    };

    /// <inheritdoc/>
    private protected override Attachment Attach(PeftModel model, PretrainedModel body, string adapter, PromptEncoder encoder) =>
        encoder is PrefixGroups groups
            ? new PrefixGroupsAttachment(model, body, adapter, this, groups)
            : base.Attach(model, body, adapter, encoder);

    /// <summary>What makes one prefix: <c>[P, 2 L d]</c> for L layers.</summary>
    internal PromptEncoder CreateTable(int layers, Generator generator)
    {
        var all = 2L * layers * TokenDim!.Value;
        if (!HasProjection)
        {
            return new PromptTable(Start == "zero" ? zeros(VirtualTokens, all) : randn([VirtualTokens, all], generator: generator));
        }

        var network = PromptNetwork.Projection(
            VirtualTokens, ProjectionDim ?? TokenDim.Value, HiddenSize!.Value, all, generator, ProjectionActivation ?? "tanh");
        return Start == "zero" ? network.WithZeroOutput() : network;
    }
}
