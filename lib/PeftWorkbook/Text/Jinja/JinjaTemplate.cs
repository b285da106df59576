using System.Text;

namespace PeftWorkbook.Text.Jinja;

/// <summary>
/// The part of Jinja that chat templates use: output, if, for, set, comments; expressions with filters, tests and methods.
/// A template cannot reach anything but the values it is given, and its steps are counted.
/// </summary>
internal sealed class JinjaTemplate
{
    private delegate void Node(JinjaScope scope, StringBuilder output);

    private readonly List<JinjaToken> _tokens;
    private readonly JinjaExpressions _reader;
    private readonly Node _root;
    private int _depth;

    /// <summary>Reads a template.</summary>
    /// <exception cref="FormatException">It is broken, or uses what is not built here.</exception>
    internal JinjaTemplate(string template)
    {
        _tokens = new JinjaLexer(template).Run();
        _reader = new(_tokens);
        _root = Block();
        _reader.Expect(JinjaKind.End);
    }

    /// <summary>Renders it.</summary>
    /// <exception cref="FormatException">It asks for what is not there, refuses the values, or does not end.</exception>
    internal string Render(IReadOnlyDictionary<string, object?> values)
    {
        var scope = new JinjaScope();
        foreach (var (name, value) in values)
        {
            scope[name] = value;
        }

        try
        {
            JinjaLimits.Start();
            var output = new StringBuilder();
            _root(scope, output);
            return output.ToString();
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or ArgumentException or NullReferenceException)
        {
            throw new FormatException($"The chat template computes what is not possible: {e.Message}", e);
        }
    }

    /// <summary>Everything up to a statement that ends it or goes on with it.</summary>
    private Node Block()
    {
        if (++_depth > 100)
        {
            throw JinjaLexer.Fault("blocks nested too deep", _reader.Next.At);
        }

        List<Node> nodes = [];
        while (_reader.Next.Kind != JinjaKind.End
            && !(_reader.Next.Kind == JinjaKind.BeginStatement && IsEnding(_tokens[_reader.At + 1].Value)))
        {
            nodes.Add(One());
        }

        _depth--;
        return (s, o) => nodes.ForEach(n =>
        {
            s.Step();
            n(s, o);
        });
    }

    private static bool IsEnding(string name) => name is "endif" or "endfor" or "endset" or "else" or "elif" or "endgeneration";

    private Node One()
    {
        var token = _reader.Next;
        _reader.At++;
        switch (token.Kind)
        {
            case JinjaKind.Text:
                return (_, o) => Write(o, token.Value);
            case JinjaKind.BeginOutput:
                var value = _reader.Expression();
                _reader.Expect(JinjaKind.EndOutput);
                return (s, o) => Write(o, JinjaValue.Text(value(s)));
            default:
                return Statement(_reader.Expect(JinjaKind.Name));
        }
    }

    private static void Write(StringBuilder output, string text)
    {
        JinjaLimits.CheckLength((long)output.Length + text.Length);
        output.Append(text);
    }

    private Node Statement(JinjaToken name) => name.Value switch
    {
        "if" => If(),
        "for" => For(),
        "set" => Set(),
        "generation" => Generation(),
        _ => throw JinjaLexer.Fault($"the statement '{name.Value}', which is not known here,", name.At),
    };

    private Node If()
    {
        var condition = _reader.Expression();
        _reader.Expect(JinjaKind.EndStatement);
        var then = Block();
        Node? otherwise = null;
        _reader.Expect(JinjaKind.BeginStatement);
        if (_reader.TakeName("elif"))
        {
            otherwise = If();
        }
        else
        {
            if (_reader.TakeName("else"))
            {
                _reader.Expect(JinjaKind.EndStatement);
                otherwise = Block();
                _reader.Expect(JinjaKind.BeginStatement);
            }

            End("endif");
        }

        return (s, o) => (JinjaValue.IsTrue(condition(s)) ? then : otherwise)?.Invoke(s, o);
    }

