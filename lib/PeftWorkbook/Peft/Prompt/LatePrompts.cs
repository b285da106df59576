using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>Where late prompts come from.</summary>
/// <param name="name">The class's name.</param>
internal abstract class LatePrompts(string name) : nn.Module(name)
{
    /// <summary>The prompts <c>[n, batch, D]</c> for hidden states <c>[seq, batch, D]</c>.</summary>
    /// <param name="x">The hidden states.</param>
    /// <param name="mask">1 for a token, 0 for padding, <c>[batch, seq]</c>; null where nothing is padding.</param>
    internal abstract Tensor Of(Tensor x, Tensor? mask);

    /// <summary>The source that the settings name.</summary>
    internal static LatePrompts Create(long width, LatePromptTuningConfig config, Generator generator) => config.Generator switch
    {
        "plain" => new Table(config.VirtualTokens, width, generator),
        "npg" => new FromFirst(config.VirtualTokens, width, config.Bottleneck, generator),
        "appg" or "mppg" => new Pooled(config.VirtualTokens, width, config.Bottleneck, config.Generator == "mppg", generator),
        _ => throw new ArgumentException($"prompt_generator is '{config.Generator}'; it is plain, npg, appg or mppg."),
    };

    private sealed class Table : LatePrompts
    {
        private readonly Parameter prompt;

        internal Table(long count, long width, Generator generator) : base(nameof(Table))
        {
            prompt = new(TorchDraws.Normal(generator, 0.5, count, width));
            RegisterComponents();
        }

        internal override Tensor Of(Tensor x, Tensor? mask) => prompt.unsqueeze(1).expand(-1, x.shape[1], -1);
    }

    private sealed class FromFirst : LatePrompts
    {
        private readonly Dense prompt_down, prompt_up;
        private readonly long _count;

        internal FromFirst(long count, long width, long inner, Generator generator) : base(nameof(FromFirst))
        {
            _count = count;
            prompt_down = new(width, inner);
            prompt_up = new(inner, count * width);
            RegisterComponents();
            SeededStart.Linears(this, generator);
        }

        internal override Tensor Of(Tensor x, Tensor? mask) =>
            prompt_up.call(prompt_down.call(x[0]).relu()).view(x.shape[1], _count, x.shape[2]).transpose(0, 1);
    }

    private sealed class Pooled : LatePrompts
    {
        private readonly Dense prompt_down, prompt_up;
        private readonly long _count;
        private readonly bool _takesLargest;

        internal Pooled(long count, long width, long inner, bool takesLargest, Generator generator) : base(nameof(Pooled))
        {
            (_count, _takesLargest) = (count, takesLargest);
            prompt_down = new(width, inner);
            prompt_up = new(inner, width);
            RegisterComponents();
            SeededStart.Linears(this, generator);
        }

        internal override Tensor Of(Tensor x, Tensor? mask)
        {
            var z = prompt_down.call(x);                                                          // [seq, batch, m]
            var pools = Pools(mask ?? ones(x.shape[1], x.shape[0], ScalarType.Int64, x.device));  // [n, seq, batch]
            var pooled = _takesLargest
                ? z.unsqueeze(0).masked_fill(pools.logical_not().unsqueeze(-1), double.NegativeInfinity).amax(1)
                : (z.unsqueeze(0) * Shares(pools, z.dtype)).sum(1);
            return prompt_up.call(pooled.relu());
        }

        // Which tokens a pool covers: of a text's T tokens pool i has ⌊i T / n⌋ to ⌈(i + 1) T / n⌉, so that neighbours overlap.
        private Tensor Pools(Tensor mask)
        {
            var isToken = mask.t().ne(0);                                                         // [seq, batch]
            var place = (isToken.to_type(ScalarType.Int64).cumsum(0) - 1).unsqueeze(0);
            var length = isToken.sum([0L]).view(1, 1, -1);
            var pool = arange(_count, ScalarType.Int64, mask.device).view(-1, 1, 1);
            var first = (pool * length).div(_count, RoundingMode.floor);
            var end = (((pool + 1) * length) + _count - 1).div(_count, RoundingMode.floor);
            return place.ge(first).logical_and(place.lt(end)).logical_and(isToken);
        }

        private static Tensor Shares(Tensor pools, ScalarType dtype)
        {
            var ones = pools.to_type(dtype);
            return (ones / ones.sum(1, keepdim: true).clamp(min: 1)).unsqueeze(-1);
        }
    }
}
