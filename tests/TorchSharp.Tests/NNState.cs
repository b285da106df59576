using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

/// <summary>State dictionaries, TorchSharp's file format, moves between types.</summary>
public class NNState
{
    private static Sequential Small() => Sequential(("a", Linear(2, 3)), ("b", ReLU()), ("c", Linear(3, 1)));

    private static float[] Values(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();

    [Fact]
    public void A_saved_module_has_the_bytes_of_the_official_package()
    {
        var linear = Linear(2, 1);
        using (no_grad())
        {
            linear.weight.copy_(tensor(new[] { 1f, -2f }, [1, 2]));
            linear.bias!.fill_(0.5);
        }
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        linear.save(writer);
        // Two entries; then key, type Float32 = 6, rank, sizes, elements of each. Recorded from TorchSharp 0.107.0.
        Assert.Equal("0206776569676874060201020000803F000000C004626961730601010000003F", Convert.ToHexString(stream.ToArray()));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Saving_and_loading_gives_the_same_values(ScalarType type)
    {
        var source = Small().to(type);
        var target = Small().to(type);
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true)) source.save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        target.load(reader);
        Assert.Equal(stream.Length, stream.Position);
        foreach (var (key, value) in source.state_dict())
            Assert.True(value.equal(target.state_dict()[key]).all().item<bool>(), key);
    }

    [Fact]
    public void Loading_is_strict_unless_told_otherwise()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true)) Small().save(writer);
        void Load(Module module, bool strict, Dictionary<string, bool>? found = null)
        {
            stream.Position = 0;
            module.load(new BinaryReader(stream), strict, loadedParameters: found);
        }
        Assert.Throws<ArgumentException>(() => Load(Sequential(("a", Linear(2, 3))), true));
        Assert.Throws<ArgumentException>(() => Load(Sequential(("a", Linear(2, 3)), ("d", Linear(3, 1))), true));
        Assert.Throws<ArgumentException>(() => Load(Sequential(("a", Linear(2, 4)), ("c", Linear(3, 1))), true));
        Assert.Throws<ArgumentException>(() => Load(Small().to(float64), true));
        var found = new Dictionary<string, bool>();
        Load(Sequential(("a", Linear(2, 3)), ("d", Linear(3, 1))), false, found);
        Assert.Equal([("a.weight", true), ("a.bias", true), ("c.weight", false), ("c.bias", false)],
            found.Select(entry => (entry.Key, entry.Value)));
    }

    [Fact]
    public void Broken_files_end_in_exceptions()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true)) Small().save(writer);
        byte[] whole = stream.ToArray();
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] broken = whole[..random.Next(whole.Length)];
            if (i % 2 == 1)
            {
                broken = (byte[])whole.Clone();
                broken[random.Next(40)] ^= (byte)random.Next(1, 256);
            }
            try
            {
                Small().load(new BinaryReader(new MemoryStream(broken)), strict: i % 3 == 0);
                Assert.True(i % 2 == 1, "a shortened file was read to its end");
            }
            catch (Exception error)
            {
                Assert.True(error is ArgumentException or IOException or InvalidDataException or FormatException
                    or OverflowException or System.Runtime.InteropServices.ExternalException, error.ToString());
            }
        }
    }

    [Fact]
    public void A_file_cannot_make_us_reserve_what_it_does_not_hold()
    {
        byte[] huge = [1, 1, (byte)'x', 6, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];
        Assert.Throws<EndOfStreamException>(() => Small().load(new BinaryReader(new MemoryStream(huge)), strict: false));
    }

    [Fact]
    public void Load_state_dict_copies_in_place_and_names_what_differs()
    {
        var module = Small();
        var weight = (Parameter)module.state_dict()["a.weight"];
        Assert.Throws<InvalidOperationException>(() => module.load_state_dict(new() { ["a.weight"] = ones(3, 2) }));
        var (missing, unexpected) = module.load_state_dict(
            new() { ["a.weight"] = ones(1, dtype: float64), ["zz"] = ones(1) }, strict: false);
        Assert.Equal(["a.bias", "c.weight", "c.bias"], missing);
        Assert.Equal(["zz"], unexpected);
        Assert.Equal([1, 1, 1, 1, 1, 1], Values(weight));
        module.load_state_dict(new() { ["a.weight"] = zeros(3, 2) }, false, ["a.weight"]);
        Assert.Equal([1, 1, 1, 1, 1, 1], Values(weight));
    }

    [Fact]
    public void Moving_replaces_parameters_and_takes_gradients_along()
    {
        var linear = Linear(2, 2);
        linear.call(ones(1, 2)).sum().backward();
        var before = linear.weight;
        Assert.Same(linear, linear.to(float64));
        Assert.NotSame(before, linear.weight);
        Assert.True(before.IsInvalid);
        Assert.Equal(float64, linear.weight.grad!.dtype);
        Assert.True(linear.weight.requires_grad && linear.weight.is_leaf);
        Assert.Equal(float64, linear.state_dict()["bias"].dtype);
        Assert.Equal(float16, Linear(2, 2).half().weight.dtype);
        Assert.Equal(bfloat16, Embedding(2, 2).bfloat16().weight!.dtype);
        Assert.Equal(float32, LayerNorm(2).half().@float().weight.dtype);
        Assert.Throws<ArgumentException>(() => Small().to(int64));
    }

    private sealed class WithBuffers : Module<Tensor, Tensor>
    {
        private readonly Tensor steps = zeros(1, int64);
        private readonly Tensor mean = zeros(2);

        public WithBuffers() : base("WithBuffers")
        {
            RegisterComponents();
            register_buffer("cache", zeros(2), persistent: false);
        }

        public (ScalarType, ScalarType) Types => (steps.dtype, mean.dtype);

        public override Tensor forward(Tensor input) => input + mean;
    }

    [Fact]
    public void Moving_converts_floating_point_buffers_and_fields_alone()
    {
        var module = new WithBuffers();
        Assert.Equal(["steps", "mean"], module.state_dict().Keys);
        Assert.Equal(["steps", "mean"], module.named_buffers(include_nonpersistent: true).Select(b => b.name));
        module.to(float64);
        Assert.Equal((ScalarType.Int64, ScalarType.Float64), module.Types);
        Assert.Equal(float64, module.get_buffer("mean")!.dtype);
        Assert.Equal(float32, module.get_buffer("cache")!.dtype);
    }

    [Fact]
    public void Parts_are_found_by_dotted_names()
    {
        var outer = Sequential(("x", Small()));
        Assert.True(outer.has_parameter("x.a.weight"));
        Assert.False(outer.has_parameter("x.b.weight"));
        Assert.Equal([3, 2], outer.get_parameter("x.a.weight")!.shape);
        Assert.Null(outer.get_parameter("x.nothing"));
        Assert.True(new WithBuffers().has_buffer("steps"));
        Assert.Null(outer.get_buffer("x.a"));
    }
}
