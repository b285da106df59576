using PeftWorkbook.Hub;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>All adapters of one base live together: what they cost, what switching does, and that no name is in another's way.</summary>
public sealed class ManyAdaptersTests : IDisposable
{
    private const int Many = 50;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("adapters-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("SEQ_CLS")]
    public void Fifty_adapters_cost_fifty_times_one(string? task)
    {
        var config = new LoraConfig(3, 6, ["query", "value"]) { TaskType = task };
        var model = Bert();
        var peft = PeftModel.Wrap(model, config, "0");
        var (tensors, bytes) = (LiveTensors.Settled(), Bytes(model));
        var adapter = peft.Attached("0").State.ToList();
        var one = adapter.Sum(s => Size(s.Tensor));
        for (var i = 1; i < Many; i++)
        {
            peft.AddAdapter($"{i}", config, seed: i);
            peft.SetAdapter($"{i}");
        }

        // What an adapter holds beside the model's modules: its own classifier, while another one's is in the model.
        var aside = peft.Adapters.Skip(1).Sum(a => peft.Attached(a).ParkedCount * sizeof(float));
        Assert.InRange(Bytes(model) + aside - bytes, 1, 1.05 * (Many - 1) * one);
        Assert.InRange(Tensor.TotalCount - tensors, 1, 1.05 * (Many - 1) * adapter.Count);
    }

    [Fact]
    public void Switching_looks_at_no_layer_and_no_weight()
    {
        var (model, calls) = (Bert(), new Counter());
        var config = new CountingConfig(calls) { TargetModules = "all-linear", InferenceMode = true };
        var peft = PeftModel.Wrap(model, config, "0");
        for (var i = 1; i < 4; i++)
        {
            peft.AddAdapter($"{i}", config);
        }

        var storage = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var tensors = LiveTensors.Settled();
        calls.Count = 0;
        for (var i = 0; i < 40; i++)
        {
            peft.SetAdapter($"{i % 4}");
        }

        Assert.Equal(0, calls.Count);
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.Empty(peft.Switch.Changed);
        Assert.All(model.named_parameters(), p => Assert.Same(storage[p.name], p.parameter));
        Logits(peft, Batch());
        Assert.Equal(2 * peft.AdaptedLayers.Count(), calls.Count);   // whether it needs all positions, and its output
    }

    [Fact]
    public void Only_layers_whose_weight_is_changed_are_looked_at_again()
    {
        var peft = PeftModel.Wrap(Bert(), new LoraConfig(3, 6, ["query"]) { Start = LoraStart.Pissa }, "moving");
        peft.AddAdapter("plain", new LoraConfig(3, 6, ["query", "value"]));
        Assert.Equal(2, peft.Switch.Changed.Count);
        peft.SetAdapter("plain");
        Assert.Empty(peft.Switch.Changed);
        peft.Merge();
        Assert.Equal(4, peft.Switch.Changed.Count);
        peft.SetAdapter("moving");
        Assert.Equal(2, peft.Switch.Changed.Count);
        peft.Unload();
        Assert.Empty(peft.Switch.Changed);
    }

    // PEFT drops what is saved under a key that holds another adapter's name.
    [Fact]
    public void Adapters_named_like_modules_or_one_another_lose_no_tensor()
    {
        string[] names =
            ["default", "layer", "default2", "foodefault_bar", "query", "lora_A", "weight", "base_layer", "a.b", "a_b",
                "bert"];
        var config = new LoraConfig(3, 6, ["query", "value"]) { TaskType = "SEQ_CLS" };
        var input = Batch();
        var peft = PeftModel.Wrap(Bert(), config, names[0]);
        foreach (var name in names.Skip(1))
        {
            peft.AddAdapter(name, config);
        }

        Dictionary<string, Tensor> outputs = [];
        foreach (var (name, seed) in names.Select((n, i) => (n, i)))
        {
            peft.SetAdapter(name);
            LoraTests.Perturb(peft, seed);
            outputs.Add(name, Logits(peft, input));
        }

        peft.Save(_folder);
        foreach (var name in names)
        {
            var saved = name == "default" ? _folder : Path.Combine(_folder, name);
            Assert.Equal(10, SafeTensors.Load(Path.Combine(saved, "adapter_model.safetensors")).Count);
            Assert.Equal(0, Distance(outputs[name], Logits(PeftModel.Load(Bert(), saved), input)));
        }

        names.Skip(1).ToList().ForEach(peft.DeleteAdapter);
        peft.SetAdapter("default");
        Assert.Equal(0, Distance(outputs["default"], Logits(peft, input)));
    }

    [Fact]
    public void A_swap_takes_name_place_and_state_and_leaves_the_old_one_where_it_fails()
    {
        var (input, other) = (Batch(), PeftModel.Wrap(Bert(), new LoraConfig(5, 7, ["key", "value"]) { TaskType = "SEQ_CLS" }));
        LoraTests.Perturb(other, seed: 5);
        other.Save(_folder);
        var peft = PeftModel.Wrap(Bert(), new LoraConfig(3, 6, ["query"]), "first");
        LoraTests.Perturb(peft, seed: 6);
        peft.AddAdapter("second", new LoraConfig(2, 2, ["query"]));
        peft.HotSwap("first", _folder);
        Assert.Equal(["first", "second"], peft.Adapters);
        Assert.Equal(["first"], peft.ActiveAdapters);
        Assert.True(Distance(Logits(other, input), Logits(peft, input)) < 1e-6);
        Assert.NotEmpty(peft.NamedTrainable());
        var before = Logits(peft, input);
        var path = Path.Combine(_folder, "adapter_model.safetensors");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..300]);
        Assert.Throws<InvalidDataException>(() => peft.HotSwap("first", _folder));
        Assert.Equal(["first", "second"], peft.Adapters);
        Assert.Equal(0, Distance(before, Logits(peft, input)));
        Assert.Throws<ArgumentException>(() => peft.HotSwap("third", _folder));
    }

    private static long Bytes(nn.Module model) => model.parameters().Concat(model.buffers()).Sum(Size);

    private static long Size(Tensor tensor) => tensor.numel() * tensor.element_size();

    private sealed class Counter
    {
        internal int Count { get; set; }
    }

    private sealed record CountingConfig(Counter Calls) : LayerPeftConfig
    {
        protected internal override LayerAdapter Create(AdapterSite site) => new CountingAdapter(site.Layer, Calls);
    }

    /// <summary>An adapter that changes nothing and counts how often it is asked for anything.</summary>
    private sealed class CountingAdapter(BaseLayer layer, Counter calls) : LayerAdapter(nameof(CountingAdapter), layer)
    {
        protected internal override IEnumerable<AdapterTensor> State
        {
            get
            {
                calls.Count++;
                return [];
            }
        }

        protected internal override bool NeedsAllPositions => Counted(false);

        protected internal override Tensor? Rebase(Tensor weight) => Counted<Tensor?>(null);

        protected internal override Tensor Forward(Tensor x, Below next) => Counted(next).Call(x);

        private T Counted<T>(T value)
        {
            calls.Count++;
            return value;
        }
    }
}
