using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Mixture;
using TorchSharp;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>One recorded adapter: what it computes fresh, loaded, merged, saved again and trained on.</summary>
internal sealed class PeftCase
{
    private readonly string _folder, _base;
    private readonly PeftCompanions _others;
    private readonly JsonNode _facts;
    private readonly GoldenTensors _expected;
    private readonly ModelInput _input;

    internal PeftCase(GoldenSet set, string id)
    {
        var place = set.At("peft", id);
        _folder = PeftCompanions.MainFolder(place)!;
        _others = new(place, _folder);
        _facts = JsonNode.Parse(File.ReadAllText(Path.Combine(place, "case.json")))!;
        _base = set.At("models", _facts["base"]!.GetValue<string>());
        _expected = new(Path.Combine(place, "expected.safetensors"));
        _input = GoldenInput.Of(_expected, "input.");
    }

    // Then a fresh adapter has another loss than the base, although it gives the same output.
    private bool AddsTerms => _expected.Below("adapted.").Any(n => n is not ("logits" or "loss"));

    private bool HasTraining => _expected.Has("train.losses");

    /// <summary>Whether the library has the case's method.</summary>
    internal static bool IsKnown(string folder) => PeftCompanions.MainFolder(folder) is { } main
        && PeftMethods.Names.Contains(
            JsonNode.Parse(File.ReadAllText(Path.Combine(main, "adapter_config.json")))!["peft_type"]!.GetValue<string>());

    /// <summary>The base, and an adapter made from the configuration: its counts, its names, and where it starts.</summary>
    internal void CheckFresh()
    {
        using var model = Base();
        CheckOutput(model, "base");
        using var before = model.call(_input).Logits!.detach();
        var config = PeftConfig.Load(_folder) with { InferenceMode = false };
        using var peft = PeftModel.Wrap(model, config, _others.MainName, batches: [_input]);
        _others.Load(peft);
        var count = peft.TrainableParameters();
        Assert.Equal(_facts["trainable"]!.GetValue<long>(), count.Trainable);
        Assert.Equal(_facts["total"]!.GetValue<long>(), count.Total);
        CheckStart(peft, model);
        CheckDisabled(peft, before);
    }

    /// <summary>The adapter that PEFT saved: outputs with it and without it.</summary>
    internal void CheckLoaded()
    {
        using var model = Base();
        using var before = model.call(_input).Logits!.detach();
        using var peft = Load(model, isTrainable: false);
        CheckOutput(peft, "adapted");
        CheckRegularisation(peft);
        CheckScalings(peft);
        Assert.Equal(0, peft.TrainableParameters().Trainable);
        CheckDisabled(peft, before);

        CheckOutput(peft, "adapted");
    }

    /// <summary>Merged weights and outputs; afterwards the base's parameters bit for bit.</summary>
    internal void CheckMerged()
    {
        using var model = Base();
        var before = model.named_parameters().ToDictionary(p => p.name, p => Close.Values(p.parameter));
        using var peft = Load(model, isTrainable: false);
        if (!_facts["mergeable"]!.GetValue<bool>())
        {
            return;     // PEFT cannot; where we can, the methods' own tests show it
        }

        if (_facts["merged_is_wrong"]?.GetValue<bool>() == true && Record.Exception(() => peft.Merge()) is { } refusal)
        {
            Assert.IsType<NotSupportedException>(refusal);      // PEFT's merge is wrong, and here there is none
            return;
        }

        peft.Merge();
        CheckOutput(peft, "merged", "adapted");
        var names = WeightNames(model);
        foreach (var name in _expected.Below("merged.weight."))
        {
            Close.Check(names[name], _expected["merged.weight." + name]);
        }

        peft.Unmerge();
        CheckOutput(peft, "adapted");
        peft.Unload();
        foreach (var (name, parameter) in model.named_parameters())
        {
            Assert.Equal(before[name], Close.Values(parameter));
        }
    }

    /// <summary>Saving gives PEFT's files back.</summary>
    internal void CheckSaved()
    {
        using var model = Base();
        using var peft = Load(model, isTrainable: false);
        PeftFiles.CheckSame(peft, _folder, exact: true);
    }

