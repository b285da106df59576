using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbook.Notebooks;

/// <summary>Reads the cell tagged <c>parameters</c> and puts the values given on the command line into a cell tagged
/// <c>injected-parameters</c> right behind it, as papermill does.</summary>
public static class ParameterCell
{
    private const string Tag = "parameters";
    private const string InjectedTag = "injected-parameters";

    /// <summary>The parameters that a notebook declares, in order; none where it has no such cell.</summary>
    /// <param name="notebook">The notebook.</param>
    public static IReadOnlyList<NotebookParameter> Read(Notebook notebook)
    {
        NotebookCell? cell = notebook.Cells.FirstOrDefault(cell => cell.Kind == CellKind.Code && cell.HasTag(Tag));
        if (cell is null)
        {
            return [];
        }

        SyntaxTree tree = CSharpSyntaxTree.ParseText(cell.Source, new CSharpParseOptions(kind: SourceCodeKind.Script));
        return [.. tree.GetCompilationUnitRoot().Members.SelectMany(Declarations)];
    }

    /// <summary>Puts values into the notebook, in place of an <c>injected-parameters</c> cell that it may have.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="values">Names and values as typed.</param>
    /// <param name="name">What messages call the notebook.</param>
    /// <exception cref="NotebookException">A name is unknown or a value is not of the default's type.</exception>
    public static void Inject(Notebook notebook, IReadOnlyDictionary<string, string> values, string name)
    {
        if (values.Count == 0)
        {
            return;
        }

        IReadOnlyList<NotebookParameter> known = Read(notebook);
        var lines = new List<string> { "// Parameters" };
        foreach ((string parameter, string value) in values)
        {
            NotebookParameter declared = known.FirstOrDefault(candidate => candidate.Name == parameter)
                ?? throw new NotebookException(Unknown(name, parameter, known));
            try
            {
                lines.Add(declared.Assignment(value));
            }
            catch (FormatException error)
            {
                throw new NotebookException($"{name}: {error.Message}", error);
            }
        }

        Place(notebook, NotebookCell.Code(string.Join('\n', lines), InjectedTag));
    }

    /// <summary>The sentence about a name that a notebook does not declare.</summary>
    internal static string Unknown(string notebook, string parameter, IReadOnlyList<NotebookParameter> known) =>
        known.Count == 0
            ? $"{notebook}: has no cell tagged \"{Tag}\", so \"{parameter}\" cannot be set."
            : $"{notebook}: has no parameter \"{parameter}\"; it has "
                + string.Join(", ", known.Select(one => $"{one.Name} ({one.Type}, default {one.Default})")) + ".";

    private static void Place(Notebook notebook, NotebookCell injected)
    {
        int earlier = IndexOf(notebook, InjectedTag);
        if (earlier >= 0)
        {
            notebook.RemoveAt(earlier);
        }

        notebook.Insert(earlier >= 0 ? earlier : IndexOf(notebook, Tag) + 1, injected);
    }

    private static int IndexOf(Notebook notebook, string tag) =>
        notebook.Cells.ToList().FindIndex(cell => cell.Kind == CellKind.Code && cell.HasTag(tag));

    private static IEnumerable<NotebookParameter> Declarations(MemberDeclarationSyntax member)
    {
        VariableDeclarationSyntax? declaration = member switch
        {
            FieldDeclarationSyntax field => field.Declaration,
            GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => local.Declaration,
            _ => null,
        };
        foreach (VariableDeclaratorSyntax variable in declaration?.Variables ?? [])
        {
            if (variable.Initializer?.Value is { } value)
            {
                string type = declaration!.Type.IsVar ? TypeOf(value) : declaration.Type.ToString();
                yield return new(variable.Identifier.ValueText, type, value.ToString());
            }
        }
    }

    /// <summary>The type that <c>var</c> takes from a literal; other expressions have none that can be read off.</summary>
    private static string TypeOf(ExpressionSyntax value) => value switch
    {
        PrefixUnaryExpressionSyntax sign => TypeOf(sign.Operand),
        ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: [var first, ..] } => TypeOf(first) + "[]",
        ArrayCreationExpressionSyntax array => array.Type.ToString(),
        LiteralExpressionSyntax literal => literal.Token.Value switch
        {
            int => "int",
            long => "long",
            float => "float",
            double => "double",
            decimal => "decimal",
            bool => "bool",
            char => "char",
            string => "string",
            _ => "var",
        },
        _ => "var",
    };
}
