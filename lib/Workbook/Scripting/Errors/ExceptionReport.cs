using System.Diagnostics;

namespace Workbook.Scripting;

/// <summary>Describes an exception: its message, then the frames in cells and libraries, without those of the
/// compiler's
/// state machines and of this program.</summary>
internal static class ExceptionReport
{
    private const int MaxFrames = 30;

    /// <summary>Describes an exception that user code threw.</summary>
    /// <param name="exception">The exception.</param>
    public static CellError Describe(Exception exception)
    {
        var shown = Unwrap(exception);
        var lines = new List<string> { $"{shown.GetType().FullName}: {shown.Message}" };
        lines.AddRange(Frames(shown).Select(f => f.Text));
        for (var inner = shown.InnerException; inner is not null; inner = inner.InnerException)
        {
            lines.Add($"caused by {inner.GetType().FullName}: {inner.Message}");
            lines.AddRange(Frames(inner).Select(f => f.Text));
        }

        var place = Chain(shown).SelectMany(Frames).FirstOrDefault(f => f.Cell is not null);
        return new CellError(shown.GetType().Name, shown.Message, lines, place?.Cell, place?.Line);
    }

    /// <summary>The frames of an exception that lie in cells.</summary>
    /// <param name="exception">The exception.</param>
    public static IEnumerable<string> CellFrames(Exception exception) =>
        Frames(Unwrap(exception)).Where(f => f.Cell is not null).Select(f => f.Text);

    private static Exception Unwrap(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions.Count: 1 } a => Unwrap(a.InnerException!),
        System.Reflection.TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        _ => exception,
    };

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException) yield return e;
    }

    private static List<Frame> Frames(Exception exception)
    {
        var frames = new List<Frame>();
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (DescribeFrame(frame) is { } described && !frames.Contains(described)) frames.Add(described);
        }

        // Frames in cells first: they are what the reader wrote. Below the last of them only this program calls.
        var last = frames.FindLastIndex(f => f.Cell is not null);
        var kept = last >= 0 ? frames.Take(last + 1) : frames;
        return kept.OrderBy(f => f.Cell is null).Take(MaxFrames).ToList();
    }

    private static Frame? DescribeFrame(StackFrame frame)
    {
        var file = frame.GetFileName();
        var line = frame.GetFileLineNumber();
        var method = FrameName.Of(frame);
        if (ErrorReport.CellOf(file) is { } cell)
            return new Frame($"  at {file}, line {line}{(method is null ? "" : " in " + method)}", cell, line);
        if (method is null || FrameName.IsNoise(frame)) return null;
        var place = file is null ? "" : $" in {file}, line {line}";
        return new Frame($"  at {method}{place}", null, null);
    }

    private sealed record Frame(string Text, int? Cell, int? Line);
}
