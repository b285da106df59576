using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>One recorded case of a method: what its adapter computes fresh, with recorded values, merged, and saved and loaded.</summary>
internal sealed partial class SurveyCase
{
    private const string Name = "default";

    private static readonly string[] s_usual = ["logits", "loss"];

    private readonly SurveyRow _row;
    private readonly SurveyNames _names;
    private readonly SurveyProbe _probe;
    private readonly JsonNode _settings;
    private readonly string _base;

    internal SurveyCase(GoldenSet set, string id, SurveyRow row)
    {
        (_row, _probe) = (row, SurveyProbe.For(row.Method));
        _settings = JsonNode.Parse(File.ReadAllText(set.At("survey", id, "settings.json")))!;
        _base = set.At("models", _settings["base"]!.GetValue<string>());
        Expected = new(set.At("survey", id, "expected.safetensors"));
        _names = new(row, Hyper, Expected);
        Input = Filled(GoldenInput.Of(Expected, "input."));
    }

    /// <summary>The recorded tensors.</summary>
    internal GoldenTensors Expected { get; }

    /// <summary>The recorded input.</summary>
    internal ModelInput Input { get; }

    /// <summary>The case's hyper-parameters.</summary>
    internal JsonObject Hyper => _settings["hyper"]!.AsObject();

    /// <summary>Its row.</summary>
    internal SurveyRow Row => _row;

    /// <summary>What else is looked at.</summary>
    internal SurveyProbe Probe => _probe;

    /// <summary>The names of its training runs.</summary>
    internal IEnumerable<string> Runs =>
        from name in Expected.Names
        where name.StartsWith("train", StringComparison.Ordinal) && name.EndsWith(".losses", StringComparison.Ordinal)
        select name.Split('.')[0];

    private bool HasOutput => Expected.Has("adapted.logits");

    /// <summary>The base, and an adapter made from the settings: its count, and where it starts.</summary>
    internal void CheckFresh()
    {
        using var model = Base();
        CheckOutput(model, "base");
        using var before = model.call(Input).Logits!.detach();
        if (!_row.RandomMasks)
        {
            _probe.Masks(this, OwnMasks());
        }

        using var peft = Wrap(model);
        if (_settings["trainable"] is { } trainable)
        {
            _probe.Count(this, peft, trainable);
        }

        CheckStart(peft);
        Put(peft, "frozen.");
        Put(peft, "init.");
        if (HasOutput)
        {
            CheckActing(peft, "fresh", "base", withLoss: false);
        }

        CheckDisabled(peft, before);
    }

    /// <summary>The recorded adapter: outputs with it and without it.</summary>
    internal void CheckLoaded()
    {
        using var model = Base();
        using var before = model.call(Input).Logits!.detach();
        using var peft = Loaded(model);
        if (HasOutput)
        {
            CheckAdapted(peft);
            CheckDisabled(peft, before);
            CheckAdapted(peft);
        }

        _probe.Loaded(this, peft);
    }

    /// <summary>Merged weights and outputs; afterwards the base's parameters bit for bit.</summary>
    internal void CheckMerged()
    {
        using var model = Base();
        var before = model.named_parameters().ToDictionary(p => p.name, p => Close.Values(p.parameter));
        using var peft = Loaded(model);
        var isMergeable = _settings["mergeable"]!.GetValue<bool>();
        if (!HasOutput || (Record.Exception(() => peft.Merge()) is NotSupportedException && !isMergeable))
        {
            return;
        }

        CheckOutput(peft, "merged", "adapted");
        var names = Weights(model);
        foreach (var name in Expected.Below("merged.weight."))
        {
            Close.Check(names[name], Expected["merged.weight." + name]);
        }

        peft.Unmerge();
        CheckOutput(peft, "adapted");
        peft.Unload();
        Assert.Equal(before.Keys.Order(), model.named_parameters().Select(p => p.name).Order());
        foreach (var (name, parameter) in model.named_parameters())
        {
            Assert.Equal(before[name], Close.Values(parameter));
        }
    }

