using Microsoft.Data.Analysis.Internal;

namespace Microsoft.Data.Analysis;

// A row of the result is null where a side is null. The result has the wider of the two types.
public abstract partial class DataFrameColumn
{
    /// <summary>The sum of two columns, row by row.</summary>
    public virtual DataFrameColumn Add(DataFrameColumn column, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Add, this, column, inPlace);

    /// <summary>The sum of each row and a number.</summary>
    public virtual DataFrameColumn Add<T>(T value, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Add, this, value!, reversed: false, inPlace);

    /// <summary>The sum of a number and each row.</summary>
    public virtual DataFrameColumn ReverseAdd<T>(T value, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Add, this, value!, reversed: true, inPlace);

    /// <summary>The sum of two columns, row by row.</summary>
    public static DataFrameColumn operator +(DataFrameColumn left, DataFrameColumn right) => left.Add(right);

    /// <summary>The sum of each row and a number.</summary>
    public static DataFrameColumn operator +(DataFrameColumn column, int value) => column.Add(value);

    /// <summary>The sum of a number and each row.</summary>
    public static DataFrameColumn operator +(int value, DataFrameColumn column) => column.ReverseAdd(value);

    /// <summary>The sum of each row and a number.</summary>
    public static DataFrameColumn operator +(DataFrameColumn column, long value) => column.Add(value);

    /// <summary>The sum of a number and each row.</summary>
    public static DataFrameColumn operator +(long value, DataFrameColumn column) => column.ReverseAdd(value);

    /// <summary>The sum of each row and a number.</summary>
    public static DataFrameColumn operator +(DataFrameColumn column, float value) => column.Add(value);

    /// <summary>The sum of a number and each row.</summary>
    public static DataFrameColumn operator +(float value, DataFrameColumn column) => column.ReverseAdd(value);

    /// <summary>The sum of each row and a number.</summary>
    public static DataFrameColumn operator +(DataFrameColumn column, double value) => column.Add(value);

    /// <summary>The sum of a number and each row.</summary>
    public static DataFrameColumn operator +(double value, DataFrameColumn column) => column.ReverseAdd(value);

    /// <summary>The sum of each row and a number.</summary>
    public static DataFrameColumn operator +(DataFrameColumn column, decimal value) => column.Add(value);

    /// <summary>The sum of a number and each row.</summary>
    public static DataFrameColumn operator +(decimal value, DataFrameColumn column) => column.ReverseAdd(value);

    /// <summary>The difference of two columns, row by row.</summary>
    public virtual DataFrameColumn Subtract(DataFrameColumn column, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Subtract, this, column, inPlace);

    /// <summary>The difference of each row and a number.</summary>
    public virtual DataFrameColumn Subtract<T>(T value, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Subtract, this, value!, reversed: false, inPlace);

    /// <summary>The difference of a number and each row.</summary>
    public virtual DataFrameColumn ReverseSubtract<T>(T value, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Subtract, this, value!, reversed: true, inPlace);

    /// <summary>The difference of two columns, row by row.</summary>
    public static DataFrameColumn operator -(DataFrameColumn left, DataFrameColumn right) => left.Subtract(right);

    /// <summary>The difference of each row and a number.</summary>
    public static DataFrameColumn operator -(DataFrameColumn column, int value) => column.Subtract(value);

    /// <summary>The difference of a number and each row.</summary>
    public static DataFrameColumn operator -(int value, DataFrameColumn column) => column.ReverseSubtract(value);

    /// <summary>The difference of each row and a number.</summary>
    public static DataFrameColumn operator -(DataFrameColumn column, long value) => column.Subtract(value);

    /// <summary>The difference of a number and each row.</summary>
    public static DataFrameColumn operator -(long value, DataFrameColumn column) => column.ReverseSubtract(value);

    /// <summary>The difference of each row and a number.</summary>
    public static DataFrameColumn operator -(DataFrameColumn column, float value) => column.Subtract(value);

