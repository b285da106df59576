using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// C³A, circular convolution adaptation (arXiv 2407.19342): ΔW consists of circulant blocks of side b, block (p, q)
/// being
/// <c>[r, s] = c[p, q, (s − r) mod b] / in</c>. It trains <c>in · out / b</c> numbers a layer. A product with a
/// circulant block is a circular correlation, so the output is computed between two real Fourier transforms, in fp32,
/// without ΔW.
/// </summary>
[PeftMethod("C3A", ArXiv = "2407.19342")]
public sealed record C3aConfig : LayerPeftConfig
{
    /// <summary>b, the side of a block; it divides both widths.</summary>
    [JsonPropertyName("block_size")]
    public int BlockSize { get; init; } = 256;

    /// <summary>Other block sizes for modules whose name matches a pattern.</summary>
    [JsonPropertyName("block_size_pattern")]
    public IReadOnlyDictionary<string, int> BlockSizePattern { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// <c>true</c> (zeros), <c>"gaussian"</c>, <c>"kaiming_uniform"</c>, or <c>"xavier_uniform"</c>, which is PEFT's
    /// and does something.
    /// </summary>
    [JsonPropertyName("init_weights")]
    public WeightStart Start { get; init; } = "xavier_uniform";

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Inert => FixedBias;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extra => ["exclude_modules"];

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site)
    {
        var side = Patterned(BlockSizePattern, site.Module, BlockSize);
        var layer = site.Layer;
        return side > 0 && layer.InFeatures % side == 0 && layer.OutFeatures % side == 0
            ? new C3aAdapter(this, side, site)
            : throw new ArgumentException(
                $"block_size {side} does not divide '{site.Module}', whose weight is {layer.OutFeatures} x {layer.InFeatures}.");
    }
}

/// <summary>C³A on one layer.</summary>
public sealed class C3aAdapter : DeltaAdapter, IPublishedGradient
{
    private static readonly Dictionary<string, Func<Draws, long, long, long[], Tensor>> s_starts = new()
    {
        ["true"] = (_, _, _, shape) => zeros(shape),
        ["gaussian"] = (draws, _, _, shape) => draws.Normal(1, shape),
        ["kaiming_uniform"] = (draws, width, _, shape) => draws.Uniform(1 / Math.Sqrt(width), shape),
        ["xavier_uniform"] = (draws, width, height, shape) => draws.Uniform(Math.Sqrt(6.0 / (width + height)), shape),
        ["false"] = (draws, width, height, shape) => draws.Uniform(Math.Sqrt(6.0 / (width + height)), shape),
    };

    private readonly Parameter c3a_kernel;

    internal C3aAdapter(C3aConfig config, long side, AdapterSite site) : base(nameof(C3aAdapter), site.Layer)
    {
        using var draws = new Draws(site.Seed);
        var (width, height) = (Layer.InFeatures, Layer.OutFeatures);
        var start = config.Start.Choose(s_starts)(draws, width, height, [height / side, width / side, side]);
        c3a_kernel = new(start.to(Layer.Weight.device));
        RegisterComponents();
    }

    private long Side => c3a_kernel.shape[2];

    /// <summary>
    /// Whether the input's gradient is that of the paper's listing and of PEFT, which belongs to blocks
    /// <c>c[p, q, (r + s) mod b]</c>.
    /// </summary>
    public bool UsesPublishedGradient { get; set; }

    /// <inheritdoc/>
    public override Tensor Delta() => Blocks(c3a_kernel, -1);

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        if (UsesPublishedGradient)
        {
            return AsPublished(x, next).MoveToOuterDisposeScope();
        }

        var kernel = fft.rfft(c3a_kernel.to_type(ScalarType.Float32) / Layer.InFeatures).conj();             // [p, q, f]
        var waves = fft.rfft(x.reshape(-1, Layer.InFeatures / Side, Side).to_type(ScalarType.Float32));      // [rows, q, f]
        var products = waves.permute(2, 0, 1).bmm(kernel.permute(2, 1, 0)).permute(1, 2, 0);                // [rows, p, f]
        var below = next.Call(x);
        return (below + fft.irfft(products, Side).reshape(below.shape).to_type(below.dtype)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("c3a_kernel", c3a_kernel)];

    // [out, in], its blocks being [r, s] → c[(s + sign · r) mod b] / in.
    private Tensor Blocks(Tensor kernel, int sign)
    {
        using var scope = NewDisposeScope();
        var places = arange(Side, dtype: ScalarType.Int64, device: kernel.device);
        var shifts = (places.unsqueeze(0) + (places.unsqueeze(1) * sign)).remainder(Side);
        return kernel.index_select(2, shifts.flatten())
            .view(kernel.shape[0], kernel.shape[1], Side, Side)
            .transpose(1, 2)
            .reshape(Layer.OutFeatures, Layer.InFeatures)
            .div(Layer.InFeatures)
            .MoveToOuterDisposeScope();
    }

    // The second product adds nothing but its gradient.
    private Tensor AsPublished(Tensor x, Below next)
    {
        var dtype = Layer.Weight.dtype;
        var update = Layer.Apply(x.detach(), Delta().to_type(dtype), null);
        var other = Layer.Apply(x, Blocks(c3a_kernel.detach(), 1).to_type(dtype), null);
        return next.Call(x) + update + (other - other.detach());
    }
}