    /// <summary>Saved, and loaded into a base of its own, it computes the same.</summary>
    internal void CheckSaved()
    {
        if (!HasOutput || _row.AdaptedInTraining)
        {
            return;
        }

        using var model = Base();
        using var peft = Loaded(model);
        PeftFiles.WithSaved(peft, (folder, _) =>
        {
            using var other = Base();
            using var again = PeftModel.Load(other, folder);
            CheckOutput(again, "adapted");
        });
    }

    /// <summary>Fails where a recorded tensor was read by nobody.</summary>
    internal void CheckNothingIsLeft()
    {
        var left = Expected.Unread.ToList();
        Assert.True(left.Count == 0, $"Nobody looked at {string.Join(", ", left)}.");
    }

    /// <summary>A fresh base. Frozen at once, as it is under adapters, so that the same kernels run with and without them.</summary>
    internal PretrainedModel Base(ScalarType dtype = ScalarType.Float32)
    {
        var model = GoldenInput.Model(_base, new LoadOptions { Dropout = 0, Dtype = dtype });
        model.Freeze();
        return model;
    }

    /// <summary>A base with the recorded adapter.</summary>
    /// <param name="model">The base.</param>
    /// <param name="run">The training run that it is for; null for none.</param>
    internal PeftModel Loaded(PretrainedModel model, string? run = null)
    {
        var peft = Wrap(model, run: run);
        _probe.Prepare(this, peft);
        Put(peft, "frozen.");
        Put(peft, "mask.", keepPrefix: true);
        Put(peft, "adapter.");
        GiveDraws(peft, forTraining: false);
        peft.eval();
        return peft;
    }

    /// <summary>Puts the recorded draws in the place of the next ones.</summary>
    /// <param name="peft">The model.</param>
    /// <param name="forTraining">Whether they are for the steps, and not for <c>adapted.*</c>.</param>
    /// <param name="lastAlone">Whether it is the last one of the steps that is drawn again.</param>
    internal void GiveDraws(PeftModel peft, bool forTraining, bool lastAlone = false)
    {
        var draws = peft.Attached(Name).Draws.ToDictionary(d => d.Key, d => d.Draws);
        foreach (var name in _row.Draws.Count == 0 ? [] : Expected.Names)
        {
            if (_names.DrawOf(name, draws.Keys) is { } key)
            {
                if (_row.SingleDraws && !forTraining)
                {
                    continue;
                }

                var all = GoldenInput.Tensor(Expected[name]);
                var (first, count) = lastAlone ? (all.shape[0] - 1, 1)
                    : !_row.DrawsEachPass ? (0L, forTraining ? all.shape[0] : 0)
                    : forTraining ? (1, all.shape[0] - 1) : (0, 1);
                var given = _row.SingleDraws ? all.unsqueeze(0) : all.narrow(0, first, count);
                draws[key].Give(_row.DrawsByLayer ? given.flatten() : given);
            }
        }
    }

    /// <summary>The adapter's trained tensors by the names under which <c>adapter.</c> or <c>grad.</c> has them.</summary>
    internal IReadOnlyDictionary<string, (AttachmentTensor Tensor, SurveyLayout Layout)> Named(PeftModel peft, string prefix)
    {
        var state = peft.Attached(Name).State.DistinctBy(s => s.Key).ToDictionary(s => s.Key);
        return Expected.Below(prefix).ToDictionary(n => n, n =>
        {
            var key = _names.KeyOf(prefix + n, state.Keys) ?? _names.KeyOf(n, state.Keys)
                ?? throw new GoldenException($"{prefix}{n} has no place among {string.Join(", ", state.Keys)}.");
            return (state[key], _names.LayoutOf(key));
        });
    }

    /// <summary>The layers of the case's adapter.</summary>
    internal static IReadOnlyList<(AdapterSite Site, AdaptedLayer Layer, LayerAdapter Adapter)> Sites(PeftModel peft) =>
        ((LayerAttachment)Attached(peft)).Sites;

