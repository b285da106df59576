using Workbook.Display;

namespace Workbook.Scripting;

/// <summary>What outlives a cell's execution, besides its variables.</summary>
/// <param name="Engine">Compiles and runs code.</param>
/// <param name="Folder">What relative paths are relative to, besides the working directory.</param>
internal sealed record SessionState(ScriptEngine Engine, string? Folder)
{
    /// <summary>Values that <c>#!value</c> keeps.</summary>
    public Dictionary<string, string> Kept { get; } = new(StringComparer.Ordinal);

    /// <summary>Packages added so far and where they come from.</summary>
    public PackageReferences Packages { get; } = new();
}

/// <summary>The execution of one cell: its code and its directives, one after the other.</summary>
/// <param name="state">The session's state.</param>
/// <param name="request">The cell.</param>
/// <param name="output">Where its output goes.</param>
/// <param name="interrupt">Cancelled to interrupt it.</param>
internal sealed class CellExecution(
    SessionState state, CellRequest request, ICellOutput output, CancellationToken interrupt)
{
    private readonly List<Action> _atEnd = [];

    /// <summary>Compiles and runs code.</summary>
    public ScriptEngine Engine => state.Engine;

    /// <summary>Where output goes.</summary>
    public ICellOutput Output => output;

    /// <summary>Cancelled to interrupt the cell.</summary>
    public CancellationToken Interrupt => interrupt;

    /// <summary>Values that <c>#!value</c> keeps.</summary>
    public Dictionary<string, string> Kept => state.Kept;

    /// <summary>Packages added so far.</summary>
    public PackageReferences Packages => state.Packages;

    /// <summary>Files that this cell loaded.</summary>
    public HashSet<string> Loaded { get; } = new(StringComparer.Ordinal);

    /// <summary>Folders of the files being loaded, the innermost first.</summary>
    public Stack<string> Folders { get; } = new();

    /// <summary>Executes the cell.</summary>
    /// <param name="commit">Whether its variables stay.</param>
    /// <returns>Its value as shown, or <see langword="null"/>.</returns>
    public async Task<MimeBundle?> ExecuteAsync(bool commit)
    {
        var source = new SubmissionSource(request.Code, ErrorReport.CellPath(request.Number));
        if (!commit) return Shown(await Engine.RunAsync(source, false, interrupt).ConfigureAwait(false));
        try
        {
            if (CellLanguage.Of(request.Metadata) is { } kernel)
            {
                await CellLanguage.RunAsync(this, kernel, request.Code).ConfigureAwait(false);
                return null;
            }

            return await RunAsync(source, showLast: false).ConfigureAwait(false);
        }
        finally
        {
            foreach (var action in _atEnd) action();
        }
    }

    /// <summary>Runs a text with directives.</summary>
    /// <param name="source">The text.</param>
    /// <param name="showLast">Whether the last value is shown here rather than returned.</param>
    /// <returns>The last value as shown, or <see langword="null"/>.</returns>
    public async Task<MimeBundle?> RunAsync(SubmissionSource source, bool showLast)
    {
        var steps = CellReader.Read(source);
        MimeBundle? value = null;
        foreach (var step in steps)
        {
            if (value is not null) output.Display(value, null);
            if (step is not DirectiveStep { Line.Name: "r" or "i" })
                await PackageDirective.FlushAsync(this).ConfigureAwait(false);
            value = await RunStepAsync(step).ConfigureAwait(false);
        }

        await PackageDirective.FlushAsync(this).ConfigureAwait(false);

        if (!showLast || value is null) return value;
        output.Display(value, null);
        return null;
    }

    /// <summary>A file's full path: relative to the file that is being loaded, else to the session's folder and the
    /// working directory, whichever has it.</summary>
    /// <param name="path">The path as written.</param>
    public string Resolve(string path)
    {
        if (path.StartsWith("~/", StringComparison.Ordinal))
            path = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]);
        var folders =
            new[] { Folders.TryPeek(out var innermost) ? innermost : null, state.Folder, Environment.CurrentDirectory };
        var candidates = folders.OfType<string>().Select(f => Path.GetFullPath(path, f)).ToList();
        return candidates.FirstOrDefault(File.Exists) ?? candidates[0];
    }

    /// <summary>Has something done when the cell ends.</summary>
    /// <param name="action">What to do.</param>
    public void AtEnd(Action action) => _atEnd.Add(action);

    /// <summary>Declares a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public async Task DeclareAsync(string name, object? value)
    {
        var code = CellFunctions.Declaration(name, value, out var key);
        try
        {
            await Engine.RunAsync(new SubmissionSource(code, "directive"), true, interrupt).ConfigureAwait(false);
        }
        finally
        {
            CellFunctions.Forget(key);
        }
    }

    private async Task<MimeBundle?> RunStepAsync(CellStep step)
    {
        switch (step)
        {
            case CodeStep code: return Shown(await Engine.RunAsync(code.Source, true, interrupt).ConfigureAwait(false));
            case DirectiveStep directive: await RunDirectiveAsync(directive.Line, "").ConfigureAwait(false); break;
            case TextStep text: await RunDirectiveAsync(text.Line, text.Text).ConfigureAwait(false); break;
        }

        return null;
    }

    private async Task RunDirectiveAsync(DirectiveLine line, string text)
    {
        try
        {
            await DirectiveTable.Find(line).Run(this, line, text).ConfigureAwait(false);
        }
        catch (DirectiveException exception)
        {
            exception.Line ??= line;
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException
            or InvalidOperationException or Notebooks.NotebookException)
        {
            throw new DirectiveException(e.Message) { Line = line };
        }
    }

    private static MimeBundle? Shown(SubmissionValue value) =>
        value.HasValue ? Representation.Of(value.Value) : null;
}
