using System.Globalization;

namespace Microsoft.Data.Analysis.Internal;

/// <summary>Empty columns by the type of their values.</summary>
internal static class ColumnFactory
{
    public static DataFrameColumn Make(string name, Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => new StringDataFrameColumn(name),
        TypeCode.Boolean => new BooleanDataFrameColumn(name),
        TypeCode.Byte => new ByteDataFrameColumn(name),
        TypeCode.Char => new CharDataFrameColumn(name),
        TypeCode.DateTime => new DateTimeDataFrameColumn(name),
        TypeCode.Decimal => new DecimalDataFrameColumn(name),
        TypeCode.Double => new DoubleDataFrameColumn(name),
        TypeCode.Int16 => new Int16DataFrameColumn(name),
        TypeCode.Int32 => new Int32DataFrameColumn(name),
        TypeCode.Int64 => new Int64DataFrameColumn(name),
        TypeCode.SByte => new SByteDataFrameColumn(name),
        TypeCode.Single => new SingleDataFrameColumn(name),
        TypeCode.UInt16 => new UInt16DataFrameColumn(name),
        TypeCode.UInt32 => new UInt32DataFrameColumn(name),
        TypeCode.UInt64 => new UInt64DataFrameColumn(name),
        _ => throw new NotSupportedException($"A data frame has no column of {type.Name}."),
    };

    /// <summary>A value as this type; text is parsed, empty text is null for anything but text.</summary>
    public static object? Convert(object? value, Type type, CultureInfo culture)
    {
        if (value is null || value.GetType() == type)
            return value;
        if (value is string text && type != typeof(string) && string.IsNullOrEmpty(text))
            return null;
        return System.Convert.ChangeType(value, type, culture);
    }
}
