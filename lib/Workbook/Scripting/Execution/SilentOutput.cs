namespace Workbook.Scripting;

/// <summary>Takes output nobody asked for: of silent cells and of user expressions.</summary>
internal sealed class SilentOutput : ICellOutput
{
    /// <summary>The one instance.</summary>
    public static SilentOutput Instance { get; } = new();

    /// <inheritdoc/>
    public void Write(OutputStream stream, string text)
    {
    }

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId)
    {
    }

    /// <inheritdoc/>
    public void Update(MimeBundle bundle, string displayId)
    {
    }

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
    }

    /// <inheritdoc/>
    public void SendComm(CommMessage message)
    {
    }

    /// <inheritdoc/>
    public Task<string> ReadInputAsync(string prompt, bool password, CancellationToken cancellation) =>
        throw new InvalidOperationException("A silent cell takes no input.");
}
