using System.Text.Json.Serialization;
using PeftWorkbook.Training.Optimizers;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective;

/// <summary>
/// BAdam, block coordinate descent with Adam (arXiv 2404.02827): one transformer layer is trained at a time, by AdamW
/// with moments that
/// start anew; the next one's turn comes when <c>(finished steps + 1) mod K = 0</c>, so that the first block gets K − 1
/// steps, as in the
/// authors' code. Embeddings, last norm and head are frozen.
/// </summary>
[PeftMethod("BADAM", ArXiv = "2404.02827")]
public sealed record BadamConfig : WholeConfig
{
    /// <summary>K, the steps of a block.</summary>
    [JsonPropertyName("switch_block_every")]
    public int SwitchEvery { get; init; } = 50;

    /// <summary>The order of the blocks: <c>ascending</c>, <c>descending</c> or <c>random</c>, a new order in every round.</summary>
    [JsonPropertyName("switch_mode")]
    public string Order { get; init; } = "random";

    /// <inheritdoc/>
    protected internal override bool Takes(string name) => WholeModules.LayerOf(name) is not null && base.Takes(name);

    /// <inheritdoc/>
    protected internal override OptimizerSettings? Optimizer(AdamWSettings usual) =>
        new AdamWVariantSettings(usual.Beta1, usual.Beta2, usual.Epsilon) { RestartEvery = SwitchEvery };

    /// <inheritdoc/>
    protected internal override Attachment Attach(PeftModel model, string adapter, long seed) =>
        new BadamAttachment(model, adapter, this, seed);
}

/// <summary>BAdam's blocks, of which one is trained.</summary>
public sealed class BadamAttachment : RestingAttachment
{
    private readonly BadamConfig _config;
    private readonly Generator _generator;
    private readonly int[] _blocks;
    private Queue<int> _turns = [];

    internal BadamAttachment(PeftModel model, string adapter, BadamConfig config, long seed) : base(model, adapter, config)
    {
        (_config, _generator) = (config, new((ulong)seed));
        _blocks = [.. Trainable.Select(p => WholeModules.LayerOf(p.Name)!.Value).Distinct().Order()];
        if (config.SwitchEvery < 1 || config.Order is not ("ascending" or "descending" or "random"))
        {
            Remove();
            throw new ArgumentException(
                $"BAdam switches every {config.SwitchEvery} steps in {config.Order} order: " +
                "give at least 1, and ascending, descending or random.");
        }
    }

    /// <summary>The number of the transformer layer that is trained now.</summary>
    public int Block { get; private set; }

    /// <inheritdoc/>
    protected internal override void Activate()
    {
        base.Activate();
        _turns.Clear();
        Switch();
    }

    /// <inheritdoc/>
    protected internal override void AfterStep(int step)
    {
        if ((step + 2) % _config.SwitchEvery == 0)
        {
            Switch();
        }
    }

    /// <inheritdoc/>
    protected internal override void Remove()
    {
        _generator.Dispose();
        base.Remove();
    }

    private void Switch()
    {
        if (_turns.Count == 0)
        {
            _turns = new(_config.Order switch
            {
                "ascending" => _blocks,
                "descending" => _blocks.Reverse(),
                _ => Shuffled(),
            });
        }

        Block = _turns.Dequeue();
        Rest(name => WholeModules.LayerOf(name) != Block);
    }

    private IEnumerable<int> Shuffled()
    {
        using var order = randperm(_blocks.Length, generator: _generator);
        return Engine.HostValues.ToHost<long>(order).Select(i => _blocks[i]).ToList();
    }
}
