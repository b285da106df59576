using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Generation;

/// <summary>
/// An encoder-decoder. The encoder reads the prompts once, with the first step; the decoder's layers make their keys from what it
/// gave once too. The texts that grow are the answers, from the start token on.
/// </summary>
internal sealed class EncoderDecoder : Decoder
{
    private readonly EncoderKeys? _keys;
    private readonly Tensor _source;                 // [prompts, longest]
    private readonly Tensor? _mask;                  // [prompts, longest]; null where nothing is filled
    private Tensor? _encoded;                        // [rows, longest, dim]

    internal EncoderDecoder(
        Module<ModelInput, ModelOutput> model, ModelConfig config, IReadOnlyList<IReadOnlyList<long>> prompts, GenerationOptions options)
        : base(model, 1 + options.MaxNewTokens, options.UseCache)
    {
        var longest = prompts.Max(p => p.Count);
        var padding = config.Token("pad_token_id") ?? 0;
        var start = config.Token("decoder_start_token_id") ?? padding;
        Beginnings = [.. prompts.Select(_ => (IReadOnlyList<long>)[start])];
        _source = Matrix(padding, p => p);
        _mask = prompts.Any(p => p.Count < longest) ? Matrix(0, p => p.Select(_ => 1L)) : null;
        _keys = options.UseCache ? new() : null;

        Tensor Matrix(long filling, Func<IReadOnlyList<long>, IEnumerable<long>> row)
        {
            var values = prompts.SelectMany(p => row(p).Concat(Enumerable.Repeat(filling, longest - p.Count)));
            return tensor(values.ToArray(), [prompts.Count, longest], device: Device).DetachFromDisposeScope();
        }
    }

    internal override IReadOnlyList<IReadOnlyList<long>> Beginnings { get; }

    public override void Dispose()
    {
        base.Dispose();
        _keys?.Dispose();
        _source.Dispose();
        _mask?.Dispose();
        _encoded?.Dispose();
    }

    private protected override ModelInput Input(IReadOnlyList<IReadOnlyList<long>> texts, int from) => new()
    {
        InputIds = _encoded is null ? _source : null,
        AttentionMask = _mask,
        EncoderOutput = _encoded,
        EncoderKeys = _keys,
        DecoderInputIds = tensor(texts.SelectMany(t => t.Skip(from)).ToArray(), [texts.Count, texts[0].Count - from], device: Device),
    };

    private protected override void Keep(ModelOutput output) =>
        _encoded ??= output.EncoderLastHiddenState!.DetachFromDisposeScope();

    // All texts are of one prompt: rows of what it gave differ in their number alone.
    private protected override void ReorderSource(Tensor rows)
    {
        if (_encoded is not { } encoded || encoded.shape[0] == rows.shape[0])
        {
            return;
        }

        _encoded = encoded.index_select(0, rows).DetachFromDisposeScope();
        encoded.Dispose();
        _keys?.Reorder(rows);
    }
}
