using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Orthogonal methods and wavelets, and where PEFT goes wrong with them.</summary>
public sealed class RotationTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Cayleys_map_is_a_rotation_and_its_series_turns_the_other_way()
    {
        using var _ = no_grad();
        manual_seed(5);
        var half = randn(3, 4, 4) * 0.02;
        var skew = half - half.transpose(1, 2);
        var exact = BlockRotation.Cayley(skew);
        Assert.True(Distance(exact.bmm(exact.transpose(1, 2)), eye(4).expand(3, 4, 4)) < 1e-5);
        Assert.True(Distance(BlockRotation.Neumann(skew, 5), exact.transpose(1, 2)) < 1e-4);
        Assert.True(Distance(BlockRotation.Neumann(skew, 5), exact) > 1e-2);
    }

    // PEFT without its CUDA extension makes one factor of two, and says so in a warning only.
    [Theory]
    [InlineData(1, 4, false)]
    [InlineData(2, 4, true)]
    [InlineData(3, 2, true)]
    public void Butterfly_factors_mix_blocks_and_stay_orthogonal(int factors, int side, bool mixes)
    {
        var (layer, peft) = Wrapped(new BoftConfig { BlockSize = side, Factors = factors, TargetModules = ["query"] }, "boft_s");
        var rotation = ((BoftAdapter)layer.Adapters["default"]).Transform(eye(24));
        Assert.True(Distance(rotation.mm(rotation.t()), eye(24)) < 1e-5);
        Assert.Equal(mixes, rotation.narrow(0, 0, 4).narrow(1, 4, 20).abs().max().ToDouble() > 1e-3);
        Assert.Contains(peft.NamedTrainable(), p => p.Parameter.dim() == 4 && p.Parameter.shape[0] == factors);
    }

    [Fact]
    public void Constrained_rotations_stay_within_their_bound()
    {
        var config = new OftConfig { BlockSize = 4, IsConstrained = true, Epsilon = 1e-3, TargetModules = ["query"] };
        var (_, peft) = Wrapped(config);
        Logits(peft, Batch());
        Assert.All(peft.NamedTrainable(), p =>
        {
            var norms = (p.Parameter.square().sum(1) * 2).sqrt();
            Assert.True(norms.max().ToDouble() <= 1e-3 / Math.Sqrt(6) * 1.0001);
        });
    }

    // With equal pairs of vectors, PEFT's Gram-Schmidt divides rounding by rounding.
    [Fact]
    public void Orthogonalized_reflections_start_apart_and_have_gradients()
    {
        var peft = PeftModel.Wrap(Bert(), new HraConfig { Rank = 4, IsOrthogonalized = true, TargetModules = ["query"] });
        peft.call(Batch()).Loss!.backward();
        Assert.All(peft.NamedTrainable(), p => Assert.True(p.Parameter.grad!.isfinite().all().ToBoolean()));
        var plain = PeftModel.Wrap(Bert(), new HraConfig { Rank = 4, TargetModules = ["query"] });
        Assert.True(Distance(Logits(plain, Batch()), Logits(Bert(), Batch())) < 1e-5);
    }

    [Fact]
    public void Settings_that_do_not_fit_are_refused() => Assert.All(
        new LayerPeftConfig[]
        {
            new BoftConfig { BlockSize = 5 },
            new BoftConfig { BlockSize = 8, Factors = 2 },
            new OftConfig { Blocks = 2 },
            new C3aConfig { BlockSize = 5 },
            new C3aConfig { BlockSize = 4, Start = "ones" },
            new RoadConfig { GroupSize = 7 },
            new RoadConfig { GroupSize = 8, Variant = "road_3" },
            new WaveFtConfig { Frequencies = 9, Family = "sym4" },
            new FourierFtConfig { Frequencies = 600 },
        },
        config => Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), config with { TargetModules = ["query"] })));

    [Theory]
    [InlineData("db1", new[] { 0.7071067811865476, 0.7071067811865476 })]
    [InlineData("db2", new[] { 0.4829629131445341, 0.8365163037378079, 0.2241438680420134, -0.1294095225512604 })]
    [InlineData("db3", new[] { 0.332670552951, 0.806891509313, 0.459877502119, -0.13501102001, -0.085441273882, 0.035226291882 })]
    public void Short_wavelets_are_those_of_the_book(string name, double[] low) =>
        Assert.All(Wavelet.Synthesis(name).Low.Zip(low), p => Assert.Equal(p.Second, p.First, 1e-9));

    [Fact]
    public void All_wavelets_are_orthogonal_to_their_shifts()
    {
        for (var order = 1; order <= 20; order++)
        {
            var (low, high) = Wavelet.Synthesis($"db{order}");
            for (var shift = 0; shift < order; shift++)
            {
                var k = Enumerable.Range(0, low.Length - (2 * shift)).ToList();
                Assert.Equal(shift == 0 ? 1 : 0, k.Sum(i => low[i] * low[i + (2 * shift)]), 1e-7);
                Assert.Equal(0, k.Sum(i => low[i] * high[i + (2 * shift)]), 1e-7);
            }
        }
    }

    [Theory]
    [InlineData(32, -1, 4, 8)]
    [InlineData(32, 8, 8, 4)]
    [InlineData(32, 5, 4, 8)]
    [InlineData(127, -1, 1, 127)]
    [InlineData(48, 7, 6, 8)]
    public void Sizes_are_split_as_LyCORIS_does(long size, int factor, long first, long second) =>
        Assert.Equal((first, second), LoKrConfig.Split(size, factor));

    // A wrapped model at random values, but for a tensor that keeps its start.
    private static (AdaptedLayer Layer, PeftModel Peft) Wrapped(PeftConfig config, string? kept = null)
    {
        var peft = PeftModel.Wrap(Bert(), config);
        var starts = peft.NamedTrainable().Where(p => kept is not null && p.Name.EndsWith(kept, StringComparison.Ordinal))
            .Select(p => (p.Parameter, p.Parameter.detach().clone())).ToList();
        LoraTests.Perturb(peft);
        using var _ = no_grad();
        starts.ForEach(s => s.Parameter.copy_(s.Item2));
        return (peft.AdaptedLayers.First().Layer, peft);
    }
}
