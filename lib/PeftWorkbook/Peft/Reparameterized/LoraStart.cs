using System.Text.Json;
using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Peft.Reparameterized.LoraStarts;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>How LoRA's matrices start; in files a switch or a word, as PEFT has it.</summary>
[JsonConverter(typeof(Converter))]
public abstract record LoraStart
{
    /// <summary>A uniform in ±1/√in, as a linear layer's weight; B zero. PEFT's <c>true</c>.</summary>
    public static readonly LoraStart Kaiming = new KaimingStart(BIsZero: true);

    /// <summary>A normal with standard deviation 1/r; B zero. PEFT's <c>"gaussian"</c>.</summary>
    public static readonly LoraStart Gaussian = new GaussianStart();

    /// <summary>Both as a linear layer's weight, so that a fresh adapter does something. PEFT's <c>false</c>.</summary>
    public static readonly LoraStart NotZero = new KaimingStart(BIsZero: false);

    /// <summary>
    /// Both normal with standard deviation 0.02, as BERT's weights, so that a fresh adapter does a little. AdapterHub's
    /// <c>"bert"</c>.
    /// </summary>
    public static readonly LoraStart Bert = new SmallNormalStart();

    /// <summary>
    /// A and B in orthogonal halves of the rank's space, so that <c>B A</c> is zero and neither is. PEFT's
    /// <c>"orthogonal"</c>.
    /// </summary>
    public static readonly LoraStart Orthogonal = new OrthogonalStart();

    /// <summary>
    /// The principal part of the weight's SVD, which leaves the base (PiSSA, arXiv 2404.02948). PEFT's <c>"pissa"</c>.
    /// </summary>
    public static readonly LoraStart Pissa = new PissaStart(null);

    /// <summary>
    /// The first columns of the weight's QR, which leave the base (OLoRA, arXiv 2406.01775). PEFT's <c>"olora"</c>.
    /// </summary>
    public static readonly LoraStart Olora = new OloraStart();

    /// <summary>
    /// B, held constant, the weight's last left singular vectors; A zero (MiCA). PEFT's <c>"mica"</c>.
    /// </summary>
    public static readonly LoraStart Mica = new MicaStart();

    /// <summary>
    /// A the principal directions of the layer's input (EVA, arXiv 2410.07170); needs batches. PEFT's <c>"eva"</c>.
    /// </summary>
    public static readonly LoraStart Eva = new EvaStart();

    /// <summary>
    /// The SVD of the weight times its input's covariance (CorDA, arXiv 2406.05223); needs batches. PEFT's
    /// <c>"corda"</c>.
    /// </summary>
    public static readonly LoraStart Corda = new CordaStart();

    /// <summary>
    /// The SVD of the first gradient (LoRA-GA, arXiv 2407.05000); needs batches with labels. PEFT's <c>"lora_ga"</c>.
    /// </summary>
    public static readonly LoraStart LoraGa = new LoraGaStart();

    // PEFT's words, as they stand in JSON.
    private static readonly Dictionary<string, LoraStart> s_byText = new[]
    {
        Kaiming, Gaussian, NotZero, Bert, Orthogonal, Pissa, Olora, Mica, Eva, Corda, LoraGa,
    }.ToDictionary(s => s.Text);

    /// <summary>
    /// PiSSA with a randomised SVD of that many iterations, for large layers. PEFT's <c>"pissa_niter_N"</c>.
    /// </summary>
    public static LoraStart PissaFast(int iterations) => new PissaStart(iterations);

    /// <summary>Its JSON text.</summary>
    protected internal abstract string Text { get; }

    /// <summary>Whether it looks at batches first: <see cref="PeftModel.Wrap"/> must be given some.</summary>
    public virtual bool NeedsBatches => false;

    /// <summary>Draws the matrices; random values are drawn on the CPU from a generator of their own.</summary>
    protected internal abstract LoraFactors Draw(LoraPlace place);

    /// <summary>Looks at batches and gives the settings back, with what follows from them.</summary>
    /// <param name="model">The model, without adapters.</param>
    /// <param name="config">The settings.</param>
    /// <param name="batches">What the model is run on.</param>
    protected internal virtual LoraConfig Prepare(PretrainedModel model, LoraConfig config, IReadOnlyList<ModelInput> batches) => config;

    /// <summary>How an embedding starts whatever the word is: A zero, B normal.</summary>
    internal LoraFactors DrawTable(LoraPlace place)
    {
        using var generator = new Generator((ulong)place.Seed);
        var b = randn([place.Out, place.Rank], generator: generator);
        return new(this == NotZero ? randn([place.Rank, place.In], generator: generator) : zeros(place.Rank, place.In), b);
    }

    private sealed record KaimingStart(bool BIsZero) : LoraStart
    {
        protected internal override string Text => BIsZero ? "true" : "false";

        protected internal override LoraFactors Draw(LoraPlace place)
        {
            using var generator = new Generator((ulong)place.Seed);
            var a = Uniform([place.Rank, place.In], generator);
            return new(a, BIsZero ? zeros(place.Out, place.Rank) : Uniform([place.Out, place.Rank], generator));
        }

        // kaiming_uniform with a = √5 is uniform in ±√(6 / (1 + 5) / fan_in) = ±1/√fan_in
        private static Tensor Uniform(long[] shape, Generator generator) =>
            rand(shape, generator: generator).mul_(2).sub_(1).div_(Math.Sqrt(shape[1]));
    }

    private sealed record GaussianStart : LoraStart
    {
        protected internal override string Text => "\"gaussian\"";

        protected internal override LoraFactors Draw(LoraPlace place)
        {
            using var generator = new Generator((ulong)place.Seed);
            return new(randn([place.Rank, place.In], generator: generator).div_(place.Rank), zeros(place.Out, place.Rank));
        }
    }

    private sealed record SmallNormalStart : LoraStart
    {
        private const double Deviation = 0.02;

        protected internal override string Text => "\"bert\"";

        protected internal override LoraFactors Draw(LoraPlace place)
        {
            using var generator = new Generator((ulong)place.Seed);
            var a = randn([place.Rank, place.In], generator: generator).mul_(Deviation);
            return new(a, randn([place.Out, place.Rank], generator: generator).mul_(Deviation));
        }
    }

    private sealed class Converter : JsonConverter<LoraStart>
    {
        public override LoraStart Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            using var value = JsonDocument.ParseValue(ref reader);
            var text = value.RootElement.GetRawText();
            return s_byText.GetValueOrDefault(text) ?? PissaStart.Parse(text)
                ?? throw new JsonException(
                    $"init_lora_weights is {text}; known are {string.Join(", ", s_byText.Keys)}, \"pissa_niter_N\".");
        }

        public override void Write(Utf8JsonWriter writer, LoraStart value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Text);
    }
}
