using Golden.Tests.Harness;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Combining;
using PeftWorkbook.Peft.Reparameterized;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>
/// Adapters on one base, as they are: one after the other, two together, none, one for each row, merged, deleted,
/// swapped.
/// </summary>
internal sealed class PeftSwitchCase(PeftMultiFolder folder)
{
    // The factor of PEFT's rescale_adapter_scale, which case.json does not tell.
    private const double Rescaled = 0.5;

    private IReadOnlyList<string> Names => folder.Names;

    private string[] Both => [.. Names.Take(2)];

    /// <summary>Each adapter, two at once, and none.</summary>
    internal void CheckSwitching()
    {
        using var peft = folder.Load();
        foreach (var name in Names.Concat(Names.Reverse()))
        {
            peft.SetAdapter(name);
            folder.CheckOutput(peft, name);
            using (peft.DisableAdapter())
            {
                folder.CheckOutput(peft, "base");
            }
        }

        if (folder.Expected.Has("both.logits"))
        {
            peft.SetAdapter(Both);
            folder.CheckOutput(peft, "both");
        }

        peft.Unload();
        folder.CheckOutput((PeftWorkbook.Models.PretrainedModel)peft.Model, "base");
    }

    /// <summary>A row each, whatever is active or merged.</summary>
    internal void CheckMixedBatch()
    {
        using var peft = folder.Load();
        List<string?> rows =
            [.. folder.Facts["mixed"]!.AsArray().Select(n => n!.GetValue<string>())
                .Select(n => n == "__base__" ? null : n)];
        foreach (var active in Names)
        {
            peft.SetAdapter(active);
            CheckMixed();
            folder.CheckOutput(peft, active);
        }

        peft.Merge();
        CheckMixed();
        Assert.Equal([Names[^1]], peft.MergedAdapters);
        folder.CheckOutput(peft, Names[^1]);

        void CheckMixed()
        {
            using var _ = no_grad();
            using var output = peft.Run(folder.Input, rows);
            Close.Check(output.Logits!, folder.Expected["mixed.logits"]);
        }
    }

    /// <summary>Two merged at once, unmerged, and one deleted while both act.</summary>
    internal void CheckMergingAndDeleting()
    {
        if (!folder.Expected.Has("merged.logits"))
        {
            return;
        }

        using var peft = folder.Load();
        peft.SetAdapter(Both);
        peft.Merge();
        folder.CheckOutput(peft, "merged");
        var weights = peft.AdaptedLayers.ToDictionary(l => l.Name + ".weight", l => l.Layer.View.Weight);
        foreach (var name in folder.Expected.Below("merged.weight."))
        {
            Close.Check(weights[name], folder.Expected["merged.weight." + name]);
        }

        peft.Unmerge();
        folder.CheckOutput(peft, "both");
        List<string> left = [.. folder.Facts["active_after_delete"]!.AsArray().Select(n => n!.GetValue<string>())];
        foreach (var name in Both.Except(left))
        {
            peft.DeleteAdapter(name);
        }

        Assert.Equal(left, peft.ActiveAdapters);
        folder.CheckOutput(peft, "after_delete");
    }

    /// <summary>Each of the others in the first one's place, of the same rank or another.</summary>
    internal void CheckHotSwap()
    {
        using var peft = folder.Load();
        foreach (var name in Names.Reverse())
        {
            peft.HotSwap(Names[0], folder.Adapter(name));
            Assert.Equal(Names, peft.Adapters);
            Assert.Equal([Names[0]], peft.ActiveAdapters);
            folder.CheckOutput(peft, name);
        }
    }

    /// <summary>A part of an adapter; and rsLoRA, which PEFT combines with √rank too much.</summary>
    internal void CheckScaling()
    {
        using var peft = folder.Load();
        if (folder.Expected.Has("rescaled.logits"))
        {
            peft.AddWeightedAdapter([Names[0]], [Rescaled], "part");
            peft.SetAdapter("part");
            folder.CheckOutput(peft, "rescaled");
        }

        if (folder.Facts["rslora"]?["cat"] is not { } recorded)
        {
            return;
        }

        Assert.Equal(Math.Sqrt(recorded["new_rank"]!.GetValue<int>()), recorded["factor"]!.GetValue<double>(), 1e-5);
        foreach (var name in Both)
        {
            Copy(peft, name, "rs_" + name);
        }

        double[] weights = [0.7, 0.3];
        peft.AddWeightedAdapter([.. Both.Select(n => "rs_" + n)], weights, "sum");
        var parts = Both.Select(n => PeftMultiFolder.Updates(peft, "rs_" + n)).ToList();
        var exact = parts.SelectMany(p => p.Keys).Distinct().ToDictionary(
            k => k,
            k => parts.Zip(weights).Where(p => p.First.ContainsKey(k)).Select(p => p.First[k] * p.Second)
                .Aggregate((a, b) => a + b));
        Assert.InRange(PeftMultiFolder.RelativeError(PeftMultiFolder.Updates(peft, "sum"), exact), 0, 1e-6);
    }

    /// <summary>A combination of adapters with classifiers of their own: all of one is that one.</summary>
    internal void CheckWhatPeftRefuses()
    {
        if (folder.Facts["add_weighted_adapter"] is null)
        {
            return;
        }

        using var peft = folder.Load();
        foreach (var name in Names)
        {
            peft.AddWeightedAdapter(Names, [.. Names.Select(n => n == name ? 1.0 : 0)], "all_" + name, CombinationType.Exact);
            peft.SetAdapter("all_" + name);
            folder.CheckOutput(peft, name);
        }
    }

    // The same matrices under rsLoRA.
    private void Copy(PeftModel peft, string name, string copy)
    {
        peft.AddAdapter(copy, (LoraConfig)PeftConfig.Load(folder.Adapter(name)) with { UseRsLora = true });
        foreach (var tensor in peft.Attached(name).State)
        {
            peft.Attached(copy).Import(tensor.Key, tensor.Tensor);
        }
    }
}
