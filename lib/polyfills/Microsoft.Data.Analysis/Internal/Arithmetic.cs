using System.Numerics;

namespace Microsoft.Data.Analysis.Internal;

internal enum Operation
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// <summary>Arithmetic between columns, and between columns and numbers; null if either side is.</summary>
internal static class Arithmetic
{
    private static readonly Type[] Order = [typeof(decimal), typeof(double), typeof(float), typeof(ulong),
        typeof(long), typeof(uint)];

    public static DataFrameColumn Apply(Operation operation, DataFrameColumn left, DataFrameColumn right,
        bool inPlace = false)
    {
        CheckLengths(left, right);
        return Write(left, Compute(operation, Result(left, right), left, i => left[i], i => right[i]), inPlace);
    }

    public static DataFrameColumn Apply(Operation operation, DataFrameColumn left, object value, bool reversed,
        bool inPlace = false)
    {
        DataFrameColumn other = ColumnFactory.Make(left.Name, value.GetType());
        Type result = Result(left, other);
        return Write(left, reversed ? Compute(operation, result, left, _ => value, i => left[i])
            : Compute(operation, result, left, i => left[i], _ => value), inPlace);
    }

    public static void CheckLengths(DataFrameColumn left, DataFrameColumn right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException(
                $"Columns \"{left.Name}\" and \"{right.Name}\" have {left.Length} and {right.Length} rows: "
                + "they must be of one length.");
    }

    /// <summary>The type that C# gives the result: the wider one, and at least a 32-bit number.</summary>
    private static Type Result(DataFrameColumn left, DataFrameColumn right)
    {
        if (!left.IsNumericColumn() || !right.IsNumericColumn())
            throw (left.IsNumericColumn() ? right : left).Unsupported("arithmetic");
        return left.DataType == right.DataType ? left.DataType
            : Order.FirstOrDefault(t => t == left.DataType || t == right.DataType, typeof(int));
    }

    private static DataFrameColumn Compute(Operation operation, Type result, DataFrameColumn shape, Func<long,
        object?> a, Func<long, object?> b) =>
        Type.GetTypeCode(result) switch
        {
            TypeCode.Decimal => Compute<decimal>(operation, shape, a, b),
            TypeCode.Double => Compute<double>(operation, shape, a, b),
            TypeCode.Single => Compute<float>(operation, shape, a, b),
            TypeCode.UInt64 => Compute<ulong>(operation, shape, a, b),
            TypeCode.Int64 => Compute<long>(operation, shape, a, b),
            TypeCode.UInt32 => Compute<uint>(operation, shape, a, b),
            TypeCode.UInt16 => Compute<ushort>(operation, shape, a, b),
            TypeCode.Int16 => Compute<short>(operation, shape, a, b),
            TypeCode.Byte => Compute<byte>(operation, shape, a, b),
            TypeCode.SByte => Compute<sbyte>(operation, shape, a, b),
            _ => Compute<int>(operation, shape, a, b),
        };

    private static DataFrameColumn Compute<T>(Operation operation, DataFrameColumn shape, Func<long, object?> a,
        Func<long, object?> b)
        where T : unmanaged, INumber<T>
    {
        var result = (PrimitiveDataFrameColumn<T>)ColumnFactory.Make(shape.Name, typeof(T));
        foreach (long row in shape.Rows())
            result.Append(a(row) is { } x
                && b(row) is { } y ? Apply(operation, Numbers.To<T>(x), Numbers.To<T>(y)) : null);
        return result;
    }

    private static T Apply<T>(Operation operation, T a, T b) where T : INumber<T> => operation switch
    {
        Operation.Add => a + b,
        Operation.Subtract => a - b,
        Operation.Multiply => a * b,
        Operation.Divide => a / b,
        _ => a % b,
    };

    private static DataFrameColumn Write(DataFrameColumn left, DataFrameColumn result, bool inPlace)
    {
        if (!inPlace)
            return result;
        if (result.DataType != left.DataType)
            throw new ArgumentException(
                $"The result is of {result.DataType.Name} and cannot replace a column of {left.DataType.Name}: "
                + "leave out inPlace.");
        foreach (long row in left.Rows())
            left[row] = result[row];
        return left;
    }
}
