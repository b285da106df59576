using System.Buffers.Binary;
using System.Text.Json;

namespace PeftWorkbook.Hub;

/// <summary>
/// Reads the header of a safetensors file: 8 bytes with its length, then JSON that gives each tensor's dtype, shape and
/// byte range. The ranges must cover the rest of the file without gap or overlap, as the format demands
/// (https://github.com/huggingface/safetensors#format). A name that occurs twice is refused, which the official reader
/// does not always do.
/// </summary>
internal ref struct SafeTensorsHeader
{
    private const long MaxHeaderBytes = 100_000_000;
    private readonly Dictionary<string, SafeTensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly long _dataStart;
    private Utf8JsonReader _json;
    private Dictionary<string, string>? _metadata;

    private SafeTensorsHeader(ReadOnlySpan<byte> header)
    {
        _dataStart = 8 + header.Length;
        _json = new Utf8JsonReader(header);
    }

    /// <summary>Reads and checks the header of the mapped file.</summary>
    /// <exception cref="InvalidDataException">The file is no valid safetensors file; the message says why.</exception>
    internal static (Dictionary<string, SafeTensorsEntry> Entries, Dictionary<string, string> Metadata) Read(MappedFile file)
    {
        try
        {
            var reader = new SafeTensorsHeader(HeaderBytes(file));
            reader.ReadRoot();
            reader.CheckCoverage(file.Length);
            return (reader._entries, reader._metadata ?? []);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{file.Path}' is not a valid safetensors file: {FirstSentence(e.Message)}", e);
        }
    }

    private static string FirstSentence(string message) =>
        message.Split(" LineNumber:", 2)[0].TrimEnd('.', ' ') + ".";

    private static ReadOnlySpan<byte> HeaderBytes(MappedFile file)
    {
        if (file.Length < 8)
        {
            throw new InvalidDataException($"it has {file.Length} bytes, too few for the length of a header");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span(0, 8));
        if (length > MaxHeaderBytes)
        {
            throw new InvalidDataException($"its header claims {length} bytes, more than the {MaxHeaderBytes} allowed");
        }

        if ((long)length > file.Length - 8)
        {
            throw new InvalidDataException($"its header claims {length} bytes, but only {file.Length - 8} follow");
        }

        return file.Span(8, (int)length);
    }

    private void ReadRoot()
    {
        Expect(JsonTokenType.StartObject, "the header must be a JSON object");
        while (NextProperty(out var name))
        {
            if (name == "__metadata__")
            {
                ReadMetadata();
            }
            else if (!_entries.TryAdd(name, ReadEntry(name)))
            {
                throw new InvalidDataException($"tensor '{Shorten(name)}' is listed twice");
            }
        }

        if (_json.Read())
        {
            throw new InvalidDataException("text follows the header's JSON object");
        }
    }

    private void ReadMetadata()
    {
        if (_metadata is not null)
        {
            throw new InvalidDataException("it has __metadata__ twice");
        }

        _metadata = new(StringComparer.Ordinal);
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidDataException("__metadata__ must be an object of strings");
        }

        while (NextProperty(out var key))
        {
            Expect(JsonTokenType.String, $"the value of metadata '{Shorten(key)}' must be a string");
            _metadata[key] = _json.GetString()!;
        }
    }

    private SafeTensorsEntry ReadEntry(string name)
    {
        Expect(JsonTokenType.StartObject, $"the entry of tensor '{Shorten(name)}' must be an object");
        SafeTensorsDtype? dtype = null;
        List<ulong>? shape = null, offsets = null;
        while (NextProperty(out var field))
        {
            var again = field switch
            {
                "dtype" => dtype is not null,
                "shape" => shape is not null,
                "data_offsets" => offsets is not null,
                _ => false,
            };
            if (again)
            {
                throw new InvalidDataException($"tensor '{Shorten(name)}' has {field} twice");
            }

            switch (field)
            {
                case "dtype": dtype = ReadDtype(name); break;
                case "shape": shape = ReadNumbers(name, field); break;
                case "data_offsets": offsets = ReadNumbers(name, field); break;
                default: _json.Read(); _json.Skip(); break;
            }
        }

        if (dtype is null || shape is null || offsets is null)
        {
            throw new InvalidDataException($"tensor '{Shorten(name)}' lacks dtype, shape or data_offsets");
        }

        return Checked(name, dtype.Value, shape, offsets);
    }

    private readonly SafeTensorsEntry Checked(string name, SafeTensorsDtype dtype, List<ulong> shape, List<ulong> offsets)
    {
        if (offsets.Count != 2 || offsets[1] < offsets[0] || offsets[1] > long.MaxValue / 2)
        {
            throw new InvalidDataException($"the data_offsets of tensor '{Shorten(name)}' are not a range of bytes");
        }

        var bits = new UInt128(0, (ulong)dtype.Bits());
        foreach (var dimension in shape)
        {
            bits = bits <= ulong.MaxValue && dimension <= long.MaxValue ? bits * dimension : UInt128.MaxValue;
        }

        var bytes = offsets[1] - offsets[0];
        if (bits % 8 != 0 || bits / 8 != bytes)
        {
            var text = string.Join(", ", shape.Take(8));
            throw new InvalidDataException($"tensor '{Shorten(name)}' of shape [{text}] and dtype {dtype} does not fill its {bytes} bytes");
        }

        return new(name, dtype, [.. shape.Select(d => (long)d)], _dataStart + (long)offsets[0], (long)bytes);
    }

    private SafeTensorsDtype ReadDtype(string name)
    {
        Expect(JsonTokenType.String, $"the dtype of tensor '{Shorten(name)}' must be a string");
        var text = _json.GetString()!;
        return Enum.TryParse<SafeTensorsDtype>(text, out var dtype) && Enum.GetName(dtype) == text
            ? dtype
            : throw new InvalidDataException($"tensor '{Shorten(name)}' has the unknown dtype '{Shorten(text)}'");
    }

    private List<ulong> ReadNumbers(string name, string field)
    {
        Expect(JsonTokenType.StartArray, $"the {field} of tensor '{Shorten(name)}' must be a list");
        List<ulong> numbers = [];
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetUInt64(out var number))
            {
                throw new InvalidDataException($"the {field} of tensor '{Shorten(name)}' must be whole numbers from 0 to 2^64-1");
            }

            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>The ranges, in order of their start, must follow on one another from the header's end to the file's.</summary>
    private readonly void CheckCoverage(long fileLength)
    {
        var at = _dataStart;
        foreach (var entry in _entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.ByteCount))
        {
            if (entry.Offset != at)
            {
                throw new InvalidDataException(
                    $"tensor '{Shorten(entry.Name)}' starts at byte {entry.Offset} where {at} was due: " +
                    "there is a gap or an overlap");
            }

            at += entry.ByteCount;
        }

        if (at != fileLength)
        {
            throw new InvalidDataException($"its tensors end at byte {at}, but the file has {fileLength} bytes");
        }
    }

    private bool NextProperty(out string name)
    {
        _json.Read();
        name = _json.TokenType == JsonTokenType.PropertyName ? _json.GetString()! : "";
        return _json.TokenType == JsonTokenType.PropertyName;
    }

    private void Expect(JsonTokenType type, string complaint)
    {
        if (!_json.Read() || _json.TokenType != type)
        {
            throw new InvalidDataException(complaint);
        }
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
