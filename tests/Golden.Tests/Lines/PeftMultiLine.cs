using Golden.Tests.Harness;

namespace Golden.Tests.Lines;

/// <summary>
/// Several adapters on one base. The case <c>switch</c> is all that is done with them as they are; every other one is a combination, in a
/// folder of its own.
/// </summary>
[GoldenLine("peft_multi/bert-classifier")]
[GoldenLine("peft_multi/bert-classifier-head")]
[GoldenLine("peft_multi/llama-lm-gqa-tied")]
public sealed class PeftMultiLine : GoldenLine
{
    private const string Switch = "switch";

    private string Folder => Set.At(Name.Split('/'));

    public override IEnumerable<string> Discover()
    {
        var combined = Path.Combine(Folder, "combined");
        return Directory.Exists(combined)
            ? Directory.EnumerateDirectories(combined).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal).Prepend(Switch)
            : [Switch];
    }

    public override void Run(string id)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var folder = new PeftMultiFolder(Set, Folder);
        if (id == Switch)
        {
            var given = new PeftSwitchCase(folder);
            given.CheckSwitching();
            given.CheckMixedBatch();
            given.CheckMergingAndDeleting();
            given.CheckHotSwap();
            given.CheckScaling();
            given.CheckWhatPeftRefuses();
            return;
        }

        var combination = new PeftCombinationCase(folder, id);
        combination.CheckExact();
        combination.CheckPeft();
    }
}
