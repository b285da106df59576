using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>
/// MOELoRA (arXiv 2310.18339): N LoRAs of rank r / N, weighed by the task of each row,
/// <c>y = W x + alpha / r · Σ softmax(G e_task)ᵢ Bᵢ Aᵢ x</c> with a trained vector e for every task and one more. B
/// starts at zero. It trains <c>r (in + out) + (T + 1) t + N t</c> numbers a layer. A batch of several tasks cannot be
/// merged.
/// </summary>
[PeftMethod("MOELORA", ArXiv = "2310.18339")]
public sealed record MoeLoraConfig : ExpertLoraConfig
{
    /// <summary>T, the tasks.</summary>
    [JsonPropertyName("task_num")]
    public int Tasks { get; init; } = 2;

    /// <summary>t, the width of a task's vector.</summary>
    [JsonPropertyName("task_embedding_dim")]
    public int TaskWidth { get; init; } = 64;

    /// <inheritdoc/>
    internal override int ExpertRank => Rank % Experts == 0
        ? Rank / Experts
        : throw new ArgumentException($"r is {Rank}, the rank of all {Experts} experts together, which does not divide among them.");

    /// <inheritdoc/>
    protected override LayerAdapter MakeExperts(AdapterSite site)
    {
        using var draws = new Draws(site.Seed);
        return new MoeLoraAdapter(site, this, draws);
    }
}

/// <summary>MOELoRA on one linear layer.</summary>
public sealed class MoeLoraAdapter : ExpertLoraAdapter
{
    private readonly Parameter lora_task_embedding, lora_gate;

    internal MoeLoraAdapter(AdapterSite site, MoeLoraConfig config, Draws draws)
        : base(nameof(MoeLoraAdapter), site, config, sharesA: false, draws)
    {
        lora_task_embedding = Trained(draws.Normal(1, config.Tasks + 1, config.TaskWidth));
        lora_gate = Trained(draws.Kaiming(config.Experts, config.TaskWidth));
        RegisterComponents();
    }

    /// <inheritdoc/>
    private protected override IEnumerable<AdapterTensor> Router =>
        [new("lora_task_embedding.weight", lora_task_embedding), new("lora_gate.weight", lora_gate)];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The input says no tasks, or one that the adapter does not have.</exception>
    private protected override Tensor Shares(Tensor x)
    {
        using var scope = NewDisposeScope();
        var tasks = RowTasks.Of(Input, InputRows, lora_task_embedding.shape[0], "MOELoRA").to(x.device);
        var shares = lora_task_embedding.index_select(0, tasks).mm(lora_gate.t()).softmax(-1);      // [batch, N]
        var shape = x.shape[..^1].Select((_, axis) => axis == BatchAxis(x) ? tasks.numel() : 1).Append(shares.shape[1]);
        return shares.view([.. shape]).MoveToOuterDisposeScope();
    }
}
