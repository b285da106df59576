using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Mixture;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Training.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>What LoRA's variants of the survey promise beyond what holds of every method.</summary>
public sealed class SurveyLoraTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("survey-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // The models' width, 24, is no power of two: the tree of pairs has gaps there, and stays a rotation.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pairs_turn_and_neighbours_in_their_place_do_not(bool isPublished)
    {
        var peft = PeftModel.Wrap(Bert(), new GoftConfig { UsesPublishedPairs = isPublished, TargetModules = ["query"] });
        foreach (var (name, parameter) in peft.NamedTrainable().Where(p => p.Name.EndsWith("angles", StringComparison.Ordinal)))
        {
            using var _ = no_grad();
            parameter.normal_(0, 0.3);
        }

        var adapter = (GoftAdapter)peft.AdaptedLayers.First().Layer.Adapters["default"];
        using var untracked = no_grad();
        var map = adapter.Transform(eye(24));
        Assert.Equal(!isPublished, Distance(map.mm(map.t()), eye(24)) < 1e-5);
    }

    [Theory]
    [InlineData("RELORA")]
    [InlineData("COLA")]
    public void A_restart_changes_no_output_and_the_base_comes_back(string method)
    {
        var (model, input) = (Bert(), Batch());
        var before = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.clone());
        var peft = PeftModel.Wrap(model, MethodTable.Config(method));
        LoraTests.Perturb(peft);
        var adapted = Logits(peft, input);
        ((RestartedLoraAttachment)peft.Attached("default")).Restart();
        Assert.True(Distance(adapted, Logits(peft, input)) < 1e-5);
        Assert.NotEqual(OptimizerReset.Nothing, peft.TakeReset());
        Assert.Equal(OptimizerReset.Nothing, peft.TakeReset());

        LoraTests.Perturb(peft);
        var again = Logits(peft, input);
        peft.Save(_folder);
        using var loaded = PeftModel.Load(Bert(), _folder);
        Assert.True(Distance(again, Logits(loaded, input)) < 1e-6);
        peft.Merge();
        Assert.True(Distance(again, Logits(peft, input)) < 1e-5);
        peft.Unload();
        Assert.All(model.named_parameters(), p => Assert.Equal(0, Distance(p.parameter, before[p.name])));
    }

    [Theory]
    [InlineData(OptimizerReset.Nothing, 1, true)]
    [InlineData(OptimizerReset.Moments, 1, false)]
    [InlineData(OptimizerReset.Everything, 0, false)]
    public void An_optimiser_forgets_what_it_is_told(OptimizerReset what, long steps, bool keepsMoments)
    {
        Parameter parameter = new(ones(3));
        using var optimizer = optim.AdamW([parameter], 0.1);
        parameter.sum().backward();
        optimizer.step();
        OptimizerMemory.Forget(optimizer, what);
        var state = (AdamW.State)optimizer.state_dict().State[0];
        Assert.Equal(steps, state.step);
        Assert.Equal(keepsMoments, state.exp_avg.abs().max().ToDouble() > 0);
    }

    // Between ξ and 2ξ the authors' sequence of assignments makes a gate zero that the threshold leaves.
    [Theory]
    [InlineData(false, 0.05)]
    [InlineData(true, 0.0)]
    public void A_gate_is_thresholded(bool isPublished, double expected)
    {
        var config = new SoraConfig { Rank = 3, Threshold = 0.1, UsesPublishedThreshold = isPublished, TargetModules = ["query"] };
        var peft = PeftModel.Wrap(Bert(), config);
        var adapter = (SoraAdapter)peft.AdaptedLayers.First().Layer.Adapters["default"];
        using (no_grad())
        {
            adapter.Gate.copy_(tensor(new[] { 0.15f, -0.3f, 0.02f }));
        }

        peft.AfterStep(0);
        Assert.True(Distance(adapter.Gate.detach(), tensor(new[] { (float)expected, -0.2f, 0 })) < 1e-6);
    }

    [Fact]
    public void One_adapter_works_at_every_rank_and_keeps_the_chosen_one()
    {
        var input = Batch();
        using var peft = PeftModel.Wrap(Bert(), MethodTable.Config("DYLORA"));
        LoraTests.Perturb(peft);
        var attachment = (DyLoraAttachment)peft.Attached("default");
        var whole = Logits(peft, input);
        attachment.Rank = 1;
        var narrow = Logits(peft, input);
        Assert.True(Distance(whole, narrow) > 1e-4);
        peft.Save(_folder);
        using var loaded = PeftModel.Load(Bert(), _folder);
        Assert.True(Distance(narrow, Logits(loaded, input)) < 1e-6);
        Assert.Throws<ArgumentOutOfRangeException>(() => attachment.Rank = 99);
    }

    [Fact]
    public void A_weight_that_moved_along_is_saved()
    {
        var input = Batch();
        using var peft = PeftModel.Wrap(Bert(), MethodTable.Config("DELTA_LORA"));
        for (var step = 0; step < 3; step++)
        {
            peft.BeforeStep();
            LoraTests.Perturb(peft, seed: step);
            peft.AfterStep(step);
        }

        var moved = Logits(peft, input);
        peft.Save(_folder);
        using var loaded = PeftModel.Load(Bert(), _folder);
        Assert.True(Distance(moved, Logits(loaded, input)) < 1e-6);
    }

    [Fact]
    public void A_start_from_gradients_needs_batches_and_changes_the_model()
    {
        var input = Batch();
        var config = new LoraSbConfig { Rank = 3, Alpha = 3, StartRate = 0.05, TargetModules = ["query"] };
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), config));
        var model = Bert();
        var before = Logits(model, input);
        using var peft = PeftModel.Wrap(model, config, batches: [input]);
        var fresh = Logits(peft, input);
        Assert.True(Distance(before, fresh) > 1e-4);
        peft.Save(_folder);
        using var loaded = PeftModel.Load(Bert(), _folder);
        Assert.True(Distance(fresh, Logits(loaded, input)) < 1e-6);
    }

    [Theory]
    [InlineData("BATCHED_FLORA")]
    [InlineData("MOELORA")]
    public void Rows_of_several_tasks_compute_as_they_do_alone(string method)
    {
        var all = Batch() with { Labels = null, TaskIds = tensor([0L, 1, 1, 0]).narrow(0, 0, Batch().InputIds!.shape[0]) };
        using var peft = PeftModel.Wrap(Bert(), MethodTable.Config(method));
        LoraTests.Perturb(peft);
        var together = Logits(peft, all);
        for (var row = 0L; row < together.shape[0]; row++)
        {
            var one = all with
            {
                InputIds = all.InputIds!.narrow(0, row, 1),
                AttentionMask = all.AttentionMask?.narrow(0, row, 1),
                TokenTypeIds = all.TokenTypeIds?.narrow(0, row, 1),
                TaskIds = all.TaskIds!.narrow(0, row, 1),
            };
            Assert.True(Distance(together.narrow(0, row, 1), Logits(peft, one)) < 1e-5);
        }

        Assert.Throws<InvalidOperationException>(() => peft.call(all with { TaskIds = null }));
        Assert.Throws<InvalidOperationException>(() => peft.call(all with { TaskIds = all.TaskIds! + 50 }));
    }

    [Fact]
    public void Experts_of_a_net_need_its_layers()
    {
        var fault = Assert.Throws<ArgumentException>(
            () => PeftModel.Wrap(Llama(), new MixLoraConfig { Rank = 2, TargetModules = ["q_proj"] }));
        Assert.Contains("feed-forward", fault.Message, StringComparison.Ordinal);
    }
}
