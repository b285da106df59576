using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>
/// fLoRA, batched (arXiv 2312.05677): every row of a batch has the adapter of its task, which multiplies the weight,
/// <c>Wᵢ = W ∘ (Bᵢ Aᵢ)</c>, and no Wᵢ is formed: <c>yᵢ = Σⱼ Bᵢ[:, j] ∘ (W (Aᵢ[j] ∘ xᵢ)) + b</c>. A and B start at <c>1 / √r</c>, where
/// <c>Wᵢ = W</c>. It trains <c>r (in + out)</c> numbers a layer and task. A batch of several tasks cannot be merged.
/// </summary>
[PeftMethod("BATCHED_FLORA", ArXiv = "2312.05677")]
public sealed record BatchedFloraConfig : LayerPeftConfig
{
    /// <summary>r, the rank of what the weight is multiplied by.</summary>
    [JsonPropertyName("r")]
    public int Rank { get; init; } = 4;

    /// <summary>The tasks, each with an adapter of its own.</summary>
    [JsonPropertyName("n_tasks")]
    public int Tasks { get; init; } = 1;

    /// <inheritdoc/>
    protected internal override LayerAdapter Create(AdapterSite site) => Rank > 0 && Tasks > 0
        ? new BatchedFloraAdapter(site, this)
        : throw new ArgumentException($"Rank {Rank} and {Tasks} tasks must be positive.");
}

/// <summary>Batched fLoRA on one linear layer.</summary>
public sealed class BatchedFloraAdapter : LayerAdapter
{
    private readonly Parameter flora_A, flora_B;

    internal BatchedFloraAdapter(AdapterSite site, BatchedFloraConfig config) : base(nameof(BatchedFloraAdapter), site.Layer)
    {
        var start = 1 / Math.Sqrt(config.Rank);
        flora_A = Trained(full([config.Tasks, config.Rank, Layer.InFeatures], start));
        flora_B = Trained(full([config.Tasks, Layer.OutFeatures, config.Rank], start));
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected internal override bool CanMerge => false;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => [new("flora_A", flora_A), new("flora_B", flora_B)];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The input says no tasks, or one that the adapter does not have.</exception>
    protected internal override Tensor Forward(Tensor x, Below next)
    {
        using var scope = NewDisposeScope();
        var tasks = RowTasks.Of(Input, InputRows, flora_A.shape[0], "Batched fLoRA").to(x.device);
        long[] rows = [.. x.shape[..^1].Select((_, axis) => axis == BatchAxis(x) ? tasks.numel() : 1)];
        Tensor? product = null;
        for (var j = 0L; j < flora_A.shape[1]; j++)
        {
            var (a, b) = (flora_A.select(1, j).index_select(0, tasks), flora_B.select(2, j).index_select(0, tasks));
            var part = Layer.Apply(x * a.view([.. rows, -1]), Layer.Weight, null) * b.view([.. rows, -1]);
            product = product is null ? part : product + part;
        }

        // Above another adapter it adds what it changes of the layer's own product.
        var below = next.IsLayer
            ? Layer.Bias is { } bias ? product! + bias : product!
            : next.Call(x) + product! - Layer.Apply(x, Layer.Weight, null);
        return below.MoveToOuterDisposeScope();
    }
}
