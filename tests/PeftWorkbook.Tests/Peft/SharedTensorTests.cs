using PeftWorkbook.Hub;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Mixture;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Tensors that layers, and adapters of one method, have in common.</summary>
public sealed class SharedTensorTests : IDisposable
{
    private static readonly VeraConfig s_vera = new() { Rank = 6, TargetModules = ["query", "value"] };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("shared-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static TheoryData<LayerPeftConfig, LayerPeftConfig, string> Strangers => new()
    {
        { s_vera, s_vera with { ProjectionSeed = 1 }, "the seed 1 where 0 is in use" },
        { s_vera, s_vera with { Rank = 5 }, "the rank 5 where 6 is in use" },
        { s_vera, s_vera with { TargetModules = ["query", "intermediate.dense"] }, "40 x 6" },
        { new PveraConfig { Rank = 4 }, new PveraConfig { Rank = 4, ProjectionSeed = 3 }, "the seed 3" },
        { new RandLoraConfig { Rank = 5 }, new RandLoraConfig { Rank = 5, IsSparse = true }, "a sparse one where a dense one" },
        { new FrodConfig(), new FrodConfig { ProjectionSeed = 2 }, "the seed 2 where 0 is in use" },
    };

    [Theory]
    [MemberData(nameof(Strangers), DisableDiscoveryEnumeration = true)]
    public void A_second_adapter_that_cannot_share_is_refused(LayerPeftConfig first, LayerPeftConfig second, string reason)
    {
        var (peft, input) = (PeftModel.Wrap(Bert(), first, "first"), Batch());
        LoraTests.Perturb(peft);
        var before = Logits(peft, input);
        var fault = Assert.Throws<ArgumentException>(() => peft.AddAdapter("second", second));
        Assert.Contains("'second' cannot be added beside 'first'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Equal(["first"], peft.Adapters);
        Assert.Equal(0, Distance(before, Logits(peft, input)));
    }

    [Fact]
    public void Adapters_of_one_seed_use_one_projection_and_either_may_go_first()
    {
        var (peft, input) = (PeftModel.Wrap(Bert(), s_vera, "first"), Batch());
        peft.AddAdapter("second", s_vera, seed: 4);
        var (one, two) = (Projection(peft, "first"), Projection(peft, "second"));
        using (no_grad())
        {
            one.A[0, 0].fill_(7);
            Assert.Equal(7, two.A[0, 0].ToDouble());
        }

        peft.SetAdapter("second");
        LoraTests.Perturb(peft);
        var before = Logits(peft, input);
        peft.DeleteAdapter("first");
        Assert.Equal(0, Distance(before, Logits(peft, input)));
    }

    [Fact]
    public void A_file_with_other_projections_does_not_change_the_adapter_that_is_there()
    {
        var (peft, input) = (PeftModel.Wrap(Bert(), s_vera, "first"), Batch());
        LoraTests.Perturb(peft);
        peft.Save(_folder);
        peft.LoadAdapter(_folder, "same");
        var before = Logits(peft, input);
        var file = Path.Combine(_folder, "adapter_model.safetensors");
        var tensors = SafeTensors.Load(file);
        tensors["base_model.vera_A"] += 1;
        SafeTensors.Save(file, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        var fault = Assert.Throws<InvalidDataException>(() => peft.LoadAdapter(_folder, "other"));
        Assert.Contains("vera_A differs", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, Distance(before, Logits(peft, input)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_projection_that_is_not_saved_is_drawn_again(bool isSaved)
    {
        foreach (LayerPeftConfig config in new LayerPeftConfig[]
        {
            s_vera with { SaveProjection = isSaved },
            new PveraConfig { Rank = 4, SaveProjection = isSaved },
            new RandLoraConfig { Rank = 5, SaveProjection = isSaved },
            new TinyLoraConfig { Rank = 3, Length = 6, SaveProjection = isSaved },
            new UniLoraConfig { Rank = 3, ThetaLength = 40, SaveIndices = isSaved },
            new FrodConfig { SaveProjection = isSaved },
        })
        {
            using var peft = PeftModel.Wrap(Bert(), config);
            LoraTests.Perturb(peft);
            peft.Save(_folder);
            using var loaded = PeftModel.Load(Bert(), _folder);
            Assert.Equal(0, Distance(Logits(peft, Batch()), Logits(loaded, Batch())));
        }
    }

    [Fact]
    public void What_layers_share_is_trained_once_and_saved_with_each()
    {
        var peft = PeftModel.Wrap(Bert(), new LilyConfig { Rank = 3, StrideOfA = 2, Experts = 2, TargetModules = ["query"] });
        Assert.Equal((3 * 24) + (2 * 3 * 24) + (2 * 2 * 3), peft.TrainableParameters().Trainable);
        Assert.Equal(4, peft.NamedTrainable().Count());
        LoraTests.Perturb(peft);
        peft.Save(_folder);
        var saved = SafeTensors.Load(Path.Combine(_folder, "adapter_model.safetensors"));
        Assert.Equal(6, saved.Count);
        const string Layer = "base_model.model.bert.encoder.layer.{0}.attention.self.query.lily_A.weight";
        Assert.Equal(0, Distance(saved[string.Format(null, Layer, 0)], saved[string.Format(null, Layer, 1)]));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(0.5, 2)]
    [InlineData(1, 1)]
    public void Layers_are_tied_by_runs(double tying, int vectors)
    {
        var peft = PeftModel.Wrap(Bert(), new TinyLoraConfig { Rank = 2, Length = 5, WeightTying = tying });
        Assert.Equal(5 * vectors, peft.TrainableParameters().Trainable);
    }

    private static SharedProjection Projection(PeftModel peft, string adapter) =>
        (SharedProjection)((LayerAttachment)peft.Attached(adapter)).Share!;
}