    /// <summary>Gradients at the saved adapter, then recorded steps of AdamW.</summary>
    internal void CheckTraining()
    {
        if (HasTraining)
        {
            CheckTraining("train", "trained", afterStep: null);
        }
    }

    /// <summary>A training over which the adapter's rank falls, and what is left of it, loaded again.</summary>
    internal void CheckSchedule()
    {
        if (!_expected.Has("schedule.losses"))
        {
            return;
        }

        const string Folder = "allocated";
        var allocation = new PeftAllocation(_expected, _facts["schedule"]!);
        CheckTraining("schedule", Folder, allocation.Check);
        using var model = Base();
        using var peft = PeftModel.Load(model, Path.Combine(_folder, Folder));
        UsePublishedLoss(peft);
        CheckOutput(peft, "schedule", logits: "logits_after");
        PeftFiles.CheckSame(peft, Path.Combine(_folder, Folder), exact: true);
    }

    private void CheckTraining(string run, string result, Action<PeftModel, int>? afterStep)
    {
        var single = Train(run, result, afterStep, ScalarType.Float32);
        try
        {
            single.Check();
        }
        catch (GoldenException)
        {
            // A saturated softmax multiplies the rounding of single precision past the bounds; the rule must meet them without it.
            Train(run, result, afterStep, ScalarType.Float64).Check(single);
        }
    }

    private PeftTraining Train(string run, string result, Action<PeftModel, int>? afterStep, ScalarType dtype)
    {
        using var model = Base(dtype);
        using var peft = Load(model, isTrainable: true);
        var input = _input with { PixelValues = _input.PixelValues?.to_type(dtype) };
        var held = new GoldenTensors(Path.Combine(_folder, "adapter_model.safetensors")).Names
            .Concat(_expected.Below("buffer.")).Concat(_expected.Below("encoder.").Select(n => "prompt_encoder." + n)).ToHashSet();
        var isWhole = peft.Attached(_others.MainName).State.Where(s => s.IsTrained).All(s => held.Contains(s.Key));
        return new PeftTraining(peft, input, _expected, _facts["train"]!, run, Path.Combine(_folder, result), isWhole).Run(afterStep);
    }

