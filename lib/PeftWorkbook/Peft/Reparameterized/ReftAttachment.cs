using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>Edits what blocks give out, at the first and the last positions of each row's text.</summary>
internal sealed class ReftAttachment : ModelAttachment
{
    private const string Prefix = "base_model.model.";

    private readonly PretrainedModel _body;
    private readonly int _encoderBlocks;
    private readonly Dictionary<int, IReadOnlyList<ReftUnit>> _units = [];

    internal ReftAttachment(
        PeftModel model, PretrainedModel body, string adapter, ReftConfig config, IEnumerable<(int Number, string Name)> blocks, long seed)
        : base(model, adapter, config, config.ModulesToSave, Prefix)
    {
        _body = body;
        _encoderBlocks = body.Task == ModelTask.SequenceToSequence ? body.Config.Count("num_layers") : 0;
        using var generator = new Generator((ulong)seed);
        var width = body.Config.Long(new[] { "hidden_size", "n_embd", "d_model" }.FirstOrDefault(body.Config.Has) ?? "dim");
        foreach (var (number, name) in blocks)
        {
            _units[number] = [.. Enumerable.Range(0, config.TiesPlaces ? 1 : 2).Select(_ => new ReftUnit(width, config, generator))];
            foreach (var (unit, place) in _units[number].Select((u, i) => (u, i)))
            {
                Own($"{Prefix}{name}.reft.units.{place}.", unit, body.parameters().First());
            }
        }
    }

    /// <summary>The edits of each block by its number: of the first positions and of the last ones.</summary>
    internal IReadOnlyDictionary<int, IReadOnlyList<ReftUnit>> Units => _units;

    /// <inheritdoc/>
    protected override IEnumerable<AttachmentTensor> OwnState => base.OwnState.Concat(OwnBuffers);

    private ReftConfig Settings => (ReftConfig)Config;

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        using var scope = NewDisposeScope();
        Places? encoder = null, decoder = null;
        return model(input with { AroundBlock = Around, NeedsAllPositions = true }).MoveToOuterDisposeScope();

        Tensor Around(int number, Tensor x, Func<Tensor, Tensor> block)
        {
            var h = input.Block(number, x, block);
            if (!_units.TryGetValue(number, out var units))
            {
                return h;
            }

            var places = number < _encoderBlocks
                ? encoder ??= Find(input.AttentionMask, 0, h)
                : decoder ??= Find(_encoderBlocks > 0 ? null : input.AttentionMask, input.Cache?.Length ?? 0, h);
            return Edited(h, units, places);
        }
    }

    private Tensor Edited(Tensor h, IReadOnlyList<ReftUnit> units, Places places)
    {
        using var scope = NewDisposeScope();
        var rows = _body.IsSequenceFirst ? h.transpose(0, 1) : h;             // [batch, seq, dim]
        var edited = Add(Add(rows, rows, units[0], places.First), rows, units[^1], places.Last);
        return (_body.IsSequenceFirst ? edited.transpose(0, 1) : edited).MoveToOuterDisposeScope();
    }

    // What is added is made from the states before any edit.
    private static Tensor Add(Tensor sum, Tensor rows, ReftUnit unit, (Tensor Index, Tensor Counts)? places)
    {
        if (places is not { } found)
        {
            return sum;
        }

        var index = found.Index.unsqueeze(-1).expand(-1, -1, rows.shape[2]);
        var edit = unit.call(rows.gather(1, index)) * found.Counts.unsqueeze(-1).to_type(rows.dtype);
        return sum.scatter_add(1, index, edit);
    }

    // Behind a cache there may still be first positions; the last ones are those of the text that filled it.
    private Places Find(Tensor? mask, long past, Tensor h)
    {
        var (batch, seq) = _body.IsSequenceFirst ? (h.shape[1], h.shape[0]) : (h.shape[0], h.shape[1]);
        var start = mask is null ? zeros([batch], ScalarType.Int64, h.device) : mask.to_type(ScalarType.Int64).argmax(1);
        var first = At(start - past, Settings.PrefixPositions, seq);
        if (Settings.SuffixPositions == 0 || past > 0)
        {
            return new(first, null);
        }

        var end = mask is null ? start + seq : start + mask.sum(1);
        var lastStart = end - Settings.SuffixPositions;
        if (first is { } f)
        {
            var isLast = f.Index.ge(lastStart.unsqueeze(1)).logical_and(f.Index.lt(end.unsqueeze(1)));
            first = (f.Index, f.Counts.logical_and(isLast.logical_not()));
        }

        return new(first, At(lastStart, Settings.SuffixPositions, seq));
    }

    // The positions [batch, count] from each row's start on, and which of them lie in the text's axis.
    private static (Tensor Index, Tensor Counts)? At(Tensor start, int count, long seq)
    {
        if (count == 0)
        {
            return null;
        }

        var index = start.unsqueeze(1) + arange(count, ScalarType.Int64, start.device);
        return (index.clamp(0, seq - 1), index.ge(0).logical_and(index.lt(seq)));
    }

    /// <summary>The edited positions of a pass, each with whether it counts.</summary>
    private sealed record Places((Tensor Index, Tensor Counts)? First, (Tensor Index, Tensor Counts)? Last);
}
