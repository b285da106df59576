using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>The recorded course of a training over which AdaLoRA gives rank away: budget, rank and orthogonality of every step.</summary>
internal sealed class PeftAllocation(GoldenTensors expected, JsonNode facts)
{
    /// <summary>Compares the state after a step; after the last one, which triplets are left too.</summary>
    internal void Check(PeftModel peft, int step)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var attachment = (AdaLoraAttachment)peft.Attached(peft.ActiveAdapters[0]);
        Assert.Equal((step, Recorded("budget", step)), (step, (double)attachment.Budget(step)));
        Assert.Equal((step, Recorded("rank", step)), (step, (double)attachment.Rank));
        if (step + 1 == expected["schedule.losses"].Values.Length)
        {
            CheckPattern(((AdaLoraConfig)attachment.Config).RankPattern!, attachment.Name);
            return;
        }

        // Recorded with each step's loss, where PEFT has it in there.
        if (attachment.AddedLoss() is not null)
        {
            var next = expected["schedule.orth"].Values[step + 1];
            Close.Check(
                attachment.Orthogonality(), new($"schedule.orth[{step + 1}]", "F32", [], [next]), Close.Exact,
                expected["schedule.orth"].Largest);
        }
    }

    private double Recorded(string what, int step) => expected["schedule." + what].Values[step];

    private void CheckPattern(IReadOnlyDictionary<string, IReadOnlyList<bool>> ours, string adapter)
    {
        var recorded = facts["rank_pattern"]!.AsObject();
        Assert.Equal(recorded.Select(p => p.Key).Order(), ours.Keys.Select(k => $"{k}.{adapter}").Order());
        foreach (var (key, kept) in ours)
        {
            Assert.Equal(recorded[$"{key}.{adapter}"]!.AsArray().Select(n => n!.GetValue<bool>()), kept);
        }
    }
}
