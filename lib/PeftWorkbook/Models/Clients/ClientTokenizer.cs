using PeftWorkbook.Hub;
using PeftWorkbook.Text;

namespace PeftWorkbook.Models.Clients;

/// <summary>Finds the tokenizer of a model as <see cref="PretrainedModel.FromPretrained(string, LoadOptions?)"/> finds the model.</summary>
internal static class ClientTokenizer
{
    internal static TextTokenizer Load(string idOrFolder)
    {
        var place = File.Exists(idOrFolder) ? idOrFolder : Hub.Hub.Resolve(idOrFolder);
        if (PretrainedModel.FindGguf(place) is not { } path)
        {
            return TextTokenizer.Load(idOrFolder);
        }

        using var file = GgufFile.Open(path);
        return TextTokenizer.FromGguf(file);
    }
}
