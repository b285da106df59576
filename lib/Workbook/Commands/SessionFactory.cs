using Workbook.Scripting;

namespace Workbook.Commands;

/// <summary>The one place that says which session the runner drives.</summary>
internal static class SessionFactory
{
    /// <summary>A fresh session; its working directory is the process's.</summary>
    public static ISession Create() => new Session();
}
