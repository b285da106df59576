using System.CommandLine;

namespace Workbook.Commands.Kernels;

/// <summary><c>workbook kernel install|uninstall|list</c>.</summary>
internal static class KernelCommand
{
    public static Command Create() => new("kernel", "The Jupyter kernel for C#.")
    {
        Action("install", "Install the kernel for this user (JUPYTER_DATA_DIR is honoured).", Install),
        Action("uninstall", "Remove the workbook's kernel.", Uninstall),
        Action("list", "List the kernels that Jupyter finds here.", List),
    };

    /// <summary>Installs and says what and where.</summary>
    public static void Install()
    {
        KernelSpec? other = KernelSpecs.Foreign();
        KernelSpec spec = KernelSpecs.Install();
        if (other is not null)
        {
            Say($"The name {other.Name} belongs to \"{other.DisplayName}\" in {other.Folder}, so the kernel is called {spec.Name}.");
        }

        Say($"Installed the kernel \"{spec.DisplayName}\" as {spec.Folder}.");
    }

    private static void Uninstall()
    {
        IReadOnlyList<KernelSpec> removed = KernelSpecs.Uninstall();
        foreach (KernelSpec spec in removed)
        {
            Say($"Removed {spec.Folder}.");
        }

        if (removed.Count == 0)
        {
            Say($"The workbook has no kernel in {JupyterPaths.User}.");
        }
    }

    private static void List()
    {
        foreach (KernelSpec spec in JupyterPaths.All.SelectMany(KernelSpec.In))
        {
            Say(
                $"{spec.Name,-24} {spec.DisplayName,-24} {spec.Language,-10} "
                + $"{(spec.Home is { } home ? $"workbook in {home}" : spec.Folder)}");
        }
    }

    private static Command Action(string name, string description, Action action)
    {
        var command = new Command(name, description);
        command.SetAction(_ =>
        {
            action();
            return 0;
        });
        return command;
    }

    private static void Say(string line) => Terminal.Line(line);
}
