using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>
/// What a case has besides one adapter: others that must be on the model with it. Such a case has no adapter of its own in its folder, but
/// one in a folder of its name, and the others in numbered folders of groups, whose adapters' names its configuration lists.
/// </summary>
internal sealed class PeftCompanions(string place, string main)
{
    private const string ConfigFile = "adapter_config.json";

    /// <summary>The name of the case's adapter.</summary>
    internal string MainName => main == place ? "default" : Path.GetFileName(main);

    /// <summary>The folder of the case's own adapter; null where there is none.</summary>
    internal static string? MainFolder(string place) => File.Exists(Path.Combine(place, ConfigFile))
        ? place
        : Directory.EnumerateDirectories(place).Order(StringComparer.Ordinal)
            .FirstOrDefault(d => File.Exists(Path.Combine(d, ConfigFile)));

    /// <summary>Loads the others, in the groups' order, under the names that the main one has for them.</summary>
    internal void Load(PeftModel peft)
    {
        foreach (var (name, folder) in Names().Zip(Folders()))
        {
            peft.LoadAdapter(folder, name);
        }
    }

    /// <summary>Loads the adapter with the recorded start beside it, as <see cref="PeftModel.Save"/> writes it.</summary>
    internal PeftModel LoadWithInitial(PretrainedModel model, GoldenTensors expected, bool isTrainable)
    {
        var copy = WithInitial(expected);
        try
        {
            return PeftModel.Load(model, copy, MainName, isTrainable);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private string WithInitial(GoldenTensors expected)
    {
        var copy = Directory.CreateTempSubdirectory("golden-").FullName;
        foreach (var file in Directory.EnumerateFiles(main, "adapter_*"))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        using var scope = NewDisposeScope();
        SafeTensors.Save(
            Path.Combine(copy, "initial_adapter.safetensors"),
            Starts(expected).Select(s => KeyValuePair.Create(s, GoldenInput.Tensor(expected["init." + s]))));
        return copy;
    }

    /// <summary>Puts the recorded start in, where the adapter keeps one.</summary>
    internal void SetInitial(PeftModel peft, GoldenTensors expected)
    {
        using var _ = no_grad();
        foreach (var (key, target) in peft.Attached(MainName).Initial)
        {
            target.copy_(GoldenInput.Tensor(expected["init." + key]).view(target.shape));
        }

        peft.SetAdapter(MainName);
    }

    private static IEnumerable<string> Starts(GoldenTensors expected) =>
        expected.Below("init.").Where(n => !n.StartsWith("base.", StringComparison.Ordinal));

    // Every list of adapter names in the configuration, in the order in which it has them; PEFT names experts before general adapters.
    private IEnumerable<string> Names() => main == place
        ? []
        : JsonNode.Parse(File.ReadAllText(Path.Combine(main, ConfigFile)))!.AsObject()
            .Select(f => f.Value).OfType<JsonObject>()
            .SelectMany(o => o.Where(f => f.Key.EndsWith("adapter_names", StringComparison.Ordinal)).Reverse())
            .SelectMany(f => f.Value!.AsArray()).Select(n => n!.GetValue<string>());

    private IEnumerable<string> Folders() => main == place
        ? []
        : from gathered in Directory.EnumerateDirectories(place).Order(StringComparer.Ordinal)
          where gathered != main
          from folder in Directory.EnumerateDirectories(gathered)
          orderby gathered, int.Parse(Path.GetFileName(folder))
          select folder;
}
