using System.Text.Json;
using System.Text.Json.Serialization;
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

    private static readonly Dictionary<string, LoraStart> s_byText = new()
    {
        ["true"] = Kaiming,
        ["\"gaussian\""] = Gaussian,
        ["false"] = NotZero,
    };

    /// <summary>Draws <c>A [rank, in]</c> and <c>B [out, rank]</c> on the CPU, from a generator of its own.</summary>
    protected internal abstract (Tensor A, Tensor B) Draw(long rank, long inFeatures, long outFeatures, long seed);

    private sealed record KaimingStart(bool BIsZero) : LoraStart
    {
        protected internal override (Tensor A, Tensor B) Draw(long rank, long inFeatures, long outFeatures, long seed)
        {
            using var generator = new Generator((ulong)seed);
            var a = Uniform([rank, inFeatures], generator);
            return (a, BIsZero ? zeros(outFeatures, rank) : Uniform([outFeatures, rank], generator));
        }

        // kaiming_uniform with a = √5 is uniform in ±√(6 / (1 + 5) / fan_in) = ±1/√fan_in
        private static Tensor Uniform(long[] shape, Generator generator) =>
            rand(shape, generator: generator).mul_(2).sub_(1).div_(Math.Sqrt(shape[1]));
    }

    private sealed record GaussianStart : LoraStart
    {
        protected internal override (Tensor A, Tensor B) Draw(long rank, long inFeatures, long outFeatures, long seed)
        {
            using var generator = new Generator((ulong)seed);
            return (randn([rank, inFeatures], generator: generator).div_(rank), zeros(outFeatures, rank));
        }
    }

    private sealed class Converter : JsonConverter<LoraStart>
    {
        public override LoraStart Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            using var value = JsonDocument.ParseValue(ref reader);
            var text = value.RootElement.GetRawText();
            return s_byText.TryGetValue(text, out var start)
                ? start
                : throw new JsonException($"init_lora_weights is {text}; known are {string.Join(", ", s_byText.Keys)}.");
        }

        public override void Write(Utf8JsonWriter writer, LoraStart value, JsonSerializerOptions options) =>
            writer.WriteRawValue(s_byText.First(s => ReferenceEquals(s.Value, value)).Key);
    }
}