    /// <summary>The difference of a number and each row.</summary>
    public static DataFrameColumn operator -(float value, DataFrameColumn column) => column.ReverseSubtract(value);

    /// <summary>The difference of each row and a number.</summary>
    public static DataFrameColumn operator -(DataFrameColumn column, double value) => column.Subtract(value);

    /// <summary>The difference of a number and each row.</summary>
    public static DataFrameColumn operator -(double value, DataFrameColumn column) => column.ReverseSubtract(value);

    /// <summary>The difference of each row and a number.</summary>
    public static DataFrameColumn operator -(DataFrameColumn column, decimal value) => column.Subtract(value);

    /// <summary>The difference of a number and each row.</summary>
    public static DataFrameColumn operator -(decimal value, DataFrameColumn column) => column.ReverseSubtract(value);

    /// <summary>The product of two columns, row by row.</summary>
    public virtual DataFrameColumn Multiply(DataFrameColumn column, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Multiply, this, column, inPlace);

    /// <summary>The product of each row and a number.</summary>
    public virtual DataFrameColumn Multiply<T>(T value, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Multiply, this, value!, reversed: false, inPlace);

    /// <summary>The product of a number and each row.</summary>
    public virtual DataFrameColumn ReverseMultiply<T>(T value, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Multiply, this, value!, reversed: true, inPlace);

    /// <summary>The product of two columns, row by row.</summary>
    public static DataFrameColumn operator *(DataFrameColumn left, DataFrameColumn right) => left.Multiply(right);

    /// <summary>The product of each row and a number.</summary>
    public static DataFrameColumn operator *(DataFrameColumn column, int value) => column.Multiply(value);

    /// <summary>The product of a number and each row.</summary>
    public static DataFrameColumn operator *(int value, DataFrameColumn column) => column.ReverseMultiply(value);

    /// <summary>The product of each row and a number.</summary>
    public static DataFrameColumn operator *(DataFrameColumn column, long value) => column.Multiply(value);

    /// <summary>The product of a number and each row.</summary>
    public static DataFrameColumn operator *(long value, DataFrameColumn column) => column.ReverseMultiply(value);

    /// <summary>The product of each row and a number.</summary>
    public static DataFrameColumn operator *(DataFrameColumn column, float value) => column.Multiply(value);

    /// <summary>The product of a number and each row.</summary>
    public static DataFrameColumn operator *(float value, DataFrameColumn column) => column.ReverseMultiply(value);

    /// <summary>The product of each row and a number.</summary>
    public static DataFrameColumn operator *(DataFrameColumn column, double value) => column.Multiply(value);

    /// <summary>The product of a number and each row.</summary>
    public static DataFrameColumn operator *(double value, DataFrameColumn column) => column.ReverseMultiply(value);

    /// <summary>The product of each row and a number.</summary>
    public static DataFrameColumn operator *(DataFrameColumn column, decimal value) => column.Multiply(value);

    /// <summary>The product of a number and each row.</summary>
    public static DataFrameColumn operator *(decimal value, DataFrameColumn column) => column.ReverseMultiply(value);

    /// <summary>The quotient of two columns, row by row.</summary>
    public virtual DataFrameColumn Divide(DataFrameColumn column, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Divide, this, column, inPlace);

    /// <summary>The quotient of each row and a number.</summary>
    public virtual DataFrameColumn Divide<T>(T value, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Divide, this, value!, reversed: false, inPlace);

    /// <summary>The quotient of a number and each row.</summary>
    public virtual DataFrameColumn ReverseDivide<T>(T value, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Divide, this, value!, reversed: true, inPlace);

    /// <summary>The quotient of two columns, row by row.</summary>
    public static DataFrameColumn operator /(DataFrameColumn left, DataFrameColumn right) => left.Divide(right);

    /// <summary>The quotient of each row and a number.</summary>
    public static DataFrameColumn operator /(DataFrameColumn column, int value) => column.Divide(value);

