using System.Buffers.Binary;
using System.Text;

namespace PeftWorkbook.Text;

/// <summary>What a SentencePiece entry is for, with the numbers of the format.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>
/// A <c>tokenizer.model</c> of SentencePiece: a Protocol Buffers message of pieces and settings
/// (https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto), read without a library.
/// </summary>
internal sealed class SentencePieceFile
{
    private SentencePieceFile()
    {
    }

    /// <summary>The entries, whose places are their ids.</summary>
    internal List<(string Piece, float Score, PieceKind Kind)> Pieces { get; } = [];

    /// <summary>Whether it is a BPE model; else Unigram.</summary>
    internal bool IsBpe { get; private set; }

    internal bool ByteFallback { get; private set; }

    internal bool AddDummyPrefix { get; private set; } = true;

    internal bool RemoveExtraWhitespace { get; private set; } = true;

    internal bool EscapeWhitespace { get; private set; } = true;

    /// <summary>The normalizer's character map; empty for identity.</summary>
    internal byte[] CharacterMap { get; private set; } = [];

    internal int UnknownId => Math.Max(Pieces.FindIndex(p => p.Kind == PieceKind.Unknown), 0);

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="InvalidDataException">They are no such message.</exception>
    internal static SentencePieceFile Parse(ReadOnlySpan<byte> bytes)
    {
        var file = new SentencePieceFile();
        try
        {
            Each(bytes, (field, value, number) =>
            {
                switch (field)
                {
                    case 1: file.AddPiece(value); break;
                    case 2: Each(value, file.ReadTrainer); break;
                    case 3: Each(value, file.ReadNormalizer); break;
                }
            });
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException("This is no SentencePiece model: its bytes are not the message that the format describes.", e);
        }

        return file.Pieces.Count > 0 ? file : throw new InvalidDataException("This is no SentencePiece model: it has no pieces.");
    }

    /// <summary>A BPE model of given pieces with byte fallback, as GGUF files hold it.</summary>
    internal static SentencePieceFile OfPieces(IEnumerable<(string Piece, float Score, PieceKind Kind)> pieces, bool addDummyPrefix)
    {
        var file = new SentencePieceFile
        {
            IsBpe = true,
            ByteFallback = true,
            RemoveExtraWhitespace = false,
            AddDummyPrefix = addDummyPrefix,
        };
        file.Pieces.AddRange(pieces);
        return file;
    }

    private delegate void Field(int field, ReadOnlySpan<byte> value, ulong number);

    private void AddPiece(ReadOnlySpan<byte> message)
    {
        var (piece, score, kind) = ("", 0f, PieceKind.Normal);
        Each(message, (field, value, number) =>
        {
            switch (field)
            {
                case 1: piece = Encoding.UTF8.GetString(value); break;
                case 2: score = BitConverter.UInt32BitsToSingle((uint)number); break;
                case 3: kind = (PieceKind)number; break;
            }
        });
        Pieces.Add((piece, score, kind));
    }

    private void ReadTrainer(int field, ReadOnlySpan<byte> value, ulong number)
    {
        switch (field)
        {
            case 3: IsBpe = number == 2; break;
            case 35: ByteFallback = number != 0; break;
        }
    }

    private void ReadNormalizer(int field, ReadOnlySpan<byte> value, ulong number)
    {
        switch (field)
        {
            case 2: CharacterMap = value.ToArray(); break;
            case 3: AddDummyPrefix = number != 0; break;
            case 4: RemoveExtraWhitespace = number != 0; break;
            case 5: EscapeWhitespace = number != 0; break;
        }
    }

    /// <summary>Calls for each field of a message: bytes where it has a length, else its number.</summary>
    private static void Each(ReadOnlySpan<byte> message, Field field)
    {
        while (message.Length > 0)
        {
            var key = Varint(ref message);
            switch (key & 7)
            {
                case 0: field((int)(key >> 3), [], Varint(ref message)); break;
                case 1: field((int)(key >> 3), [], BinaryPrimitives.ReadUInt64LittleEndian(Take(ref message, 8))); break;
                case 2: field((int)(key >> 3), Take(ref message, Varint(ref message)), 0); break;
                case 5: field((int)(key >> 3), [], BinaryPrimitives.ReadUInt32LittleEndian(Take(ref message, 4))); break;
                default: throw new InvalidDataException("unknown wire type");
            }
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> message, ulong count)
    {
        if (count > (ulong)message.Length)
        {
            throw new InvalidDataException("a field is longer than its message");
        }

        var taken = message[..(int)count];
        message = message[(int)count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Take(ref message, 1)[0];
            value |= (ulong)(b & 127) << shift;
            if (b < 128)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number is too long");
    }
}
