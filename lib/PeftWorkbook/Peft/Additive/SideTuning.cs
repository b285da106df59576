using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>
/// Side-tuning (arXiv 1912.13503): a small network beside the model, whose output is mixed with the model's before the head reads
/// it, <c>σ(a) B(x) + (1 - σ(a)) S(x)</c>. Here S is <c>W₂ relu(W₁ e + b₁) + b₂</c> on the word vectors e: their mean over the text
/// where the head reads one vector a row, each one where it reads every position. a starts at zero, so a fresh adapter mixes
/// halves. It trains S and one number.
/// </summary>
[PeftMethod("SIDE_TUNING", ArXiv = "1912.13503")]
public sealed record SideTuningConfig : LayerPeftConfig
{
    /// <summary>The inner width of S.</summary>
    [JsonPropertyName("hidden_size")]
    public int HiddenSize { get; init; } = 64;

    /// <summary>Without target modules it takes the first linear layer of the output head.</summary>
    protected internal override LayerPeftConfig For(nn.Module model)
    {
        var heads = (model as PretrainedModel)?.OutputHeads ?? [];
        return TargetModules is not null ? this : this with
        {
            TargetModules = ModuleNames.Of([model.named_modules()
                .Where(m => heads.Any(h => m.name == h || m.name.StartsWith(h + ".", StringComparison.Ordinal)))
                .FirstOrDefault(m => ((m.module as AdaptedLayer)?.View ?? BaseLayers.Of(m.module))?.Kind == LayerKind.Linear).name
                ?? throw new ArgumentException($"target_modules is not given, and {model.GetName()} has no head to mix in before.")]),
        };
    }

    /// <summary>The head may be trained whole too.</summary>
    protected internal override IEnumerable<LayerPart> Parts(PeftModel model)
    {
        var body = model.Model as PretrainedModel
            ?? throw new ArgumentException($"{PeftType} takes a model of the workbook, and not {model.Model.GetName()}.");
        if (body.Task == ModelTask.SequenceToSequence)
        {
            throw new NotSupportedException($"{PeftType} reads the words that the head reads of, which an encoder-decoder's are not.");
        }

        var selection = TargetSelection.Find(model.Model, this with { ModulesToSave = null }, model.FileKeys);
        return [new(selection, site => new SideAdapter(site, this, body))];
    }

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) =>
        throw new NotSupportedException("A side network reads the model's words: put it on a model.");
}

/// <summary>The side network before one head.</summary>
public sealed class SideAdapter : LayerAdapter
{
    private readonly Dense side_in, side_out;
    private readonly Parameter side_alpha;
    private readonly Func<Tensor, Tensor> _words;

    internal SideAdapter(AdapterSite site, SideTuningConfig config, PretrainedModel body) : base(nameof(SideAdapter), site.Layer)
    {
        _words = ids => body.WordTable.call(ids);
        using var generator = new Generator((ulong)site.Seed);
        side_in = new(body.Config.HiddenSize, config.HiddenSize);
        side_out = new(config.HiddenSize, Layer.InFeatures);
        side_alpha = Trained(zeros(1));
        RegisterComponents();
        SeededStart.Linears(this, generator);
        using var _ = no_grad();
        side_in.Bias!.zero_();
        side_out.Bias!.zero_();
        this.to(Layer.Weight.dtype).to(Layer.Weight.device);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State =>
    [
        .. side_in.named_parameters().Select(p => new AdapterTensor($"{nameof(side_in)}.{p.name}", p.parameter)),
        .. side_out.named_parameters().Select(p => new AdapterTensor($"{nameof(side_out)}.{p.name}", p.parameter)),
        new(nameof(side_alpha), side_alpha),
    ];

    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <inheritdoc/>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var share = side_alpha.sigmoid();
        var side = side_out.call(side_in.call(Read(x)).relu());
        return next.Call((share * x) + ((1 - share) * side)).MoveToOuterDisposeScope();
    }

    // [batch, dim] or [batch, positions, dim], as the head's input is.
    private Tensor Read(Tensor x)
    {
        var input = Input ?? throw new InvalidOperationException("A side network reads the model's input: call the model with adapters.");
        var ids = input.InputIds ?? throw new NotSupportedException("A side network reads words, and this input has no ids.");
        var words = _words(Rows(ids));                                                  // [batch, seq, dim]
        if (x.dim() == 2)
        {
            var mask = input.AttentionMask is { } given ? Rows(given).unsqueeze(-1).to_type(words.dtype) : ones_like(words);
            return (words * mask).sum(1) / mask.sum(1).clamp(min: 1);
        }

        return x.shape[1] <= words.shape[1]
            ? words.narrow(1, words.shape[1] - x.shape[1], x.shape[1])
            : throw new NotSupportedException(
                $"The head reads {x.shape[1]} positions, the text has {words.shape[1]}: a side network fits heads that read the text.");
    }

    private Tensor Rows(Tensor x) => InputRows is { } rows ? x.index_select(0, rows) : x;
}
