using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plotly.NET;

/// <summary>Writes figures as the JSON that plotly.js reads.</summary>
internal static class FigureWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 200,
    };

    public static string Write(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case double number: WriteNumber(writer, number); break;
            case float number: WriteNumber(writer, number); break;
            case DynamicObj.DynamicObj part: WriteObject(writer, part); break;
            case IStyleValue choice: Write(writer, choice.Convert()); break;
            case Color color: Write(writer, color.Value); break;
            case DateTime time: writer.WriteStringValue(Iso(time)); break;
            case IConvertible scalar: WriteScalar(writer, scalar); break;
            case IDictionary map: WriteMap(writer, map); break;
            case IEnumerable sequence: WriteArray(writer, sequence); break;
            default: writer.WriteStringValue(System.Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    /// <summary>JSON has no NaN: plotly.js leaves a gap where it reads the text "NaN".</summary>
    private static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A float keeps its own shortest digits: 0.1f is 0.1, not 0.10000000149.</summary>
    private static void WriteNumber(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteScalar(Utf8JsonWriter writer, IConvertible value)
    {
        switch (value.GetTypeCode())
        {
            case TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64:
                writer.WriteNumberValue(value.ToInt64(CultureInfo.InvariantCulture));
                break;
            case TypeCode.Byte or TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64:
                writer.WriteNumberValue(value.ToUInt64(CultureInfo.InvariantCulture));
                break;
            case TypeCode.Decimal:
                writer.WriteNumberValue(value.ToDecimal(CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, DynamicObj.DynamicObj part)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in part.Properties)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }
        writer.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter writer, IDictionary map)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in map)
        {
            writer.WritePropertyName(System.Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!);
            Write(writer, entry.Value);
        }
        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable sequence)
    {
        writer.WriteStartArray();
        foreach (object? item in sequence)
            Write(writer, item);
        writer.WriteEndArray();
    }

    private static string Iso(DateTime time) =>
        time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
}
