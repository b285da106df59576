using PeftWorkbook.Engine;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Puts the prompts before the hidden states, and takes them out behind the last block, so that heads find the text where it was.
/// </summary>
internal sealed class LatePromptAttachment : ModelAttachment
{
    private readonly LatePrompts _prompts;
    private readonly int _last;

    internal LatePromptAttachment(PeftModel model, PretrainedModel body, string adapter, LatePromptTuningConfig config, long seed)
        : base(model, adapter, config, config.ModulesToSave, "base_model.model.")
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var sizes = ModelSizes.Of(body.Config);
        _last = sizes.Layers - 1;
        _prompts = LatePrompts.Create(sizes.Width, config, generator);
        Own("", _prompts, body.parameters().First());
    }

    private LatePromptTuningConfig Settings => (LatePromptTuningConfig)Config;

    /// <inheritdoc/>
    protected internal override ModelOutput Run(ModelInput input, Func<ModelInput, ModelOutput> model)
    {
        return model(input with { AroundBlock = Around, NeedsAllPositions = true });

        Tensor Around(int number, Tensor x, Func<Tensor, Tensor> block)
        {
            using var scope = NewDisposeScope();
            if (number == Settings.PromptLayer)
            {
                x = ActivationCheckpoint.Run(h => WithPrompts(h, input.AttentionMask), x);
            }

            var y = input.Block(number, x, block);
            var count = Settings.VirtualTokens;
            return (number < _last ? y : y.narrow(0, count, y.shape[0] - count)).MoveToOuterDisposeScope();
        }
    }

    // [seq, batch, D] to [n + seq, batch, D]
    private Tensor WithPrompts(Tensor x, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var own = _prompts.Of(x, mask);
        own = _prompts.training && Settings.Dropout > 0 ? nn.functional.dropout(own, Settings.Dropout) : own;
        return cat([own.to_type(x.dtype), x], 0).MoveToOuterDisposeScope();
    }
}
