using FsCheck;
using FsCheck.Fluent;
using PeftWorkbook.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Training;

public sealed class BatchTests
{
    private static readonly Example[] s_examples =
        [.. Enumerable.Range(0, 400).Select(i => new Example([.. Enumerable.Range(1, 3 + (i * 37 % 61))], i % 2))];

    [Fact]
    public void Every_example_comes_once_an_epoch() => Prop.ForAll(
        Gen.Choose(1, 70).ToArbitrary(),
        Gen.Choose(0, 1000).ToArbitrary(),
        (size, seed) => Batches.Shuffled(s_examples, size, seed, 0).SelectMany(b => b).Order().SequenceEqual(Enumerable.Range(0, 400)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_seed_means_the_same_batches_and_an_epoch_others()
    {
        var first = Flat(Batches.Shuffled(s_examples, 16, 5, 0));
        Assert.Equal(first, Flat(Batches.Shuffled(s_examples, 16, 5, 0)));
        Assert.NotEqual(first, Flat(Batches.Shuffled(s_examples, 16, 5, 1)));
        Assert.NotEqual(first, Flat(Batches.Shuffled(s_examples, 16, 6, 0)));
    }

    [Fact]
    public void Like_lengths_lie_together()
    {
        var padding = Batches.Shuffled(s_examples, 16, 1, 0).Sum(b => b.Max(Length) * b.Length) - s_examples.Sum(e => e.Ids.Count);
        Assert.True(padding < 0.1 * s_examples.Sum(e => e.Ids.Count), $"{padding} tokens are padding");

        static int Length(int i) => s_examples[i].Ids.Count;
    }

    [Fact]
    public void A_batch_is_padded_to_its_longest_and_masked()
    {
        using var scope = NewDisposeScope();
        Example[] examples = [new([7, 8, 9], 1), new([5], 0) { Segments = [1] }];
        var input = Batches.Collate(examples, [0, 1], paddingId: 2, isRegression: false, device: null);
        Assert.Equal([7, 8, 9, 5, 2, 2], input.InputIds!.data<long>().ToArray());
        Assert.Equal([1, 1, 1, 1, 0, 0], input.AttentionMask!.data<long>().ToArray());
        Assert.Equal([0, 0, 0, 1, 0, 0], input.TokenTypeIds!.data<long>().ToArray());
        Assert.Equal([1, 0], input.Labels!.data<long>().ToArray());
        Assert.Null(Batches.Collate(examples, [0], 2, false, null).AttentionMask);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(4, 8)]
    [InlineData(16, 11)]
    public void Lengths_are_rounded_up_but_never_beyond_the_longest_example(int multiple, int expected)
    {
        Example[] examples = [new([1, 2, 3, 4, 5], 0), new([1, 2], 0), new([.. Enumerable.Range(1, 11)], 0)];
        var plan = new TrainingPlan(examples, new() { PadToMultipleOf = multiple }, predictsNext: false);
        Assert.Equal(expected, plan.Length([0, 1]));
        using var scope = NewDisposeScope();
        var input = Batches.Collate(examples, [0, 1], 0, false, null, plan.Length([0, 1]));
        Assert.Equal([2, expected], input.InputIds!.shape);
        Assert.Equal(7, input.AttentionMask!.sum().ToInt64());
    }

    [Theory]
    [InlineData(null, true, 32)]       // 64 rows of 32 tokens: two parts on a CPU
    [InlineData(null, false, 64)]
    [InlineData(640, true, 16)]
    [InlineData(31, true, 1)]          // no part is less than a row
    public void Parts_hold_so_many_tokens_at_once(int? tokens, bool isOnCpu, int rows)
    {
        var examples = Enumerable.Range(0, 64).Select(i => new Example([.. Enumerable.Repeat(i, 32)], 0)).ToList();
        var plan = new TrainingPlan(examples, new() { TokensAtOnce = tokens }, predictsNext: false, isOnCpu);
        var parts = plan.Parts([.. Enumerable.Range(0, 64)]).ToList();
        Assert.Equal(rows, parts[0].Rows.Length);
        Assert.Equal(Enumerable.Range(0, 64), Flat(parts.Select(p => p.Rows)));
        Assert.Equal(1, parts.Sum(p => p.Share), 1e-12);
    }

    private static int[] Flat(IEnumerable<int[]> batches) => [.. batches.SelectMany(b => b)];
}
