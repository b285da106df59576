namespace PeftWorkbook.Hub;

/// <summary>Pickles run code when they are loaded, so they are never read; this says what to do instead.</summary>
internal static class PickleGuard
{
    private static readonly string[] s_pickles =
        ["pytorch_model.bin", "adapter_model.bin", "pytorch_adapter.bin", "pytorch_model.bin.index.json", "model.pt", "model.pth"];

    /// <summary>The error for a folder without the weights that were looked for.</summary>
    internal static FileNotFoundException Missing(string folder, string wanted)
    {
        var pickle = s_pickles.FirstOrDefault(p => File.Exists(Path.Combine(folder, p)));
        return new(pickle is null
            ? $"'{folder}' holds neither {wanted} nor {wanted}.index.json."
            : $"'{folder}' holds its weights only as the pickle {pickle}, which could run any code when loaded, so it is not read; "
              + "convert it with safetensors' convert.py, or take the repository's safetensors revision.");
    }
}