    // Rounding aside: an adapted layer cannot fuse the activation that follows it. The weights are compared bit for bit.
    private void CheckDisabled(PeftModel peft, Tensor before)
    {
        using var _ = peft.DisableAdapter();
        using var logits = peft.call(_input).Logits!;
        var difference = Close.Values(before).Zip(Close.Values(logits), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(difference <= 1e-6 * Close.Values(before).Max(Math.Abs), $"Disabled, it is {difference:g3} from the base.");
    }

    // Frozen at once, as it is under adapters: with and without them the same kernels run, and equal means equal.
    private PretrainedModel Base(ScalarType dtype = ScalarType.Float32)
    {
        var model = GoldenInput.Model(_base, new LoadOptions { Dropout = 0, Dtype = dtype });
        model.Freeze();
        return model;
    }

    // Besides the file, a case may record what the file leaves out: buffers, the trained form of prompts, and what a start took out of
    // the base, which this library keeps beside the adapter.
    private PeftModel Load(PretrainedModel model, bool isTrainable)
    {
        var peft = _expected.Below("init.base.").Any()
            ? _others.LoadWithInitial(model, _expected, isTrainable)
            : PeftModel.Load(model, _folder, _others.MainName, isTrainable);
        _others.Load(peft);
        Set(peft, "buffer.");
        SetEncoder(peft);
        UsePublishedLoss(peft);
        return peft;
    }

    // The attachment takes these in itself: it must know that its network gives the file's prompts.
    private void SetEncoder(PeftModel peft)
    {
        var attachment = peft.Attached(_others.MainName);
        var keys = attachment.State.Select(s => s.Key).ToHashSet();
        foreach (var name in _expected.Below("encoder.").Where(n => keys.Contains("prompt_encoder." + n)))
        {
            attachment.Import("prompt_encoder." + name, GoldenInput.Tensor(_expected["encoder." + name]));
        }
    }

    private void Set(PeftModel peft, string prefix)
    {
        using var _ = no_grad();
        var state = peft.Attached(_others.MainName).State.ToDictionary(s => s.Key, s => s.Tensor);
        foreach (var name in _expected.Below(prefix))
        {
            if (state.TryGetValue(name, out var target))
            {
                target.copy_(GoldenInput.Tensor(_expected[prefix + name]));
            }
        }
    }

    // Random starts cannot be met, so their recorded values are put in; what does not depend on the seed must be met.
    private void CheckStart(PeftModel peft, PretrainedModel model)
    {
        // The data that a start looked at is not recorded.
        if (_expected.Below("init.base.").Any() && !peft.Config(_others.MainName).NeedsBatches && !IsRandom(peft, model))
        {
            CheckBase(model);
        }

        if (!_expected.Has("fresh.logits"))
        {
            CheckOutput(peft, "base", withLoss: !AddsTerms);
            return;
        }

        Set(peft, "init.");
        Set(peft, "buffer.");
        _others.SetInitial(peft, _expected);
        CheckBase(model);
        if (_expected.Below("init.").Any())
        {
            CheckOutput(peft, "fresh");
        }
    }

    private void CheckBase(PretrainedModel model)
    {
        var names = WeightNames(model);
        foreach (var name in _expected.Below("init.base."))
        {
            Close.Check(names[name], _expected["init.base." + name]);
        }
    }

    // Whether another seed takes something else out of the base's weights.
    private bool IsRandom(PeftModel peft, PretrainedModel model)
    {
        using var other = Base();
        using var again = PeftModel.Wrap(other, peft.Config(_others.MainName), _others.MainName, seed: 1, batches: [_input]);
        var (first, second) = (WeightNames(model), WeightNames(other));
        return _expected.Below("init.base.").Any(n => (first[n] - second[n]).abs().max().ToDouble() > 1e-5);
    }

    private void CheckRegularisation(PeftModel peft)
    {
        if (_expected.Find("adapted.regularisation") is { } recorded)
        {
            using var ours = peft.Regularisation();
            Close.Check(ours!, recorded);
        }
    }

    private void CheckScalings(PeftModel peft)
    {
        if (_expected.Find("adapted.scalings") is { } recorded)
        {
            using var _ = no_grad();
            var model = (nn.Module<ModelInput, ModelOutput>)peft.Model;
            using var ours = ((XLoraAttachment)peft.Attached(_others.MainName)).Scalings(_input, model.call);
            Close.Check(ours, recorded);
        }
    }

    // Parameters under the names of the base without adapters, and those that another version gives them.
    private static Dictionary<string, Tensor> WeightNames(PretrainedModel model) =>
    (
        from p in model.state_dict()
        let name = p.Key.Replace(".base_layer.", ".", StringComparison.Ordinal)
        from known in new[] { name, model.Alias(name) }
        group p.Value by known).ToDictionary(g => g.Key, g => g.First());

    private void CheckOutput(
        nn.Module<ModelInput, ModelOutput> model, string name, string? fallback = null, bool withLoss = true,
        string logits = "logits")
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var recorded = _expected.Has($"{name}.{logits}") ? name : fallback ?? name;
        var output = model.call(_input);
        Close.Check(output.Logits!, _expected[$"{recorded}.{logits}"]);
        if (withLoss && _expected.Find(recorded + ".loss") is { } loss)
        {
            // What a fresh adapter adds is not recorded; the base's loss is.
            Close.Check(name == "base" && AddedLoss(model) is { } added ? output.Loss! - added : output.Loss!, loss);
        }

        if (_expected.Find(recorded + ".task_loss") is { } task && AddedLoss(model) is { } term)
        {
            Close.Check(output.Loss! - term, task);
        }
    }

    private static Tensor? AddedLoss(nn.Module<ModelInput, ModelOutput> model) =>
        model is PeftModel { ActiveAdapters: [var adapter, ..] } peft ? peft.Attached(adapter).AddedLoss() : null;

    private static void UsePublishedLoss(PeftModel peft)
    {
        foreach (var attachment in peft.Adapters.Select(peft.Attached).OfType<IPublishedLoss>())
        {
            attachment.UsesPublishedLoss = true;
        }
    }
}
