namespace Workbook.Protocol;

/// <summary>A cell that asks about a name: <c>Console.WriteLine?</c>, <c>?name</c>, or with two marks for everything
/// known. No C# ends or begins with a question mark, so nothing is taken away from the language.</summary>
/// <param name="Name">What is asked about.</param>
/// <param name="Detail">0 for one mark, 1 for two.</param>
internal readonly record struct HelpQuestion(string Name, int Detail)
{
    /// <summary>Reads a cell.</summary>
    /// <param name="code">The cell's source.</param>
    /// <returns>The question, or <see langword="null"/> where the cell is code.</returns>
    public static HelpQuestion? Read(string code)
    {
        var text = code.Trim();
        var name = text.Trim('?').Trim();
        var marks = text.Length - text.Trim('?').Length;
        return marks is 1 or 2 && name.Length > 0 && name.All(IsPartOfName) ? new(name, marks - 1) : null;
    }

    private static bool IsPartOfName(char one) => char.IsLetterOrDigit(one) || one is '_' or '.' or '@';
}
