using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>A batch with an adapter for each row computes what separate runs compute.</summary>
public sealed class MixedBatchTests : IDisposable
{
    private const long Vocabulary = 40;   // the smallest of the models'

    private static readonly string?[] s_rows = ["first", "second", null, "first"];

    // These sit on blocks and on embeddings, and have no usual layers.
    private static readonly string[] s_elsewhere = ["SHADOW", "TRAINABLE_TOKENS"];

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string, string> Pairs =>
    [
        .. from method in MethodTable.Alone
           where !s_elsewhere.Contains(method) && typeof(LayerPeftConfig).IsAssignableFrom(PeftMethods.ConfigType(method, ""))
           from model in MethodTable.Models(method)
           select (method, model),
    ];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_method_equals_its_separate_runs(string method, string family)
    {
        var peft = Two(MethodTable.Model(family), MethodTable.Config(method));
        var batch = Batch();
        CheckRows(peft, batch with
        {
            InputIds = batch.InputIds!.remainder(Vocabulary),
            Labels = null,
            TaskIds = tensor(new long[] { 0, 1, 0, 1 }),
        });
    }

    [Theory]
    [InlineData("none", "SEQ_CLS")]
    [InlineData("all", null)]
    public void Classifiers_and_biases_are_each_row_s_own(string bias, string? task)
    {
        var peft = Two(Bert(), new LoraConfig(3, 6, ["query", "value"]) { Bias = bias, TaskType = task });
        CheckRows(peft, Batch());
    }

    [Fact]
    public void Trained_rows_of_an_embedding_are_each_row_s_own()
    {
        var config = PeftConfig.Parse(
            """{"peft_type": "TRAINABLE_TOKENS", "target_modules": ["word_embeddings"], "token_indices": [1, 2, 3, 5, 8, 13, 21, 34]}""");
        CheckRows(Two(Bert(), config), Batch());
    }

    [Fact]
    public void Adapters_that_move_the_base_see_the_weight_they_moved()
    {
        var peft = Two(Bert(), new LoraConfig(3, 6, ["query", "value"]) { Start = LoraStart.Pissa });
        CheckRows(peft, Batch());
    }

    [Fact]
    public void Adapters_that_only_add_to_layers_make_one_pass_and_keep_the_loss()
    {
        var peft = Two(Bert(), new LoraConfig(3, 6, "all-linear"));
        var passes = 0;
        ((PretrainedModel)peft.Model).register_forward_pre_hook((_, x) =>
        {
            passes++;
            return x;
        });
        Assert.NotNull(peft.Run(Batch(), s_rows).Loss);
        Assert.Equal(1, passes);
    }

    [Fact]
    public void What_was_active_and_merged_is_so_afterwards()
    {
        var peft = Two(Bert(), new LoraConfig(3, 6, ["query", "value"]) { TaskType = "SEQ_CLS" });
        peft.SetAdapter("second");
        var before = Logits(peft, Batch());
        peft.Merge();
        CheckRows(peft, Batch());
        peft.SetAdapter("second");
        peft.Merge();
        peft.Run(Batch(), s_rows);
        Assert.Equal(["second"], peft.MergedAdapters);
        Assert.True(Distance(before, Logits(peft, Batch())) < 1e-5);
        using (peft.DisableAdapter())
        {
            Assert.True(Distance(Logits(peft, Batch()), peft.Run(Batch(), s_rows).Logits!) < 1e-6);
        }
    }

    [Fact]
    public void Names_must_be_known_and_one_for_each_row()
    {
        var peft = Two(Bert(), new LoraConfig(3, 6, ["query"]));
        Assert.Contains("4 rows", Assert.Throws<ArgumentException>(() => peft.Run(Batch(), ["first"])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "first",
            Assert.Throws<ArgumentException>(() => peft.Run(Batch(), ["frist", null, null, null])).Message,
            StringComparison.Ordinal);
    }

    private static PeftModel Two(PretrainedModel model, PeftConfig config)
    {
        var batches = MethodTable.Batches(model);
        var peft = PeftModel.Wrap(model, config, "first", 0, batches);
        LoraTests.Perturb(peft, seed: 3);
        peft.AddAdapter("second", config, 0, batches);
        peft.SetAdapter("second");
        LoraTests.Perturb(peft, seed: 4);
        return peft;
    }

    private static void CheckRows(PeftModel peft, ModelInput input)
    {
        using var _ = no_grad();
        var mixed = peft.Run(input, s_rows).Logits!;
        foreach (var name in s_rows.Distinct())
        {
            var rows = tensor(Enumerable.Range(0, s_rows.Length).Where(i => s_rows[i] == name).Select(i => (long)i).ToArray());
            peft.SetAdapter(name is null ? [] : [name]);
            var alone = Logits(peft, MixedRows.Select(input, rows, s_rows.Length));
            var (size, distance) = (alone.abs().max().ToDouble(), Distance(alone, mixed.index_select(0, rows)));
            Assert.True(distance < 1e-5 * Math.Max(1, size), $"The rows of {name ?? "the base"} are {distance:g3} off.");
        }
    }
}
