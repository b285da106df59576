using System.Globalization;

namespace PeftWorkbook.Text.Jinja;

/// <summary>An expression, ready to be computed.</summary>
internal delegate object? JinjaExpression(JinjaScope scope);

/// <summary>Reads expressions; each method is one level of precedence, the loosest first.</summary>
internal sealed class JinjaExpressions(List<JinjaToken> tokens)
{
    private const int MaxDepth = 200;
    private static readonly string[] s_comparisons = ["==", "!=", "<", ">", "<=", ">="];
    private int _depth;

    /// <summary>The place of the next token.</summary>
    internal int At { get; set; }

    internal JinjaToken Next => tokens[At];

    /// <summary>a if b else c.</summary>
    internal JinjaExpression Expression()
    {
        if (++_depth > MaxDepth)
        {
            throw JinjaLexer.Fault("an expression nested too deep", Next.At);
        }

        var value = Or();
        if (TakeName("if"))
        {
            var condition = Or();
            JinjaExpression otherwise = TakeName("else") ? Expression() : _ => JinjaValue.Undefined;
            var then = value;
            value = s => JinjaValue.IsTrue(condition(s)) ? then(s) : otherwise(s);
        }

        _depth--;
        return value;
    }

    internal JinjaExpression Or()
    {
        var left = And();
        while (TakeName("or"))
        {
            var (a, b) = (left, And());
            left = s => a(s) is var value && JinjaValue.IsTrue(value) ? value : b(s);
        }

        return left;
    }

    internal bool TakeName(string name) => Take(JinjaKind.Name, name);

    internal bool TakeOperator(string op) => Take(JinjaKind.Operator, op);

    internal JinjaToken Expect(JinjaKind kind, string? value = null)
    {
        var token = Next;
        if (token.Kind != kind || (value is not null && token.Value != value))
        {
            throw JinjaLexer.Fault(token.Kind == JinjaKind.End ? "an early end" : $"an unexpected '{token.Value}'", token.At);
        }

        At++;
        return token;
    }

    private bool Take(JinjaKind kind, string value)
    {
        var isIt = Next.Kind == kind && Next.Value == value;
        At += isIt ? 1 : 0;
        return isIt;
    }

    private JinjaExpression And()
    {
        var left = Not();
        while (TakeName("and"))
        {
            var (a, b) = (left, Not());
            left = s => a(s) is var value && !JinjaValue.IsTrue(value) ? value : b(s);
        }

        return left;
    }

    private JinjaExpression Not()
    {
        if (!TakeName("not"))
        {
            return Comparison();
        }

        if (++_depth > MaxDepth)
        {
            throw JinjaLexer.Fault("an expression nested too deep", Next.At);
        }

        var value = Not();
        _depth--;
        return s => !JinjaValue.IsTrue(value(s));
    }

    private JinjaExpression Comparison()
    {
        var left = Sum();
        while (true)
        {
            var a = left;
            if (Next.Kind == JinjaKind.Operator && s_comparisons.Contains(Next.Value))
            {
                var op = tokens[At++].Value;
                var b = Sum();
                left = s => Compare(op, a(s), b(s));
            }
            else if (Next is { Kind: JinjaKind.Name, Value: "not" } && tokens[At + 1] is { Kind: JinjaKind.Name, Value: "in" })
            {
                At += 2;
                var b = Sum();
                left = s => !JinjaValue.Contains(a(s), b(s));
            }
            else if (TakeName("in"))
            {
                var b = Sum();
                left = s => JinjaValue.Contains(a(s), b(s));
            }
            else
            {
                return left;
            }
        }
    }

    private static bool Compare(string op, object? a, object? b) => op switch
    {
        "==" => JinjaValue.Equals(a, b),
        "!=" => !JinjaValue.Equals(a, b),
        "<" => JinjaValue.Compare(a, b) < 0,
        ">" => JinjaValue.Compare(a, b) > 0,
        "<=" => JinjaValue.Compare(a, b) <= 0,
        _ => JinjaValue.Compare(a, b) >= 0,
    };

    private JinjaExpression Sum()
    {
        var left = Product();
        while (Next.Kind == JinjaKind.Operator && Next.Value is "+" or "-" or "~")
        {
            var op = tokens[At++].Value;
            var (a, b) = (left, Product());
            left = op switch
            {
                "+" => s => JinjaValue.Add(a(s), b(s)),
                "-" => s => JinjaValue.Arithmetic("-", a(s), b(s)),
                _ => s => JinjaLimits.Concat(JinjaValue.Text(a(s)), JinjaValue.Text(b(s))),
            };
        }

        return left;
    }

    private JinjaExpression Product()
    {
        var left = Unary();
        while (Next.Kind == JinjaKind.Operator && Next.Value is "*" or "/" or "//" or "%")
        {
            var op = tokens[At++].Value;
            var (a, b) = (left, Unary());
            left = s => JinjaValue.Arithmetic(op, a(s), b(s));
        }

        return left;
    }

