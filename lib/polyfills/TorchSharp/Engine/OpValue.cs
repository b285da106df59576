using System.Runtime.InteropServices;

namespace TorchSharp.Engine;

/// <summary>An argument or a result as C sees it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpValue
{
    internal OpArgument.Tag Tag;
    internal long Bits;
    internal long Count;

    internal readonly double Real => BitConverter.Int64BitsToDouble(Bits);
}
