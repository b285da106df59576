using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Mixture;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Peft.Selective;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>What single methods promise beyond what holds of all.</summary>
public sealed class SharedMethodTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("methods-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void UniLora_keeps_lengths()
    {
        var peft = Perturbed(new UniLoraConfig { Rank = 3, ThetaLength = 50 });
        var theta = peft.NamedTrainable().Single().Parameter.square().sum().ToDouble();
        var state = peft.Attached("default").State.ToDictionary(s => s.Key, s => s.Tensor);
        var entries = state.Keys.Where(k => k.Contains("indices", StringComparison.Ordinal)).Sum(key =>
        {
            var scales = state[key.Replace("indices", "scales", StringComparison.Ordinal)];
            return (peft.NamedTrainable().Single().Parameter.index([state[key]]) * scales).square().sum().ToDouble();
        });
        Assert.Equal(theta, entries, 4);
    }

    [Fact]
    public void VbLora_comes_back_from_its_chosen_vectors_alone()
    {
        var config = new VbLoraConfig { Rank = 3, VectorCount = 10, VectorLength = 4, TopK = 3, SaveOnlyTopK = true };
        var peft = Perturbed(config);
        peft.Save(_folder);
        var loaded = PeftModel.Load(Bert(), _folder, isTrainable: true);
        Assert.True(Distance(Logits(peft, Batch()), Logits(loaded, Batch())) < 1e-5);
        var first = File.ReadAllBytes(Path.Combine(_folder, "adapter_model.safetensors"));
        loaded.Save(_folder);
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(_folder, "adapter_model.safetensors")));
        LoraTests.Perturb(loaded, seed: 3);
        loaded.Save(_folder);
        Assert.True(Distance(Logits(loaded, Batch()), Logits(PeftModel.Load(Bert(), _folder), Batch())) < 1e-5);
    }

    [Fact]
    public void RandLora_reaches_full_rank()
    {
        var delta = Delta(Perturbed(new RandLoraConfig { Rank = 5, Alpha = 10 }));
        Assert.Equal(24, linalg.matrix_rank(delta).ToInt64());
    }

    [Theory]
    [InlineData(false, 1e-5)]
    [InlineData(true, 1e-2)]
    public void Psofts_matrix_is_a_rotation(bool neumann, double bound)
    {
        var peft = PeftModel.Wrap(Bert(), new PsoftConfig
        {
            Rank = 4,
            UseNeumann = neumann,
            NeumannTerms = 12,
            NeumannLimit = 0.5,
            HasMagnitudeA = false,
            HasMagnitudeB = false,
        });
        LoraTests.Perturb(peft);
        var rotation = ((PsoftAdapter)peft.AdaptedLayers.First().Layer.Adapters["default"]).Rotation();
        Assert.True(Distance(rotation.mm(rotation.t()), eye(4)) < bound);
        Assert.True(Distance(rotation, eye(4)) > 0.1);
    }

    [Fact]
    public void Osf_learns_away_from_what_is_frozen()
    {
        var peft = PeftModel.Wrap(Bert(), new OsfConfig { EffectiveRank = 0.75, TargetModules = ["query"] });
        var (u, _, v) = linalg.svd(peft.AdaptedLayers.First().Layer.View.Weight, fullMatrices: false);
        peft.call(Batch()).Loss!.backward();
        var gradients = peft.NamedTrainable().Take(3).ToDictionary(p => p.Name.Split('.')[^1], p => p.Parameter.grad!);
        Assert.Equal([24, 6], gradients["U_low"].shape);
        Assert.All(gradients.Values, g => Assert.True(g.abs().max().ToDouble() > 1e-6));
        Assert.True(u.narrow(1, 0, 18).t().mm(gradients["U_low"]).abs().max().ToDouble() < 1e-5);
        Assert.True(gradients["V_low"].mm(v.narrow(0, 0, 18).t()).abs().max().ToDouble() < 1e-5);
    }

    [Fact]
    public void Poly_mixes_by_task()
    {
        var peft = Perturbed(new PolyConfig { Rank = 3, Tasks = 2, Skills = 2, Splits = 2 });
        var mixed = Logits(peft, Batch() with { TaskIds = tensor([0L, 1, 1, 0]) });
        var zero = Logits(peft, Batch() with { TaskIds = zeros(4, int64) });
        var one = Logits(peft, Batch() with { TaskIds = ones(4, int64) });
        Assert.True(Distance(zero, one) > 1e-3);
        foreach (var (row, all) in new[] { (0, zero), (1, one), (2, one), (3, zero) })
        {
            Assert.True(Distance(mixed[row], all[row]) < 1e-5);
        }

        Assert.Contains("TaskIds", Assert.Throws<InvalidOperationException>(() => Logits(peft, Batch())).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Logits(peft, Batch() with { TaskIds = full([4], 2, int64) }));
    }

    [Fact]
    public void GLora_sums_with_itself_as_it_merges()
    {
        var config = new GLoraConfig { Rank = 2, FormOfDE = "vector" };
        var peft = Perturbed(config);
        peft.AddAdapter("second", config, seed: 2);
        peft.SetAdapter("second");
        LoraTests.Perturb(peft, seed: 11);
        peft.SetAdapter("default", "second");
        var both = Logits(peft, Batch());
        peft.Merge();
        Assert.True(Distance(both, Logits(peft, Batch())) < 1e-4);
        peft.Unmerge();
        peft.Merge("default");
        peft.Merge("second");
        Assert.True(Distance(both, Logits(peft, Batch())) < 1e-4);
    }

    [Fact]
    public void SuperTuning_changes_the_chosen_entries_alone()
    {
        var peft = PeftModel.Wrap(Bert(), new SuperTuningConfig { Sparsity = 0.9, TargetModules = ["query"] });
        LoraTests.Perturb(peft);
        var layer = peft.AdaptedLayers.First().Layer;
        var before = layer.View.Weight.clone();
        peft.Merge();
        var changed = (layer.View.Weight - before).ne(0);
        Assert.Equal(57, changed.sum().ToInt64());
        var smallest = before.abs().masked_select(changed).min().ToDouble();
        Assert.True(before.abs().masked_select(changed.logical_not()).max().ToDouble() <= smallest);
    }

    [Fact]
    public void AdaMss_lets_all_but_the_best_subspaces_rest()
    {
        var config = new AdaMssConfig
        {
            Rank = 6,
            Subspaces = 3,
            SubspaceRank = 2,
            UsesAllocation = true,
            TargetSubspaces = 5,
            FirstStep = 0,
            LastStep = 4,
            Interval = 2,
        };
        var peft = PeftModel.Wrap(Bert(), config);
        var all = peft.NamedTrainable().Count();
        Assert.Equal(2 * 12, all);
        using var optimizer = optim.AdamW(peft.NamedTrainable().Select(p => p.Parameter), 1e-2);
        List<int> counts = [];
        for (var step = 0; step <= 4; step++)
        {
            optimizer.zero_grad();
            peft.call(Batch()).Loss!.backward();
            optimizer.step();
            peft.AfterStep(step);
            counts.Add(peft.NamedTrainable().Count() / 2);
        }

        Assert.Equal([12, 12, 5, 5, 5], counts);
        peft.SetAdapter();
        peft.SetAdapter("default");
        Assert.Equal(5, peft.NamedTrainable().Count() / 2);
    }

    private static PeftModel Perturbed(PeftConfig config)
    {
        var peft = PeftModel.Wrap(Bert(), config);
        LoraTests.Perturb(peft);
        return peft;
    }

    private static Tensor Delta(PeftModel peft) => ((DeltaAdapter)peft.AdaptedLayers.First().Layer.Adapters["default"]).Delta();
}
