using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Mixture;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>X-LoRA's files, and AdaLoRA's budget: what PEFT loses or refuses.</summary>
public sealed class MixtureTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("mixture-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_saved_mixture_computes_the_same_elsewhere()
    {
        var input = Ids();
        using var peft = PeftModel.Wrap(Llama(), Mixture("a", "b"), seed: 3);
        LoraTests.Perturb(peft);
        var expected = Logits(peft, input);
        var saved = Path.Combine(_folder, "saved");
        peft.Save(saved);
        Directory.Delete(Path.Combine(_folder, "a"), recursive: true);      // what is saved needs nothing else
        Directory.Delete(Path.Combine(_folder, "b"), recursive: true);
        using var again = PeftModel.Load(Llama(), saved);
        Assert.True(Distance(expected, Logits(again, input)) < 1e-6 * Size(expected));
    }

    [Fact]
    public void Without_its_classifier_a_mixture_does_not_run()
    {
        using var peft = PeftModel.Wrap(Llama(), Mixture("a", "b"));
        var saved = Path.Combine(_folder, "saved");
        peft.Save(saved);
        File.Delete(Path.Combine(saved, "xlora_classifier.safetensors"));   // as PEFT leaves it
        using var again = PeftModel.Load(Llama(), saved);
        Assert.Contains(
            "no classifier",
            Assert.Throws<InvalidOperationException>(() => again.call(Ids())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void One_expert_with_a_softmax_is_that_expert()
    {
        var input = Ids();
        using var mixed = PeftModel.Wrap(Llama(), Mixture("a"));
        using var alone = PeftModel.Load(Llama(), Path.Combine(_folder, "a"));
        var expected = Logits(alone, input);
        Assert.True(Distance(expected, Logits(mixed, input)) < 1e-5 * Size(expected));
    }

    [Fact]
    public void Experts_stay_as_they_are_and_nothing_merges()
    {
        using var peft = PeftModel.Wrap(Llama(), Mixture("a", "b"));
        Assert.All(peft.NamedTrainable(), p => Assert.Contains("classifier", p.Name, StringComparison.Ordinal));
        Assert.Throws<NotSupportedException>(() => peft.Merge());
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("nowhere")]
    public void An_expert_that_is_not_there_is_named(string path)
    {
        var config = new XLoraConfig { Adapters = new Dictionary<string, string> { ["lost"] = path } };
        Assert.ThrowsAny<Exception>(() => PeftModel.Wrap(Llama(), config));
    }

    [Fact]
    public void The_budget_falls_to_the_target_and_the_file_holds_what_is_left()
    {
        const int Steps = 12;
        var config = new AdaLoraConfig { InitialRank = 4, TargetRank = 2, FirstStep = 2, FinalSteps = 3, TotalSteps = Steps };
        var input = Ids() with { Labels = Ids().InputIds };
        using var peft = PeftModel.Wrap(Llama(), config);
        LoraTests.Perturb(peft);
        var attachment = (AdaLoraAttachment)peft.Attached("default");
        var first = attachment.Rank;
        using var optimizer = optim.AdamW([.. peft.NamedTrainable().Select(p => p.Parameter)], 1e-2);
        for (var step = 0; step < Steps; step++)
        {
            optimizer.zero_grad();
            peft.call(input).Loss!.backward();
            optimizer.step();
            peft.AfterStep(step);
            Assert.Equal(attachment.Budget(step), attachment.Rank);
        }

        Assert.Equal(first / 2, attachment.Rank);
        peft.Save(_folder);
        using var again = PeftModel.Load(Llama(), _folder);
        var expected = peft.call(input);
        var actual = again.call(input);
        Assert.True(Distance(expected.Logits!, actual.Logits!) < 1e-5 * Size(expected.Logits!));
        Assert.True(actual.Loss!.ToDouble() > 0);                           // PEFT raises here
    }

    [Theory]
    [InlineData(null)]
    [InlineData("CAUSAL_LM")]
    public void The_orthogonal_term_is_in_the_loss_with_or_without_a_task_type(string? task)
    {
        var input = Ids() with { Labels = Ids().InputIds };
        var plain = Llama().call(input).Loss!.ToDouble();
        using var peft = PeftModel.Wrap(Llama(), new AdaLoraConfig { TaskType = task });
        var attachment = (AdaLoraAttachment)peft.Attached("default");
        var added = peft.call(input).Loss!.ToDouble() - plain;
        Assert.Equal(0.5 * attachment.Orthogonality().ToDouble(), added, 1e-4);
        attachment.UsesPublishedLoss = true;                                // PEFT's: nothing without a task type
        Assert.Equal(task is null ? 0 : added, peft.call(input).Loss!.ToDouble() - plain, 1e-4);
    }

    private static ModelInput Ids() => new(tensor(new long[] { 5, 6, 7, 8, 9, 10, 11, 12 }).view(2, 4));

    private static double Size(Tensor values) => values.abs().max().ToDouble();

    private XLoraConfig Mixture(params string[] experts)
    {
        foreach (var (name, i) in experts.Select((n, i) => (n, i)))
        {
            using var expert = PeftModel.Wrap(Llama(), new LoraConfig(2 + i, 6), seed: i);
            LoraTests.Perturb(expert);
            expert.Save(Path.Combine(_folder, name));
        }

        return new() { Adapters = experts.ToDictionary(n => n, n => Path.Combine(_folder, n)), Depth = 2, Width = 5, Dropout = 0 };
    }
}
