using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>Puts prompts between the class token and the patches, and takes them out behind the last block.</summary>
internal sealed class VptAttachment : ModelAttachment
{
    private readonly Prompts _prompts;
    private readonly int _last;
    private readonly double _dropout;

    internal VptAttachment(PeftModel model, PretrainedModel body, string adapter, VptConfig config, long seed)
        : base(model, adapter, config, config.ModulesToSave, "base_model.model.")
    {
        using var scope = NewDisposeScope();
        var sizes = ModelSizes.Of(body.Config);
        (_last, _dropout) = (sizes.Layers - 1, config.Dropout);
        var pixels = body.Config.Long("num_channels", 3) * body.Config.Long("patch_size") * body.Config.Long("patch_size");
        using var generator = new Generator((ulong)seed);
        var bound = Math.Sqrt(6.0 / (pixels + sizes.Width));
        _prompts = new(config.IsDeep ? sizes.Layers : 1, config.VirtualTokens, sizes.Width, bound, generator);
        Own("", _prompts, body.parameters().First());
    }

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        if (input.PixelValues is null)
        {
            throw new NotSupportedException("VPT stands before an image's patches: give PixelValues.");
        }

        using var scope = NewDisposeScope();
        var drops = _prompts.training && _dropout > 0;
        var prompts = _prompts.All.Select(p => drops ? nn.functional.dropout(p, _dropout) : p.alias()).ToList();
        prompts.ForEach(p => ActivationCheckpoint.Keep(scope, p));
        return model(input with { AroundBlock = Around, NeedsAllPositions = true }).MoveToOuterDisposeScope();

        Tensor Around(int number, Tensor x, Func<Tensor, Tensor> block)
        {
            var count = prompts[0].shape[0];
            if (number < prompts.Count)
            {
                var rest = number == 0 ? 1 : 1 + count;         // deep: the prompts' outputs of the block before are replaced
                var own = prompts[number].unsqueeze(1).expand(-1, x.shape[1], -1).to_type(x.dtype);
                x = cat([x.narrow(0, 0, 1), own, x.narrow(0, rest, x.shape[0] - rest)], 0);
            }

            var y = input.Block(number, x, block);
            return number < _last ? y : cat([y.narrow(0, 0, 1), y.narrow(0, 1 + count, y.shape[0] - 1 - count)], 0);
        }
    }

    /// <summary>The prompts of the first block, or of all.</summary>
    private sealed class Prompts : nn.Module
    {
        private readonly ParameterList prompt;

        internal Prompts(int blocks, long count, long width, double bound, Generator generator) : base(nameof(Prompts))
        {
            prompt = new([.. Enumerable.Range(0, blocks).Select(_ => new Parameter(TorchDraws.Uniform(generator, bound, count, width)))]);
            RegisterComponents();
        }

        internal IEnumerable<Tensor> All => prompt;
    }
}