    private JinjaExpression Unary()
    {
        if (!TakeOperator("-"))
        {
            return Suffixed(Primary());
        }

        var value = Suffixed(Primary());
        return s => JinjaValue.Arithmetic("-", 0L, value(s));
    }

    /// <summary>Attributes, items, calls, filters and tests, as many as follow.</summary>
    private JinjaExpression Suffixed(JinjaExpression value)
    {
        while (true)
        {
            var of = value;
            if (TakeOperator("."))
            {
                var name = tokens[At].Kind == JinjaKind.Number ? Expect(JinjaKind.Number).Value : Expect(JinjaKind.Name).Value;
                value = Next is { Kind: JinjaKind.Operator, Value: "(" } && Arguments() is var a
                    ? s => JinjaLibrary.Method(of(s), name, a(s))
                    : s => JinjaValue.Item(of(s), name);
            }
            else if (TakeOperator("["))
            {
                value = JinjaSlices.Read(this, of);
            }
            else if (TakeOperator("|"))
            {
                var (name, a) = (Expect(JinjaKind.Name).Value, OptionalArguments());
                value = s => JinjaLibrary.Filter(name, of(s), a(s));
            }
            else if (TakeName("is"))
            {
                var negated = TakeName("not");
                var (name, a) = (Expect(JinjaKind.Name).Value.ToLowerInvariant(), OptionalArguments());
                value = s => JinjaLibrary.Test(name, of(s), a(s)) != negated;
            }
            else
            {
                return value;
            }
        }
    }

    private Func<JinjaScope, JinjaArguments> OptionalArguments() =>
        Next is { Kind: JinjaKind.Operator, Value: "(" } ? Arguments() : _ => JinjaArguments.None;

    private Func<JinjaScope, JinjaArguments> Arguments()
    {
        Expect(JinjaKind.Operator, "(");
        List<JinjaExpression> values = [];
        List<(string Name, JinjaExpression Value)> named = [];
        while (!TakeOperator(")"))
        {
            if (Next.Kind == JinjaKind.Name && tokens[At + 1] is { Kind: JinjaKind.Operator, Value: "=" })
            {
                var name = tokens[At].Value;
                At += 2;
                named.Add((name, Expression()));
            }
            else
            {
                values.Add(Expression());
            }

            Separate(")");
        }

        return s => new([.. values.Select(v => v(s))], named.ToDictionary(n => n.Name, n => n.Value(s)));
    }

    private void Separate(string close)
    {
        if (!TakeOperator(",") && !(Next.Kind == JinjaKind.Operator && Next.Value == close))
        {
            Expect(JinjaKind.Operator, close);
        }
    }

    private JinjaExpression Primary()
    {
        var token = tokens[At++];
        switch (token.Kind, token.Value)
        {
            case (JinjaKind.String, _):
                var text = token.Value;
                while (Next.Kind == JinjaKind.String)
                {
                    text += tokens[At++].Value;
                }

                return _ => text;
            case (JinjaKind.Number, _): return Number(token);
            case (JinjaKind.Name, _): return Name(token.Value);
            case (JinjaKind.Operator, "("):
                var inner = Expression();
                Expect(JinjaKind.Operator, ")");
                return inner;
            case (JinjaKind.Operator, "["):
                var items = new List<JinjaExpression>();
                for (; !TakeOperator("]"); Separate("]"))
                {
                    items.Add(Expression());
                }

                return s => items.Select(i => i(s)).ToList();
            case (JinjaKind.Operator, "{"): return Map();
            default: throw JinjaLexer.Fault($"an unexpected '{token.Value}'", token.At);
        }
    }

    private JinjaExpression Map()
    {
        List<(JinjaExpression Key, JinjaExpression Value)> entries = [];
        for (; !TakeOperator("}"); Separate("}"))
        {
            var key = Expression();
            Expect(JinjaKind.Operator, ":");
            entries.Add((key, Expression()));
        }

        return s => entries.ToDictionary(e => JinjaValue.Text(e.Key(s)), e => e.Value(s));
    }

    private static JinjaExpression Number(JinjaToken token)
    {
        if (long.TryParse(token.Value, CultureInfo.InvariantCulture, out var whole))
        {
            return _ => whole;
        }

        return double.TryParse(token.Value, CultureInfo.InvariantCulture, out var number)
            ? _ => number
            : throw JinjaLexer.Fault($"the broken number '{token.Value}'", token.At);
    }

    private JinjaExpression Name(string name)
    {
        switch (name)
        {
            case "true" or "True": return _ => true;
            case "false" or "False": return _ => false;
            case "none" or "None": return _ => null;
        }

        if (Next is { Kind: JinjaKind.Operator, Value: "(" } && Arguments() is var a)
        {
            return s => JinjaLibrary.Function(name, a(s));
        }

        return s => s[name];
    }
}
