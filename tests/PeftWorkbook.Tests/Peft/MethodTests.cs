using System.Text.Json.Nodes;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>What must hold of every registered method, on every small model.</summary>
public sealed class MethodTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("method-").FullName;

    public static TheoryData<string> Methods => [.. MethodTable.Alone];

    public static TheoryData<string, string> MethodsOnDevices =>
        [.. from method in MethodTable.Alone from device in Devices select (method, device)];

    public static TheoryData<string, string> Pairs =>
        [.. from method in MethodTable.Alone from model in MethodTable.Models(method) select (method, model)];

    public static TheoryData<string> Linear => [.. MethodTable.Alone.Where(m => MethodTable.Line(m).LinearIn is not null)];

    public static TheoryData<string> Bounded => [.. MethodTable.Alone.Where(m => MethodTable.Line(m).UpdateRank is not null)];

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_fresh_adapter_changes_what_the_paper_says(string method, string family)
    {
        var model = MethodTable.Model(family);
        var input = InputOf(model);
        var before = Logits(model, input);
        using var peft = MethodTable.Wrap(model, method);
        var change = Distance(before, OfText(Logits(peft, input), before));
        Assert.True((change > 2e-5 * Size(before)) != MethodTable.Line(method).StartsAsIdentity, $"It changes by {change:g3}.");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_trained_adapter_acts_and_disabling_takes_it_back(string method, string family)
    {
        var model = MethodTable.Model(family);
        var input = InputOf(model);
        var before = Logits(model, input);
        using var peft = MethodTable.Wrap(model, method);
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        Assert.True(Distance(before, OfText(adapted, before)) > 1e-4);
        using (peft.DisableAdapter())
        {
            Assert.True(Distance(before, Logits(peft, input)) < 1e-5 * Size(before));
        }

        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-5 * Size(adapted));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Merging_computes_the_same_and_unmerging_gives_the_base_back(string method, string family)
    {
        var model = MethodTable.Model(family);
        var input = InputOf(model);
        var weights = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone());
        using var peft = MethodTable.Wrap(model, method);
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        if (!TryMerge(peft, method))
        {
            return;
        }

        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-4 * Size(adapted));
        peft.Unmerge();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-5 * Size(adapted));
        peft.Unload();
        Assert.Equal(weights.Keys.Order(), model.named_parameters().Select(p => p.name).Order());
        Assert.All(model.named_parameters(), p => Assert.Equal(0, Distance(p.parameter, weights[p.name])));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void MergeAndUnload_leaves_a_plain_model_that_computes_the_same(string method, string family)
    {
        var model = MethodTable.Model(family);
        var input = InputOf(model);
        var peft = MethodTable.Wrap(model, method);
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        if (!TryMerge(peft, method))
        {
            return;
        }

        Assert.Same(model, peft.MergeAndUnload());
        Assert.DoesNotContain(model.modules(), m => m is AdaptedLayer);
        Assert.True(Distance(adapted, Logits(model, input)) < 1e-4 * Size(adapted));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_saved_adapter_computes_the_same(string method)
    {
        var model = MethodTable.ModelFor(method);
        var input = InputOf(model);
        using var peft = MethodTable.Wrap(model, method);
        LoraTests.Perturb(peft);
        peft.Save(_folder);
        using var loaded = PeftModel.Load(MethodTable.ModelFor(method), _folder);
        Assert.True(Distance(Logits(peft, input), Logits(loaded, input)) < 1e-6);
        Assert.Equal(JsonNode.Parse(peft.Config().ToJson())!["target_modules"]?.ToJsonString(),
            JsonNode.Parse(loaded.Config().ToJson())!["target_modules"]?.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Adapters_do_not_leak_into_each_other(string method)
    {
        var model = MethodTable.ModelFor(method);
        var input = InputOf(model);
        using var peft = MethodTable.Wrap(model, method, "first");
        LoraTests.Perturb(peft);
        var first = Logits(peft, input);
        peft.AddAdapter("second", MethodTable.Config(method), seed: 5, MethodTable.Batches((PretrainedModel)peft.Model));
        peft.SetAdapter("second");
        LoraTests.Perturb(peft, seed: 9);
        var second = Logits(peft, input);
        Assert.True(Distance(first, second) > 1e-4);
        peft.SetAdapter("first");
        Assert.Equal(0, Distance(first, Logits(peft, input)));
        peft.SetAdapter("second");
        Assert.Equal(0, Distance(second, Logits(peft, input)));
        peft.DeleteAdapter("second");
        peft.SetAdapter("first");
        Assert.Equal(0, Distance(first, Logits(peft, input)));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Training_moves_the_adapter_and_nothing_else(string method)
    {
        var model = MethodTable.ModelFor(method);
        var input = InputOf(model);
        input = input with { Labels = model.Task == ModelTask.CausalLanguageModel ? input.InputIds : Batch().Labels };
        var names = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone());
        using var peft = MethodTable.Wrap(model, method);
        var before = peft.NamedTrainable().ToDictionary(p => p.Name, p => p.Parameter.clone());
        Assert.Equal(before.Values.Sum(p => p.numel()), peft.TrainableParameters().Trainable);
        var state = peft.Attached("default").State.ToList();
        var held = state.Select(s => s.Tensor.clone()).ToList();
        peft.train();
        using var optimizer = optim.AdamW(peft.NamedTrainable().Select(p => p.Parameter), 1e-2);
        for (var step = 0; step < 3; step++)
        {
            optimizer.zero_grad();
            using var loss = peft.call(input).Loss!;
            Assert.True(double.IsFinite(loss.ToDouble()));
            loss.backward();
            peft.BeforeStep();
            optimizer.step();
            peft.AfterStep(step);
        }

        Assert.Contains(state.Zip(held), p => p.First.Tensor.is_floating_point() && Distance(p.First.Tensor, p.Second) > 1e-4);
        peft.SetAdapter();
        peft.Unload();
        Assert.All(model.named_parameters(), p => Assert.Equal(0, Distance(p.parameter, names[p.name])));
    }

    [Theory]
    [MemberData(nameof(Linear))]
    public void The_update_grows_with_its_scale(string method)
    {
        var field = MethodTable.Line(method).LinearIn!;
        var settings = (JsonObject)JsonNode.Parse(MethodTable.Config(method).ToJson())!;
        settings[field] = 2 * settings[field]!.GetValue<double>();
        var (one, two) = (Updates(MethodTable.Config(method)), Updates(PeftConfig.Parse(settings.ToJsonString())));
        Assert.All(one.Zip(two), p => Assert.True(Distance(p.First * 2, p.Second) < 1e-4 * Size(p.Second)));
    }

    [Theory]
    [MemberData(nameof(Bounded))]
    public void The_update_has_the_rank(string method)
    {
        var rank = MethodTable.Line(method).UpdateRank!.Value;
        Assert.All(Updates(MethodTable.Config(method)), update =>
        {
            var (_, values, _) = linalg.svd(update.to_type(ScalarType.Float64));
            Assert.True(values[rank].ToDouble() < 1e-5 * values[0].ToDouble());
            Assert.True(values[rank - 1].ToDouble() > 1e-4 * values[0].ToDouble());
        });
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void It_works_in_bfloat16(string method)
    {
        var model = MethodTable.ModelFor(method);
        var input = InputOf(model);
        model.to(ScalarType.BFloat16);
        model.TieWeights();
        input = InputOf(model);
        using var peft = MethodTable.Wrap(model, method);
        LoraTests.Perturb(peft);
        peft.train();
        var logits = peft.call(input).Logits!;
        logits.to_type(ScalarType.Float32).square().sum().backward();
        Assert.Equal(ScalarType.BFloat16, logits.dtype);
        Assert.True(logits.isfinite().all().ToBoolean());
        Assert.Contains(peft.NamedTrainable(), p => p.Parameter.grad is { } g && g.isfinite().all().ToBoolean());
    }

    [Theory]
    [MemberData(nameof(MethodsOnDevices))]
    public void It_computes_the_same_on_every_device_of_the_machine(string method, string name)
    {
        var model = MethodTable.ModelFor(method);
        var (input, there) = (InputOf(model), new Device(name));
        using var peft = MethodTable.Wrap(model, method);
        LoraTests.Perturb(peft);
        var here = Logits(peft, input);
        peft.to(there);
        Assert.True(Distance(here, Logits(peft, InputOf(model, there)).cpu()) < 1e-3 * Size(here));
    }

    private static IEnumerable<string> Devices => cuda.is_available() ? ["cpu", "cuda"] : ["cpu"];

    // W' − W of every adapted matrix, at the same random values of the adapter.
    private static List<Tensor> Updates(PeftConfig config)
    {
        var peft = PeftModel.Wrap(Bert(), config);
        LoraTests.Perturb(peft);
        var before = peft.AdaptedLayers.Select(l => l.Layer.View.Weight.clone()).ToList();
        peft.Merge();
        return [.. peft.AdaptedLayers.Zip(before, (l, w) => l.Layer.View.Weight - w)];
    }

    private static bool TryMerge(PeftModel peft, string method)
    {
        try
        {
            peft.Merge();
            return true;
        }
        catch (NotSupportedException)
        {
            Assert.False(MethodTable.Line(method).Merges, $"{method} cannot be merged.");
            return false;
        }
    }

    // Without labels; ids within the smallest vocabulary, or images.
    private static ModelInput InputOf(PretrainedModel model, Device? device = null)
    {
        var (batch, where) = (Batch(), device ?? CPU);
        if (model.Task == ModelTask.ImageClassification)
        {
            using var generator = new Generator(4);
            var pixels = randn([4, 3, 8, 8], generator: generator);
            return new ModelInput { PixelValues = pixels.to(model.parameters().First().dtype).to(where) };
        }

        return new ModelInput(batch.InputIds!.clamp(0, 39).to(where))
        {
            AttentionMask = batch.AttentionMask!.to(where),
            TaskIds = tensor([0L, 1, 1, 0], device: where),
        };
    }

    // A prompt's own positions stand before the text's.
    private static Tensor OfText(Tensor adapted, Tensor plain) =>
        plain.dim() == 3 ? adapted.narrow(1, adapted.shape[1] - plain.shape[1], plain.shape[1]) : adapted;

    private static double Size(Tensor values) => Math.Max(1e-3, values.abs().max().ToDouble());
}
