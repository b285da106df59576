using Workbook.Scripting;

namespace Workbook.Notebooks;

/// <summary>Collects what the cells of one notebook show, with the rules a front end has: streams join, a display
/// id reaches back into earlier cells, clearing may wait for the next output.</summary>
internal sealed class NotebookRecorder
{
    private readonly List<CellRecorder> cells = [];

    /// <summary>Guards every output of the notebook: a task may write while a later cell runs.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The widgets that cells have opened.</summary>
    public WidgetRecorder Widgets { get; } = new();

    /// <summary>The receiver for one cell.</summary>
    public CellRecorder Begin()
    {
        var cell = new CellRecorder(this);
        lock (Gate)
        {
            cells.Add(cell);
        }

        return cell;
    }

    /// <summary>Replaces all outputs that bear a display id.</summary>
    public void Update(MimeBundle bundle, string displayId)
    {
        lock (Gate)
        {
            foreach (RecordedOutput output in cells.SelectMany(cell => cell.Recorded))
            {
                if (output.DisplayId == displayId)
                {
                    output.Show(bundle);
                }
            }
        }
    }
}
