namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Where a value is being written, and how deep within another value.</summary>
public class FormatContext : IDisposable
{
    /// <summary>Starts writing.</summary>
    /// <param name="writer">Where to.</param>
    public FormatContext(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Writer = writer;
    }

    /// <summary>0 for the value itself, one more for each value around it.</summary>
    public int Depth { get; private set; }

    /// <summary>Where to write.</summary>
    public TextWriter Writer { get; }

    /// <summary>Columns that lines of plain text are indented by.</summary>
    internal int Indent { get; private set; }

    /// <summary>Whether the style sheet of trees and tables is to follow the output.</summary>
    internal bool NeedsStyles { get; set; }

    /// <summary>Goes one value deeper.</summary>
    /// <param name="indent">Columns that plain text is indented by there.</param>
    /// <returns>Comes back up when disposed.</returns>
    internal IDisposable Deeper(int indent = 0)
    {
        Depth++;
        Indent += indent;
        return new Return(this, indent);
    }

    /// <summary>Ends a line of plain text and indents the next one.</summary>
    /// <param name="extra">Columns beyond <see cref="Indent"/>.</param>
    internal void NextLine(int extra = 0)
    {
        Writer.Write('\n');
        Writer.Write(new string(' ', Indent + extra));
    }

    /// <summary>Ends the output: writes the style sheet where trees or tables were written.</summary>
    public void Dispose()
    {
        if (NeedsStyles) Writer.Write(HtmlStyles.Element);
        NeedsStyles = false;
        GC.SuppressFinalize(this);
    }

    private sealed class Return(FormatContext context, int indent) : IDisposable
    {
        public void Dispose()
        {
            context.Depth--;
            context.Indent -= indent;
        }
    }
}
