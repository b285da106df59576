using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Generation;

/// <summary>
/// A causal model. Prompts shorter than the longest are filled up on the left, so that all texts end at one position; the
/// filling is masked, and the tokens' positions count from 0 where their text begins.
/// </summary>
internal sealed class CausalDecoder : Decoder
{
    private readonly int[] _filling;
    private readonly Tensor? _mask, _positions;      // [texts, capacity]; null where nothing is filled

    internal CausalDecoder(Module<ModelInput, ModelOutput> model, IReadOnlyList<IReadOnlyList<long>> prompts, GenerationOptions options)
        : base(model, prompts.Max(p => p.Count) + options.MaxNewTokens, options.UseCache)
    {
        var longest = prompts.Max(p => p.Count);
        Beginnings = prompts;
        _filling = [.. prompts.Select(p => longest - p.Count)];
        if (_filling.Any(f => f > 0))
        {
            using var scope = NewDisposeScope();
            var places = arange(longest + options.MaxNewTokens, ScalarType.Int64, Device).unsqueeze(0);
            var filling = tensor(_filling.Select(f => (long)f).ToArray(), [_filling.Length, 1], device: Device);
            _mask = places.ge(filling).to_type(ScalarType.Int64).DetachFromDisposeScope();
            _positions = (places - filling).clamp(min: 0).DetachFromDisposeScope();
        }
    }

    internal override IReadOnlyList<IReadOnlyList<long>> Beginnings { get; }

    public override void Dispose()
    {
        base.Dispose();
        _mask?.Dispose();
        _positions?.Dispose();
    }

    private protected override ModelInput Input(IReadOnlyList<IReadOnlyList<long>> texts, int from)
    {
        if (_mask is null || _positions is null)
        {
            var length = texts[0].Count - from;
            return new(tensor(texts.SelectMany(t => t.Skip(from)).ToArray(), [texts.Count, length], device: Device));
        }

        var end = _filling[0] + texts[0].Count;
        var ids = texts.SelectMany((text, row) => Enumerable.Range(from, end - from).Select(at => text[Math.Max(0, at - _filling[row])]));
        return new(tensor(ids.ToArray(), [texts.Count, end - from], device: Device))
        {
            AttentionMask = _mask.narrow(1, 0, end),
            PositionIds = _positions.narrow(1, from, end - from),
        };
    }
}
