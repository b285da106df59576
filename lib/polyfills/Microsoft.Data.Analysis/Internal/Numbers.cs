using System.Numerics;

namespace Microsoft.Data.Analysis.Internal;

/// <summary>Numbers of one type as numbers of another.</summary>
internal static class Numbers
{
    public static T To<T>(object value) where T : INumber<T> => value switch
    {
        double v => T.CreateTruncating(v),
        float v => T.CreateTruncating(v),
        int v => T.CreateTruncating(v),
        long v => T.CreateTruncating(v),
        short v => T.CreateTruncating(v),
        sbyte v => T.CreateTruncating(v),
        byte v => T.CreateTruncating(v),
        ushort v => T.CreateTruncating(v),
        uint v => T.CreateTruncating(v),
        ulong v => T.CreateTruncating(v),
        decimal v => T.CreateTruncating(v),
        char v => T.CreateTruncating(v),
        _ => throw new ArgumentException($"{value.GetType().Name} is no number."),
    };

    public static bool IsNumeric(Type type) => Type.GetTypeCode(type)
        is >= TypeCode.SByte and <= TypeCode.Decimal;
}
