using System.Collections.Immutable;
using System.Reflection;

namespace Workbook.Scripting;

/// <summary>What every cell sees without a using or a reference.</summary>
internal static class CellImports
{
    /// <summary>Namespaces, and classes whose static members are visible by their bare names.</summary>
    public static ImmutableArray<string> Default { get; } =
    [
        "System", "System.IO", "System.Text", "System.Collections", "System.Collections.Generic", "System.Linq",
        "System.Threading", "System.Threading.Tasks", "Microsoft.DotNet.Interactive",
        "Microsoft.DotNet.Interactive.Kernel",
        "Workbook.Scripting.CellFunctions", "Workbook.Widgets",
    ];

    /// <summary>Assemblies shared between cells and this program.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        typeof(CellImports).Assembly, typeof(Microsoft.DotNet.Interactive.Kernel).Assembly,
        typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly,
    ];
}
