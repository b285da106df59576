namespace Workbook.Protocol;

/// <summary>Jupyter counts cursor positions in code points, .NET strings in UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The UTF-16 offset of a position in code points.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">Code points before the position; clamped to the text.</param>
    public static int ToUtf16(string text, int position)
    {
        var offset = 0;
        for (var passed = 0; passed < position && offset < text.Length; passed++)
            offset += StepAt(text, offset);
        return offset;
    }

    /// <summary>The position in code points of a UTF-16 offset.</summary>
    /// <param name="text">The text.</param>
    /// <param name="offset">UTF-16 units before the position; clamped to the text.</param>
    public static int FromUtf16(string text, int offset)
    {
        var passed = 0;
        for (var at = 0; at < offset && at < text.Length; at += StepAt(text, at))
            passed++;
        return passed;
    }

    /// <summary>Code points in a text.</summary>
    /// <param name="text">The text.</param>
    public static int Count(string text) => FromUtf16(text, text.Length);

    private static int StepAt(string text, int offset)
        => offset + 1 < text.Length && char.IsSurrogatePair(text[offset], text[offset + 1]) ? 2 : 1;
}

/// <summary>A cursor position as a client sent it, and the way back for positions in the answer.</summary>
/// <param name="Code">The text.</param>
/// <param name="Offset">The position in UTF-16 units.</param>
/// <param name="InUtf16">Whether this client counts UTF-16 units.</param>
internal readonly record struct CursorPosition(string Code, int Offset, bool InUtf16)
{
    /// <summary>Reads a position. VS Code counts UTF-16 units against the protocol; a position past the last
    /// code point gives it away.</summary>
    /// <param name="code">The text.</param>
    /// <param name="position">The position, or <see langword="null"/> for the end.</param>
    public static CursorPosition Read(string code, int? position)
    {
        if (position is not { } given)
            return new CursorPosition(code, code.Length, false);
        if (given > CodePoints.Count(code))
            return new CursorPosition(code, Math.Min(given, code.Length), true);
        return new CursorPosition(code, CodePoints.ToUtf16(code, Math.Max(given, 0)), false);
    }

    /// <summary>An offset as this client counts.</summary>
    /// <param name="offset">UTF-16 units.</param>
    public int ToClient(int offset) => InUtf16 ? offset : CodePoints.FromUtf16(Code, offset);
}
