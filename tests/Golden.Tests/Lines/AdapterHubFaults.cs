using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>
/// Where AdapterHub's own values hold one of its faults (see <c>defects</c> of the set), what brings a run of this
/// library to them. What is right instead has tests of its own.
/// </summary>
internal static partial class AdapterHubFaults
{
    /// <summary>
    /// DiReFT is saved without the field that parts it from NoReFT. The folder, or a copy whose configuration says it;
    /// as it is, it must be read as the other one.
    /// </summary>
    internal static string WithUnsavedFields(string folder, JsonNode facts)
    {
        if (!facts["classes"]!.AsArray().Any(c => c!.GetValue<string>() == "DiReftConfig"))
        {
            return folder;
        }

        Assert.True(((ReftConfig)PeftConfig.Load(folder)).SubtractsProjection);
        var copy = Directory.CreateTempSubdirectory("adapterhub-").FullName;
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        var path = Path.Combine(copy, "adapter_config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config["config"]!["subtract_projection"] = false;
        File.WriteAllText(path, config.ToJsonString());
        Assert.False(((ReftConfig)PeftConfig.Load(copy)).SubtractsProjection);
        return copy;
    }

    /// <summary>
    /// PyTorch takes the whole part of an orthonormal projection's signs, which is zero once weight decay has touched
    /// them.
    /// </summary>
    internal static void TruncateDiagonals(IReadOnlyDictionary<string, Parameter> trained)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (key, numbers) in trained.Where(t => t.Key.EndsWith(".projection.original", StringComparison.Ordinal)))
        {
            var signs = numbers.diagonal();
            signs.copy_(signs.trunc());
        }
    }

    /// <summary>The block and the place whose projection a name means.</summary>
    internal static (int Block, int Unit) UnitOf(PeftModel peft, string name)
    {
        var match = ProjectionName().Match(name);
        var blocks = TransformerBlocks.Of(peft.Model).ToList();
        return (blocks.IndexOf(match.Groups[1].Value), int.Parse(match.Groups[2].ValueSpan));
    }

    /// <summary>
    /// What transformers records of the vision transformer's last layer is the state before ReFT's edit. Takes that
    /// edit away until the result is disposed; null where nothing is to be done.
    /// </summary>
    internal static IDisposable? BeforeLastEdit(nn.Module model) =>
        model is PeftModel { Model: PretrainedModel { Config.ModelType: "vit" } body } peft
        && peft.ActiveAdapters.Select(peft.Attached).OfType<ReftAttachment>().FirstOrDefault() is { } edits
            ? new WithoutEdit(edits.Units[TransformerBlocks.Of(body).Count - 1])
            : null;

    [GeneratedRegex(@"^(.*)\.reft_layer\.refts\.[^.]+\.units\.(\d+)\.projection\.weight$", RegexOptions.CultureInvariant)]
    private static partial Regex ProjectionName();

    // W h + b − R h is nothing where W is R and b zero.
    private sealed class WithoutEdit : IDisposable
    {
        private readonly List<(Tensor Parameter, Tensor Held)> _held = [];

        internal WithoutEdit(IEnumerable<ReftUnit> units)
        {
            using var _ = no_grad();
            foreach (var unit in units)
            {
                var source = unit.named_parameters().Where(p => p.name.StartsWith("learned_source.", StringComparison.Ordinal));
                foreach (var (name, parameter) in source)
                {
                    _held.Add((parameter, parameter.clone()));
                    parameter.copy_(name.EndsWith("bias", StringComparison.Ordinal) ? zeros_like(parameter) : unit.Rows());
                }
            }
        }

        public void Dispose()
        {
            using var _ = no_grad();
            foreach (var (parameter, held) in _held)
            {
                parameter.copy_(held);
                held.Dispose();
            }
        }
    }
}
