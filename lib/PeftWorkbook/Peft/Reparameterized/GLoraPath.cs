using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>One of GLoRA's five parts, in one of its forms.</summary>
internal abstract class GLoraPath(string name) : nn.Module(name)
{
    private static readonly Dictionary<string, Func<Facts, GLoraPath>> s_forms = new()
    {
        ["lora"] = f => f.Shape.Length == 2 ? new LowRankForm(f) : throw new ArgumentException("config_D_E of GLoRA cannot be 'lora'."),
        ["vector"] = f => new DirectForm(f, f.Shape.Length == 2 ? [f.Shape[0], 1] : f.Shape),
        ["constant"] = f => f.Shape is [_, 1]
            ? throw new ArgumentException("config_C of GLoRA cannot be 'constant'.")
            : new DirectForm(f, [1]),
        ["none"] = f => new EmptyForm(f),
    };

    internal virtual bool IsEmpty => false;

    internal abstract IEnumerable<AdapterTensor> State { get; }

    /// <summary>What stands for the part; it broadcasts to its shape. Null is zero.</summary>
    internal abstract Tensor? Value();

    internal virtual IEnumerable<(string Suffix, Tensor Tensor)> Export() => State.Select(s => (s.Suffix, s.Tensor));

    /// <param name="form">The form's name.</param>
    /// <param name="shape">The part's shape.</param>
    /// <param name="rank">The rank of low-rank products.</param>
    /// <param name="isZero">Whether the part starts at zero.</param>
    /// <param name="generator">Draws what does not.</param>
    /// <param name="weight">The layer's weight, for its type and device.</param>
    internal static GLoraPath Create(string form, long[] shape, int rank, bool isZero, Generator generator, Tensor weight) =>
        s_forms.TryGetValue(form, out var make)
            ? make(new(shape, rank, isZero, generator, weight))
            : throw new ArgumentException($"GLoRA knows no form '{form}'; known are {string.Join(", ", s_forms.Keys)}.");

    private sealed record Facts(long[] Shape, int Rank, bool IsZero, Generator Generator, Tensor Weight);

    private sealed class LowRankForm : GLoraPath
    {
        private readonly Parameter Xd, Xu;

        internal LowRankForm(Facts facts) : base(nameof(LowRankForm))
        {
            Xu = new(TorchDraws.Linear(facts.Generator, facts.Rank, facts.Shape[1]).Like(facts.Weight));
            Xd = new(TorchDraws.ZeroOr(facts.IsZero, facts.Generator, facts.Shape[0], facts.Rank).Like(facts.Weight));
            RegisterComponents();
        }

        internal override IEnumerable<AdapterTensor> State => [new(nameof(Xd), Xd), new(nameof(Xu), Xu)];

        internal override Tensor Value() => Xd.mm(Xu);
    }

    private sealed class DirectForm : GLoraPath
    {
        private readonly Parameter X;

        internal DirectForm(Facts facts, long[] shape) : base(nameof(DirectForm))
        {
            var start = facts.IsZero ? zeros(shape) : TorchDraws.Normal(facts.Generator, 0.02, shape);
            X = new(start.Like(facts.Weight));
            RegisterComponents();
        }

        internal override IEnumerable<AdapterTensor> State => [new(nameof(X), X)];

        internal override Tensor Value() => X;
    }

    private sealed class EmptyForm(Facts facts) : GLoraPath(nameof(EmptyForm))
    {
        internal override bool IsEmpty => true;

        internal override IEnumerable<AdapterTensor> State => [];

        internal override Tensor? Value() => null;

        internal override IEnumerable<(string Suffix, Tensor Tensor)> Export() =>
            [("zeros", zeros(facts.Shape, facts.Weight.dtype, facts.Weight.device))];
    }
}