    private Node For()
    {
        List<string> names = [_reader.Expect(JinjaKind.Name).Value];
        while (_reader.TakeOperator(","))
        {
            names.Add(_reader.Expect(JinjaKind.Name).Value);
        }

        _reader.Expect(JinjaKind.Name, "in");
        var items = _reader.Or();
        var condition = _reader.TakeName("if") ? _reader.Expression() : null;
        _reader.Expect(JinjaKind.EndStatement);
        var body = Block();
        _reader.Expect(JinjaKind.BeginStatement);
        Node? otherwise = null;
        if (_reader.TakeName("else"))
        {
            _reader.Expect(JinjaKind.EndStatement);
            otherwise = Block();
            _reader.Expect(JinjaKind.BeginStatement);
        }

        End("endfor");
        return (s, o) =>
        {
            var all = JinjaValue.Iterate(items(s))
                .Where(i => condition is null || JinjaValue.IsTrue(condition(Bind(s, names, i))))
                .ToList();
            for (var i = 0; i < all.Count; i++)
            {
                var inner = Bind(s, names, all[i]);
                inner["loop"] = Loop(all, i);
                body(inner, o);
            }

            if (all.Count == 0)
            {
                otherwise?.Invoke(s, o);
            }
        };
    }

    private static JinjaScope Bind(JinjaScope outer, List<string> names, object? item)
    {
        outer.Step();
        var scope = new JinjaScope(outer);
        for (var i = 0; i < names.Count; i++)
        {
            scope[names[i]] = names.Count == 1 ? item : JinjaValue.Item(item, (long)i);
        }

        return scope;
    }

    private static Dictionary<string, object?> Loop(List<object?> all, int i) => new()
    {
        ["index"] = i + 1L,
        ["index0"] = (long)i,
        ["first"] = i == 0,
        ["last"] = i == all.Count - 1,
        ["length"] = (long)all.Count,
        ["revindex"] = (long)all.Count - i,
        ["revindex0"] = all.Count - i - 1L,
        ["previtem"] = i > 0 ? all[i - 1] : JinjaValue.Undefined,
        ["nextitem"] = i + 1 < all.Count ? all[i + 1] : JinjaValue.Undefined,
    };

    /// <summary>A name, an attribute of a namespace, or a name for what the block renders.</summary>
    private Node Set()
    {
        var name = _reader.Expect(JinjaKind.Name).Value;
        var attribute = _reader.TakeOperator(".") ? _reader.Expect(JinjaKind.Name).Value : null;
        if (_reader.TakeOperator("="))
        {
            var value = _reader.Expression();
            _reader.Expect(JinjaKind.EndStatement);
            return (s, _) => Assign(s, name, attribute, value(s));
        }

        _reader.Expect(JinjaKind.EndStatement);
        var body = Block();
        _reader.Expect(JinjaKind.BeginStatement);
        End("endset");
        return (s, _) =>
        {
            var text = new StringBuilder();
            body(s, text);
            Assign(s, name, attribute, text.ToString());
        };
    }

    private static void Assign(JinjaScope scope, string name, string? attribute, object? value)
    {
        if (attribute is null)
        {
            scope[name] = value;
        }
        else if (scope[name] is Dictionary<string, object?> space)
        {
            space[attribute] = value;
        }
        else
        {
            throw new FormatException($"The chat template sets '{attribute}' of '{name}', which is no namespace.");
        }
    }

    /// <summary>Marks what the assistant said, for training; here it is only rendered.</summary>
    private Node Generation()
    {
        _reader.Expect(JinjaKind.EndStatement);
        var body = Block();
        _reader.Expect(JinjaKind.BeginStatement);
        End("endgeneration");
        return body;
    }

    private void End(string name)
    {
        _reader.Expect(JinjaKind.Name, name);
        _reader.Expect(JinjaKind.EndStatement);
    }
}
