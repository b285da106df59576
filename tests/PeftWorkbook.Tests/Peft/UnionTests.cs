using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Additive;
using PeftWorkbook.Peft.Hybrid;
using PeftWorkbook.Peft.Prompt;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Several methods as one adapter.</summary>
public sealed class UnionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("union-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void It_computes_what_its_parts_do_together()
    {
        var (query, value) = (new LoraConfig(2, 4, ["query"]), new LoraConfig(3, 6, ["value"]));
        using var union = PeftModel.Wrap(Bert(), new UnionConfig(query, value));
        using var both = PeftModel.Wrap(Bert(), query, "one");
        both.AddAdapter("two", value);
        both.SetAdapter("one", "two");
        LoraTests.Perturb(union);
        LoraTests.Perturb(both);
        var adapted = Logits(union, Batch());
        Assert.Equal(both.TrainableParameters().Trainable, union.TrainableParameters().Trainable);
        Assert.Equal(0, Distance(adapted, Logits(both, Batch())));
        union.Merge();
        Assert.True(Distance(adapted, Logits(union, Batch())) < 1e-5);
        union.Unmerge();
        Assert.Equal(0, Distance(adapted, Logits(union, Batch())));
    }

    [Fact]
    public void A_part_that_cannot_be_merged_keeps_it_from_being()
    {
        using var union = PeftModel.Wrap(Bert(), new UnionConfig(new LoraConfig(2, 4), new PrefixTuningConfig { VirtualTokens = 2 }));
        Assert.Throws<NotSupportedException>(() => union.Merge());
    }

    [Fact]
    public void Its_parts_must_sit_apart()
    {
        var model = Bert();
        var before = Logits(model, Batch());
        var together = new UnionConfig(new LoraConfig(2, 4), new Ia3Config { TargetModules = ["value"] });
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(model, together));
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(model, new UnionConfig()));
        using var peft = PeftModel.Wrap(model, new LoraConfig(2, 4));
        Assert.True(Distance(before, Logits(peft, Batch())) < 1e-5);
    }

    [Fact]
    public void A_classifier_is_trained_once_and_taken_back()
    {
        var model = Bert();
        var before = Logits(model, Batch());
        using var peft = PeftModel.Wrap(model, new MamConfig { Prefix = new() { VirtualTokens = 2 }, TaskType = "SEQ_CLS" });
        Assert.Single(peft.NamedTrainable(), p => p.Name == "classifier.weight");
        LoraTests.Perturb(peft);
        Assert.True(Distance(before, Logits(peft, Batch())) > 1e-3);
        peft.Save(_folder);
        using var loaded = PeftModel.Load(Bert(), _folder);
        Assert.Equal(0, loaded.TrainableParameters().Trainable);
        Assert.True(Distance(Logits(peft, Batch()), Logits(loaded, Batch())) < 1e-6);
        using (peft.DisableAdapter())
        {
            Assert.True(Distance(before, Logits(peft, Batch())) < 1e-5);
        }
    }

    [Fact]
    public void Gates_are_what_UniPELT_adds_to_its_parts()
    {
        var gated = new UniPeltConfig { Prefix = new() { VirtualTokens = 2, Gate = "shared" } };
        var plain = new UniPeltConfig
        {
            Prefix = new() { VirtualTokens = 2, ShiftsPositions = true },
            Adapter = BottleneckConfig.Pfeiffer(),
            Lora = new LoraConfig(8, 8),
        };
        using var with = PeftModel.Wrap(Bert(), gated);
        using var without = PeftModel.Wrap(Bert(), plain);
        var (layers, gates, width) = (2, 4, 24);        // a prefix, a bottleneck, queries and values
        Assert.Equal(layers * gates * (width + 1), with.TrainableParameters().Trainable - without.TrainableParameters().Trainable);
    }
}
