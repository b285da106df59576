using System.Reflection;
using System.Runtime.CompilerServices;

namespace Workbook.Scripting;

/// <summary>A variable at the top level of a cell.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its declared type.</param>
/// <param name="Value">Its value now.</param>
internal sealed record CellVariable(string Name, Type Type, object? Value)
{
    /// <summary>The variables that submissions declared; a later one hides an earlier one of the same name.</summary>
    /// <param name="submissions">The submissions' instances, oldest first.</param>
    public static IReadOnlyList<CellVariable> Of(IEnumerable<object> submissions)
    {
        var found = new Dictionary<string, CellVariable>(StringComparer.Ordinal);
        foreach (var submission in submissions)
        {
            foreach (var field in submission.GetType().GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                if (field.Name.StartsWith('<') || field.IsDefined(typeof(CompilerGeneratedAttribute))) continue;
                found[field.Name] = new CellVariable(field.Name, field.FieldType, field.GetValue(submission));
            }
        }

        return [.. found.Values.OrderBy(v => v.Name, StringComparer.Ordinal)];
    }
}