    /// <summary>The quotient of a number and each row.</summary>
    public static DataFrameColumn operator /(int value, DataFrameColumn column) => column.ReverseDivide(value);

    /// <summary>The quotient of each row and a number.</summary>
    public static DataFrameColumn operator /(DataFrameColumn column, long value) => column.Divide(value);

    /// <summary>The quotient of a number and each row.</summary>
    public static DataFrameColumn operator /(long value, DataFrameColumn column) => column.ReverseDivide(value);

    /// <summary>The quotient of each row and a number.</summary>
    public static DataFrameColumn operator /(DataFrameColumn column, float value) => column.Divide(value);

    /// <summary>The quotient of a number and each row.</summary>
    public static DataFrameColumn operator /(float value, DataFrameColumn column) => column.ReverseDivide(value);

    /// <summary>The quotient of each row and a number.</summary>
    public static DataFrameColumn operator /(DataFrameColumn column, double value) => column.Divide(value);

    /// <summary>The quotient of a number and each row.</summary>
    public static DataFrameColumn operator /(double value, DataFrameColumn column) => column.ReverseDivide(value);

    /// <summary>The quotient of each row and a number.</summary>
    public static DataFrameColumn operator /(DataFrameColumn column, decimal value) => column.Divide(value);

    /// <summary>The quotient of a number and each row.</summary>
    public static DataFrameColumn operator /(decimal value, DataFrameColumn column) => column.ReverseDivide(value);

    /// <summary>The remainder of two columns, row by row.</summary>
    public virtual DataFrameColumn Modulo(DataFrameColumn column, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Modulo, this, column, inPlace);

    /// <summary>The remainder of each row and a number.</summary>
    public virtual DataFrameColumn Modulo<T>(T value, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Modulo, this, value!, reversed: false, inPlace);

    /// <summary>The remainder of a number and each row.</summary>
    public virtual DataFrameColumn ReverseModulo<T>(T value, bool inPlace = false) =>
        Arithmetic.Apply(Operation.Modulo, this, value!, reversed: true, inPlace);

    /// <summary>The remainder of two columns, row by row.</summary>
    public static DataFrameColumn operator %(DataFrameColumn left, DataFrameColumn right) => left.Modulo(right);

    /// <summary>The remainder of each row and a number.</summary>
    public static DataFrameColumn operator %(DataFrameColumn column, int value) => column.Modulo(value);

    /// <summary>The remainder of a number and each row.</summary>
    public static DataFrameColumn operator %(int value, DataFrameColumn column) => column.ReverseModulo(value);

    /// <summary>The remainder of each row and a number.</summary>
    public static DataFrameColumn operator %(DataFrameColumn column, long value) => column.Modulo(value);

    /// <summary>The remainder of a number and each row.</summary>
    public static DataFrameColumn operator %(long value, DataFrameColumn column) => column.ReverseModulo(value);

    /// <summary>The remainder of each row and a number.</summary>
    public static DataFrameColumn operator %(DataFrameColumn column, float value) => column.Modulo(value);

    /// <summary>The remainder of a number and each row.</summary>
    public static DataFrameColumn operator %(float value, DataFrameColumn column) => column.ReverseModulo(value);

    /// <summary>The remainder of each row and a number.</summary>
    public static DataFrameColumn operator %(DataFrameColumn column, double value) => column.Modulo(value);

    /// <summary>The remainder of a number and each row.</summary>
    public static DataFrameColumn operator %(double value, DataFrameColumn column) => column.ReverseModulo(value);

    /// <summary>The remainder of each row and a number.</summary>
    public static DataFrameColumn operator %(DataFrameColumn column, decimal value) => column.Modulo(value);

    /// <summary>The remainder of a number and each row.</summary>
    public static DataFrameColumn operator %(decimal value, DataFrameColumn column) => column.ReverseModulo(value);
}
