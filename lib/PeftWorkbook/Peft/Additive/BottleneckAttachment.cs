using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>Bottlenecks between the sub-layers of a model and its residual stream.</summary>
internal sealed class BottleneckAttachment : ModelAttachment
{
    private const string Prefix = "base_model.model.";
    private const string Rule = "phm_rule";

    private readonly PeftModel _model;
    private readonly bool _isSequenceFirst;
    private readonly List<(SubLayer Place, Bottleneck Unit)> _units = [];
    private readonly HashSet<int> _decoder;
    private readonly CouplingBlock? _coupling;

    internal BottleneckAttachment(PeftModel model, PretrainedModel body, string adapter, BottleneckConfig config, long seed)
        : base(model, adapter, config, config.ModulesToSave, Prefix)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        (_model, _isSequenceFirst) = (model, body.IsSequenceFirst);
        var (like, width) = (body.parameters().First(p => p.is_floating_point()), body.Config.HiddenSize);
        var all = SubLayer.Of(body);
        _decoder = [.. all.Where(s => s.Kind == SubLayerKind.CrossAttention).Select(s => s.Layer)];
        List<SubLayer> places = [.. all.Where(config.Takes)];
        if (places.Count == 0)
        {
            throw new ArgumentException(
                $"The settings put bottlenecks nowhere in {body.GetName()}: " +
                "set mh_adapter, output_adapter or cross_adapter, and look at leave_out.");
        }

        if (config.IsKronecker)
        {
            places.ForEach(p => KroneckerStart.Check(width, config.Reduction.Width(width, p.Layer), config));
        }

        var share = config.IsKronecker && (config.SharesRule || config.SharesWeights)
            ? new KroneckerShare(width, SharedWidth(config, places, width), config, generator)
            : null;
        foreach (var place in places)
        {
            var unit = new Bottleneck(width, config.Reduction.Width(width, place.Layer), config, share, generator);
            _units.Add((place, unit));
            Own($"{Prefix}{place.Name}.", unit, like);
        }

        if (share is not null)
        {
            Own("base_model.shared_parameters.", share, like);
        }

        if (config.Invertible is { } kind)
        {
            _coupling = Coupling(kind, width, config, generator);
            Own($"{Prefix}invertible_adapter.", _coupling, like);
        }

        foreach (var constant in OwnState.Where(s => !s.IsTrained))
        {
            constant.Tensor.requires_grad = false;
        }
    }

    /// <summary>Where the bottlenecks sit.</summary>
    internal IEnumerable<SubLayer> Places => _units.Select(u => u.Place);

    /// <summary>The bottlenecks, each in its place.</summary>
    internal IReadOnlyList<(SubLayer Place, Bottleneck Unit)> Units => _units;

    /// <summary>The block on the embeddings, or null.</summary>
    internal CouplingBlock? Invertible => _coupling;

    private BottleneckConfig Settings => (BottleneckConfig)Config;

    /// <inheritdoc/>
    protected override IEnumerable<AttachmentTensor> OwnState => base.OwnState
        .Select(s => s.Key.Split('.')[^1].StartsWith(Rule, StringComparison.Ordinal) ? s with { IsTrained = Settings.TrainsRule } : s);

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        var all = new StateAxes(_isSequenceFirst);
        var text = all with { Text = Settings.GatesSeePadding ? null : input.AttentionMask };
        var dropped = _model.DroppedLayers;
        var here = _units.Where(u => !dropped.Contains(u.Place.Layer)).Select(u => (u.Place.Layer, u.Place.Kind,
            (ISubLayerAdapter)new PlacedBottleneck(u.Unit, Settings, _decoder.Contains(u.Place.Layer) ? all : text)));
        var after = input.AfterEmbeddings;
        return model(input with
        {
            SubLayerAdapters = SubLayerAdapters.Before(input.SubLayerAdapters, here),
            AfterEmbeddings = _coupling is null ? after : x => after is null ? _coupling.call(x) : after(_coupling.call(x)),
            NeedsAllPositions = input.NeedsAllPositions || Settings.HasGate,
        });
    }

    private static CouplingBlock Coupling(string kind, long width, BottleneckConfig config, Generator generator) => kind == "nice"
        ? new(width, config.InvertibleReduction ?? 2, config.Activation, generator)
        : throw new ArgumentException($"inv_adapter is '{kind}'; known is nice.");

    // Shared weights have one width.
    private static long SharedWidth(BottleneckConfig config, List<SubLayer> places, long width)
    {
        List<long> all = [.. places.Select(p => config.Reduction.Width(width, p.Layer)).Distinct()];
        return !config.SharesWeights || all.Count == 1
            ? all[0]
            : throw new ArgumentException("shared_W_phm needs one reduction_factor for all layers.");
    }
}
