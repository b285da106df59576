using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using TorchSharp.Modules;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

public sealed class TargetTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void All_linear_takes_every_layer_but_the_head()
    {
        var names = Targets(new LoraConfig(2, 2, ModuleNames.AllLinear));
        Assert.Equal(13, names.Count);
        Assert.DoesNotContain("classifier", names);
        Assert.Contains("bert.pooler.dense", names);
    }

    [Fact]
    public void A_regular_expression_is_over_the_whole_name() =>
        Assert.Equal(["bert.encoder.layer.1.attention.self.key"], Targets(new LoraConfig(2, 2, @".*\.1\..*key")));

    [Fact]
    public void A_name_matches_whole_parts_only() =>
        Assert.Equal(6, Targets(new LoraConfig(2, 2, ["output.dense", "intermediate.dense"])).Count);

    [Fact]
    public void Layers_and_exclusions_narrow_the_choice() => Assert.Equal(
        ["bert.encoder.layer.1.attention.self.value"],
        Targets(new LoraConfig(2, 2, ["query", "value"]) { LayersToTransform = [1], ExcludeModules = ["query"] }));

    [Fact]
    public void Without_targets_the_family_decides() =>
        Assert.All(Targets(new LoraConfig(2, 2)), n => Assert.Matches("query$|value$", n));

    [Fact]
    public void Patterns_give_modules_ranks_of_their_own()
    {
        var config = new LoraConfig(2, 4, ["query", "value"])
        {
            RankPattern = new Dictionary<string, int> { ["layer.1.attention.self.value"] = 5 },
            AlphaPattern = new Dictionary<string, double> { ["value"] = 10 },
        };
        var layers = PeftModel.Wrap(Bert(), config).AdaptedLayers.ToDictionary(l => l.Name, l => (LoraAdapter)l.Layer.Adapters["default"]);
        Assert.Equal([5, 24], layers["bert.encoder.layer.1.attention.self.value"].A.shape);
        Assert.Equal(2, layers["bert.encoder.layer.1.attention.self.value"].Scaling);
        Assert.Equal(5, layers["bert.encoder.layer.0.attention.self.value"].Scaling);
        Assert.Equal(2, layers["bert.encoder.layer.0.attention.self.query"].Scaling);
    }

    [Fact]
    public void A_module_of_TorchSharp_can_be_adapted_too()
    {
        var (model, x) = (new Own(), randn(5, 6));
        var before = model.call(x);
        var peft = PeftModel.Wrap(model, new LoraConfig(2, 2, ["first"]));
        Assert.Equal(2 * (6 + 4), peft.TrainableParameters().Trainable);
        Assert.True(Distance(before, model.call(x)) < 1e-6);
        LoraTests.Perturb(peft);
        Assert.True(Distance(before, model.call(x)) > 1e-3);
        Assert.Throws<InvalidOperationException>(() => peft.call(Batch()));
    }

    [Fact]
    public void A_field_that_can_only_hold_a_Linear_says_how_to_declare_it()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => PeftModel.Wrap(new Own(), new LoraConfig(2, 2, ["second"])));
        Assert.Contains("Module<Tensor, Tensor>", fault.Message, StringComparison.Ordinal);
    }

    private sealed class Own : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> first = nn.Linear(6, 4);
        private readonly Linear second = nn.Linear(4, 2);

        internal Own() : base(nameof(Own)) => RegisterComponents();

        public override Tensor forward(Tensor x) => second.call(first.call(x).relu());
    }

    private static List<string> Targets(LoraConfig config) => [.. PeftModel.Wrap(Bert(), config).AdaptedLayers.Select(l => l.Name)];
}
