using System.Text;

namespace PeftWorkbook.Text.Jinja;

/// <summary>What a token of a template is.</summary>
internal enum JinjaKind
{
    Text,
    BeginOutput,
    EndOutput,
    BeginStatement,
    EndStatement,
    Name,
    String,
    Number,
    Operator,
    End,
}

/// <summary>A token of a template, with its place for errors.</summary>
internal readonly record struct JinjaToken(JinjaKind Kind, string Value, int At);

/// <summary>
/// Cuts a template into tokens, with the white-space rules that transformers sets: the newline after a statement goes
/// (<c>trim_blocks</c>), and so do blanks before one at the start of a line (<c>lstrip_blocks</c>); '-' takes all white space.
/// </summary>
internal sealed class JinjaLexer(string template)
{
    private static readonly string[] s_operators =
        ["==", "!=", "<=", ">=", "//", "**", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ".", ":", "|"];

    private readonly List<JinjaToken> _tokens = [];
    private readonly string _text = template.Replace("\r\n", "\n", StringComparison.Ordinal);
    private int _at;
    private bool _trimsNext, _trimsNewline;

    internal List<JinjaToken> Run()
    {
        while (_at < _text.Length)
        {
            var open = NextOpening();
            AddText(open);
            _at = open;
            if (open < _text.Length)
            {
                ReadTag();
            }
        }

        _tokens.Add(new(JinjaKind.End, "", _at));
        return _tokens;
    }

    internal static FormatException Fault(string what, int at) => new($"The chat template has {what} at character {at}.");

    private int NextOpening()
    {
        for (var i = _at; i + 1 < _text.Length; i++)
        {
            if (_text[i] == '{' && _text[i + 1] is '{' or '%' or '#')
            {
                return i;
            }
        }

        return _text.Length;
    }

    private void AddText(int to)
    {
        var from = _at;
        if (_trimsNext)
        {
            while (from < to && char.IsWhiteSpace(_text[from]))
            {
                from++;
            }
        }
        else if (_trimsNewline && from < to && _text[from] == '\n')
        {
            from++;
        }

        var end = to;
        if (to + 2 < _text.Length && _text[to + 2] == '-')
        {
            while (end > from && char.IsWhiteSpace(_text[end - 1]))
            {
                end--;
            }
        }
        else if (to + 1 < _text.Length && _text[to + 1] is '%' or '#' && !(to + 2 < _text.Length && _text[to + 2] == '+'))
        {
            end = WithoutIndent(from, to);
        }

        (_trimsNext, _trimsNewline) = (false, false);
        if (end > from)
        {
            _tokens.Add(new(JinjaKind.Text, _text[from..end], from));
        }
    }

    /// <summary>Blanks between a line's start and the tag.</summary>
    private int WithoutIndent(int from, int to)
    {
        var end = to;
        while (end > from && _text[end - 1] is ' ' or '\t')
        {
            end--;
        }

        var isLineStart = end == 0 || _text[end - 1] == '\n';
        return isLineStart ? end : to;
    }

    private void ReadTag()
    {
        var kind = _text[_at + 1];
        var (start, close) = (_at, kind switch { '{' => "}}", '%' => "%}", _ => "#}" });
        _at += 2;
        if (kind == '#')
        {
            var end = _text.IndexOf(close, _at, StringComparison.Ordinal);
            _trimsNext = end > 0 && _text[end - 1] == '-';
            _trimsNewline = true;
            _at = end < 0 ? throw Fault("an unfinished comment", start) : end + 2;
            return;
        }

        _at += _at < _text.Length && _text[_at] is '-' or '+' ? 1 : 0;
        _tokens.Add(new(kind == '{' ? JinjaKind.BeginOutput : JinjaKind.BeginStatement, "", start));
        while (!TryClose(close))
        {
            ReadToken(start);
        }

        _tokens.Add(new(kind == '{' ? JinjaKind.EndOutput : JinjaKind.EndStatement, "", _at));
        _trimsNewline = kind == '%';
    }

    private bool TryClose(string close)
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        var dash = _at < _text.Length && _text[_at] == '-' ? 1 : 0;
        if (string.CompareOrdinal(_text, _at + dash, close, 0, 2) != 0)
        {
            return false;
        }

        _trimsNext = dash == 1;
        _at += dash + 2;
        return true;
    }

    private void ReadToken(int start)
    {
        if (_at >= _text.Length)
        {
            throw Fault("an unfinished tag", start);
        }

        var c = _text[_at];
        if (c is '\'' or '"')
        {
            ReadString(c);
        }
        else if (char.IsLetter(c) || c == '_')
        {
            ReadWhile(JinjaKind.Name, x => char.IsLetterOrDigit(x) || x == '_');
        }
        else if (char.IsAsciiDigit(c))
        {
            ReadWhile(JinjaKind.Number, x => char.IsAsciiDigit(x) || x == '.');
        }
        else
        {
            var op = s_operators.FirstOrDefault(o => string.CompareOrdinal(_text, _at, o, 0, o.Length) == 0)
                ?? throw Fault($"the strange character '{c}'", _at);
            _tokens.Add(new(JinjaKind.Operator, op, _at));
            _at += op.Length;
        }
    }

    private void ReadWhile(JinjaKind kind, Predicate<char> belongs)
    {
        var from = _at;
        while (_at < _text.Length && belongs(_text[_at]))
        {
            _at++;
        }

        _tokens.Add(new(kind, _text[from.._at], from));
    }

    private void ReadString(char quote)
    {
        var (from, value) = (_at++, new StringBuilder());
        for (; _at < _text.Length && _text[_at] != quote; _at++)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                _at++;
                value.Append(_text[_at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
            }
            else
            {
                value.Append(_text[_at]);
            }
        }

        if (_at++ >= _text.Length)
        {
            throw Fault("an unfinished string", from);
        }

        _tokens.Add(new(JinjaKind.String, value.ToString(), from));
    }
}
