namespace PeftWorkbook.Text;

/// <summary>Fills encodings up to one length.</summary>
internal static class EncodingPadding
{
    /// <summary>All of a batch, filled as the options say.</summary>
    internal static List<TextEncoding> Pad(List<TextEncoding> batch, EncodeOptions options, (int Id, int TypeId, string Token)? padding)
    {
        if (options.Padding == PaddingStrategy.None || batch.Count == 0)
        {
            return batch;
        }

        var (id, typeId, token) = padding ?? throw new InvalidOperationException(
            "This tokenizer has no padding token; give one to the model, or encode without padding.");
        var length = options.Padding == PaddingStrategy.MaxLength && options.MaxLength is { } most ? most : batch.Max(e => e.Count);
        if (options.PadToMultipleOf is { } multiple and > 0 && length % multiple > 0)
        {
            length += multiple - (length % multiple);
        }

        return [.. batch.Select(e => Pad(e, length, options.PaddingSide, id, typeId, token))];
    }

    private static TextEncoding Pad(TextEncoding encoding, int length, Side side, int id, int typeId, string token)
    {
        var missing = length - encoding.Count;
        return missing <= 0 ? encoding : new()
        {
            Ids = Fill(encoding.Ids, id),
            Tokens = Fill(encoding.Tokens, token),
            Offsets = Fill(encoding.Offsets, (0, 0)),
            TypeIds = Fill(encoding.TypeIds, typeId),
            AttentionMask = Fill(encoding.AttentionMask, 0),
            SpecialTokensMask = Fill(encoding.SpecialTokensMask, 1),
            SequenceIds = Fill(encoding.SequenceIds, null),
        };

        List<T> Fill<T>(IReadOnlyList<T> values, T value)
        {
            var filling = Enumerable.Repeat(value, missing);
            return side == Side.Left ? [.. filling, .. values] : [.. values, .. filling];
        }
    }
}