    /// <summary>The case's adapter.</summary>
    internal static Attachment Attached(PeftModel peft) => peft.Attached(Name);

    /// <summary>Compares logits, and the loss where there is one.</summary>
    internal void CheckOutput(
        nn.Module<ModelInput, ModelOutput> model, string name, string? fallback = null, bool withLoss = true)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var recorded = Expected.Has(name + ".logits") ? name : fallback ?? name;
        var output = model.call(Input);
        Close.Check(output.Logits!, Expected[recorded + ".logits"]);
        if (withLoss && Expected.Find(recorded + ".loss") is { } loss)
        {
            Close.Check(output.Loss!, loss);
        }

        if (Expected.Find(recorded + ".task_loss") is { } task && model is PeftModel peft)
        {
            Close.Check(output.Loss! - peft.Attached(Name).AddedLoss()!, task);
        }
    }

    /// <summary>Parameters under the names of the base without adapters, and those that another version gives them.</summary>
    internal static Dictionary<string, Tensor> Weights(PretrainedModel model) =>
    (
        from p in model.state_dict()
        let name = p.Key.Replace(".base_layer.", ".", StringComparison.Ordinal)
        from known in new[] { name, model.Alias(name) }
        group p.Value by known).ToDictionary(g => g.Key, g => g.First());

    private void CheckAdapted(PeftModel peft) => CheckActing(peft, "adapted");

    private void CheckActing(PeftModel peft, string name, string? fallback = null, bool withLoss = true)
    {
        if (_row.AdaptedInTraining)
        {
            peft.train();
            GiveDraws(peft, forTraining: false);
        }

        CheckOutput(peft, name, fallback, withLoss);
        peft.eval();
    }

    private PeftModel Wrap(PretrainedModel model, long seed = 0, string? run = null)
    {
        var peft = PeftModel.Wrap(model, Config(run), Name, seed, Batches);
        _probe.Wrapped(this, peft);
        return peft;
    }

    private ModelInput Filled(ModelInput input)
    {
        Tensor? Of(string field) => _row.Input.TryGetValue(field, out var name) ? GoldenInput.Tensor(Expected[name]) : null;
        return input with { TaskIds = Of("task_ids") ?? input.TaskIds };
    }

    // What is recorded and has a place in the adapter. What training changes must have one; the rest may be the probe's.
    private void Put(PeftModel peft, string prefix, bool keepPrefix = false)
    {
        using var _ = no_grad();
        var state = peft.Attached(Name).State.DistinctBy(s => s.Key).ToDictionary(s => s.Key, s => s.Tensor);
        foreach (var name in Expected.Below(prefix))
        {
            if (_names.KeyOf(keepPrefix ? prefix + name : name, state.Keys) is { } key)
            {
                // What is frozen and of another size became what is there: the probe has put it in.
                var value = GoldenInput.Tensor(Expected[prefix + name]).to_type(state[key].dtype);
                if (SurveyEntries.PlacesIn(state, key) is { } places)
                {
                    state[key].view(-1).index_copy_(0, places, value.view(-1));
                }
                else if (prefix != "frozen." || value.numel() == state[key].numel())
                {
                    state[key].copy_(_names.LayoutOf(key).ToOurs(value, state[key].shape));
                }
            }
            else if (prefix is "adapter." or "init.")
            {
                throw new GoldenException($"{prefix}{name} has no place among {string.Join(", ", state.Keys)}.");
            }
        }
    }

    // Rounding aside: an adapted layer cannot fuse the activation that follows it. The weights are compared bit for bit.
    private void CheckDisabled(PeftModel peft, Tensor before)
    {
        using var _ = peft.DisableAdapter();
        using var logits = peft.call(Input).Logits!;
        var difference = Close.Values(before).Zip(Close.Values(logits), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(difference <= 1e-6 * Close.Values(before).Max(Math.Abs), $"Disabled, it is {difference:g3} from the base.");
    }
}
