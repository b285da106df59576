using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.AdapterHub;
using PeftWorkbook.Peft.Reparameterized;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>One adapter of AdapterHub's: fresh, loaded from its own files, merged, saved in ours and trained on.</summary>
internal sealed class AdapterHubCase : IDisposable
{
    // Below this share of the largest logit a fresh adapter's effect is rounding.
    private const double Effect = 1e-5;

    private readonly string _given, _folder, _base, _training;
    private readonly JsonNode _facts, _setup;
    private readonly GoldenTensors _expected;
    private readonly ModelInput _input;

    internal AdapterHubCase(GoldenSet set, string folder, string training)
    {
        (_given, _training) = (folder, training);
        _facts = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "case.json")))!;
        _setup = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!;
        _folder = AdapterHubFaults.WithUnsavedFields(folder, _facts);
        _base = set.At("models", _facts["base"]!.GetValue<string>());
        _expected = new(Path.Combine(folder, "expected.safetensors"));
        _input = GoldenInput.Of(_expected, "input.");
    }

    public void Dispose()
    {
        if (_folder != _given)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>The base, and an adapter made from the configuration: its counts, and whether it starts as an identity.</summary>
    internal void CheckFresh()
    {
        using var model = Base();
        CheckOutput(model, "base");
        using var before = model.call(_input).Logits!.detach();
        using var peft = PeftModel.Wrap(model, PeftConfig.Load(_folder), Name, seed: 1);
        DropLayers(peft);
        Assert.Equal(_facts["trainable"]!.GetValue<long>(), peft.TrainableParameters().Trainable);
        AdapterHubHead.Train(model, Head);
        Assert.Equal(_facts["trainable_with_head"]!.GetValue<long>(), peft.TrainableParameters().Trainable);
        using var _ = no_grad();
        using var fresh = peft.call(_input).Logits!;
        if (_expected.Has("fresh.logits"))
        {
            Close.Check(fresh, _expected["fresh.logits"]);
        }
        else if (_facts["fresh_effect"] is { } effect)
        {
            var (size, change) = (Close.Values(before).Max(Math.Abs), Farthest(fresh, before));
            Assert.True(
                change > Effect * size == effect.GetValue<double>() > Effect * size,
                $"A fresh adapter changes the logits by {change:g3}, recorded {effect.GetValue<double>():g3}.");
        }
    }

    /// <summary>Outputs with the adapter that was saved, and without it.</summary>
    internal void CheckLoaded()
    {
        using var model = Base();
        using var before = model.call(_input).Logits!.detach();
        using var peft = Load(model, isTrainable: false);
        CheckOutput(peft, "adapted");
        CheckProjections(peft);
        Assert.Equal(0, peft.TrainableParameters().Trainable);
        using (peft.DisableAdapter())
        {
            using var logits = peft.call(_input).Logits!;
            Assert.True(Farthest(logits, before) <= 1e-6 * Close.Values(before).Max(Math.Abs), "Disabled, it is not the base.");
        }

        CheckOutput(peft, "adapted");
    }

    /// <summary>
    /// Outputs with the adapter in the weights, and those weights where AdapterHub's own merge is right. Where it is not,
    /// ours still is; and what AdapterHub merges, this must be able to.
    /// </summary>
    internal void CheckMerged()
    {
        using var model = Base();
        var weights = model.named_parameters().ToDictionary(p => p.name, p => Close.Values(p.parameter));
        using var peft = Load(model, isTrainable: false);
        if (!TryMerge(peft))
        {
            Assert.False(_facts["merged_changed"] is not null, "AdapterHub merges it, and this does not.");
            return;
        }

        CheckOutput(peft, "adapted");
        if (_expected.Find("wrong_merged.logits") is { } wrong)
        {
            using var _ = no_grad();
            using var ours = peft.call(_input).Logits!;
            Assert.Throws<GoldenException>(() => Close.Check(ours, wrong));
        }

        var names = model.state_dict().ToDictionary(p => p.Key.Replace(".base_layer.", ".", StringComparison.Ordinal), p => p.Value);
        foreach (var name in _expected.Below("merged.").Where(names.ContainsKey))
        {
            Close.Check(names[name], _expected["merged." + name]);
        }

        peft.Unload();
        foreach (var (name, parameter) in model.named_parameters())
        {
            Assert.Equal(weights[name], Close.Values(parameter));
        }
    }

    private static bool TryMerge(PeftModel peft)
    {
        try
        {
            peft.Merge();
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Saving in this library's layout, and loading that.</summary>
    internal void CheckSaved()
    {
        using var model = Base();
        using var peft = Load(model, isTrainable: false);
        PeftFiles.WithSaved(peft, (folder, _) =>
        {
            using var again = Base();
            using var loaded = PeftModel.Load(again, folder);
            DropLayers(loaded);
            CheckOutput(loaded, "adapted");
            PeftFiles.CheckSame(loaded, folder, exact: true);
        });
    }

    /// <summary>Gradients at the saved adapter, then recorded steps of AdamW, with the model's head.</summary>
    internal void CheckTraining()
    {
        var single = Train(ScalarType.Float32);
        try
        {
            single.Check();
        }
        catch (GoldenException)
        {
            // As in PEFT's cases: a rule that single precision carries past the bounds must meet them in double.
            Train(ScalarType.Float64).Check(single);
        }
    }

    private string Name => _setup["adapters"]!.AsObject().Single().Key;

    private IEnumerable<string> Head => _facts["head"]!.AsArray().Select(n => n!.GetValue<string>());

    private AdapterHubTraining Train(ScalarType dtype)
    {
        using var model = Base(dtype);
        using var peft = Load(model, isTrainable: true);
        var head = AdapterHubHead.Train(model, Head);
        var input = _input with { PixelValues = _input.PixelValues?.to_type(dtype) };
        return new AdapterHubTraining(peft, head, _expected, [(Name, AdapterHubFolder.Find(_folder)!)]).Run(
            input, AdapterHubSteps.Parse(_training, _facts["train"]!.GetValue<string>()));
    }

    private PretrainedModel Base(ScalarType dtype = ScalarType.Float32)
    {
        var model = GoldenInput.Model(_base, new LoadOptions { Dropout = 0, Dtype = dtype });
        model.Freeze();
        return model;
    }

    private PeftModel Load(PretrainedModel model, bool isTrainable)
    {
        var peft = PeftModel.Load(model, _folder, Name, isTrainable);
        DropLayers(peft);
        return peft;
    }

    // Which layers are left out in a run is no part of an adapter.
    private void DropLayers(PeftModel peft) =>
        peft.DroppedLayers = [.. (_setup["skip_layers"]?.AsArray() ?? []).Select(n => n!.GetValue<int>())];

    private void CheckOutput(nn.Module<ModelInput, ModelOutput> model, string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var output = model.call(_input);
        Close.Check(output.Logits!, _expected[name + ".logits"]);
        Close.Check(output.Loss!, _expected[name + ".loss"]);
        if (_expected.Find(name + ".hidden_last") is { } last)
        {
            using var __ = AdapterHubFaults.BeforeLastEdit(model);
            var whole = model.call(_input with { WithHiddenStates = true });
            Close.Check(whole.HiddenStates?[^1] ?? whole.LastHiddenState!, last);
        }

        if (_expected.Find(name + ".encoder_last") is { } encoded)
        {
            Close.Check(output.EncoderLastHiddenState!, encoded);
        }
    }

    // What a parametrised matrix is, which the file does not hold itself.
    private void CheckProjections(PeftModel peft)
    {
        using var _ = no_grad();
        foreach (var name in _expected.Below("effective."))
        {
            var (block, unit) = AdapterHubFaults.UnitOf(peft, name);
            using var rows = ((ReftAttachment)peft.Attached(Name)).Units[block][unit].Rows();
            Close.Check(rows, _expected["effective." + name]);
        }
    }

    private static double Farthest(Tensor a, Tensor b) =>
        Close.Values(a).Zip(Close.Values(b), (x, y) => Math.Abs(x - y)).Max();
}
