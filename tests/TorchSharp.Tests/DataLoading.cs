using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class DataLoading
{
    private sealed class Squares(long count) : utils.data.Dataset
    {
        public bool IsFreed { get; private set; }

        public override long Count => count;

        public System.Collections.Concurrent.ConcurrentBag<Tensor> Made { get; } = [];

        public override Dictionary<string, Tensor> GetTensor(long index)
        {
            var sample = new Dictionary<string, Tensor> { ["x"] = tensor((float)index), ["y"] = tensor((float)(index * index)) };
            foreach (var part in sample.Values) Made.Add(part);
            return sample;
        }

        protected override void Dispose(bool disposing) => IsFreed = true;
    }

    [Fact]
    public void Batches_hold_all_samples_in_order()
    {
        using var data = utils.data.TensorDataset(arange(10), arange(10) * 2);
        using var loader = utils.data.DataLoader(data, 4);
        Assert.Equal(3, loader.Count);
        var batches = loader.Select(batch => (batch[0].data<long>().ToArray(), batch[1].shape[0])).ToList();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), batches.SelectMany(batch => batch.Item1));
        Assert.Equal([4, 4, 2], batches.Select(batch => batch.Item2));
        using var dropping = utils.data.DataLoader(data, 4, drop_last: true);
        Assert.Equal(2, dropping.Count);
        Assert.Equal(2, dropping.Count());
    }

    [Fact]
    public void A_seed_gives_the_order_of_the_official_package()
    {
        using var data = utils.data.TensorDataset(arange(10));
        using var loader = utils.data.DataLoader(data, 10, shuffle: true, seed: 5);
        // Recorded from TorchSharp 0.107.0.
        long[] expected = [4, 3, 0, 5, 6, 1, 9, 7, 2, 8];
        Assert.Equal(expected, loader.Select(batch => batch[0].data<long>().ToArray()).Single());
        Assert.Equal(expected, loader.Select(batch => batch[0].data<long>().ToArray()).Single());
    }

    [Fact]
    public void Without_a_seed_each_pass_has_another_order()
    {
        using var data = utils.data.TensorDataset(arange(1000));
        using var loader = utils.data.DataLoader(data, 1000, shuffle: true);
        var first = loader.Select(batch => batch[0].data<long>().ToArray()).Single();
        var second = loader.Select(batch => batch[0].data<long>().ToArray()).Single();
        Assert.NotEqual(first, second);
        Assert.Equal(first.Order(), second.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Batches_are_freed_when_the_next_is_asked_for(int workers)
    {
        var data = new Squares(20);
        using var loader = utils.data.DataLoader(data, 5, num_worker: workers);
        Tensor? last = null;
        foreach (var batch in loader)
        {
            Assert.True(last is null || last.IsInvalid);
            last = batch["y"];
            Assert.Equal(batch["x"].pow(2).data<float>().ToArray(), last.data<float>().ToArray());
        }
        Assert.True(last!.IsInvalid);
        Assert.Equal(40, data.Made.Count);
        Assert.All(data.Made, part => Assert.True(part.IsInvalid));
    }

    [Fact]
    public void A_loader_frees_its_data_set_unless_told_otherwise()
    {
        var (kept, freed) = (new Squares(1), new Squares(1));
        utils.data.DataLoader(kept, 1, disposeDataset: false).Dispose();
        utils.data.DataLoader(freed, 1).Dispose();
        Assert.False(kept.IsFreed);
        Assert.True(freed.IsFreed);
    }
}
