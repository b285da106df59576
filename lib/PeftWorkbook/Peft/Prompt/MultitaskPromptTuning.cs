using System.Text.Json.Serialization;
using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// Multitask prompt tuning (arXiv 2303.02861): the prompt of task t is a shared table times a low-rank matrix of the task, element by
/// element, <c>P ∘ (U_t V_t)</c> with <c>U_t [rows, q]</c> and <c>V_t [q, d]</c>. The input names each row's task
/// (<see cref="ModelInput.TaskIds"/>). It trains <c>rows d + tasks q (rows + d)</c> numbers. In an encoder-decoder the second half of
/// the rows stands before the decoder's text, whose positions the output then keeps.
/// </summary>
[PeftMethod("MULTITASK_PROMPT_TUNING", ArXiv = "2303.02861")]
public sealed record MultitaskPromptTuningConfig : PromptTuningConfig
{
    /// <summary>The number of tasks.</summary>
    [JsonPropertyName("num_tasks")]
    public int Tasks { get; init; } = 1;

    /// <summary>q, the rank of a task's matrix.</summary>
    [JsonPropertyName("num_ranks")]
    public int Ranks { get; init; } = 1;

    /// <summary>A safetensors file of a prompt that was trained on other tasks.</summary>
    [JsonPropertyName("prompt_tuning_init_state_dict_path")]
    public string? SourceFile { get; init; }

    /// <summary>The task of the source that <c>EXACT_SOURCE_TASK</c> takes.</summary>
    [JsonPropertyName("prompt_tuning_init_task")]
    public int SourceTask { get; init; }

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        using var generator = new Generator((ulong)seed);
        var encoder = new MultitaskPrompt(StartTable(model, generator), Tasks, Ranks, generator);
        if (!InferenceMode && Start is "AVERAGE_SOURCE_TASKS" or "EXACT_SOURCE_TASK" or "ONLY_SOURCE_SHARED")
        {
            encoder.Begin(SafeTensors.Load(SourceFile ?? throw new ArgumentException(
                $"prompt_tuning_init is {Start}: give prompt_tuning_init_state_dict_path.")), Start, SourceTask);
        }

        return encoder;
    }

    /// <inheritdoc/>
    private protected override Attachment Attach(PeftModel model, PretrainedModel body, string adapter, PromptEncoder encoder) =>
        new MultitaskAttachment(model, body, adapter, this, encoder);
}

/// <summary>The shared table and the tasks' factors.</summary>
internal sealed class MultitaskPrompt : PromptEncoder
{
    private readonly TokenEmbedding embedding;
    private readonly Parameter prefix_task_cols;
    private readonly Parameter prefix_task_rows;

    internal MultitaskPrompt(Tensor start, long tasks, long ranks, Generator generator) : base(nameof(MultitaskPrompt))
    {
        var (rows, width) = (start.shape[0], start.shape[1]);
        embedding = new(rows, width);
        prefix_task_cols = new(empty(tasks, rows, ranks));
        prefix_task_rows = new(empty(tasks, ranks, width));
        RegisterComponents();
        using var _ = no_grad();
        embedding.Weight.copy_(start);
        SeededStart.Normal(prefix_task_cols, generator, 0.02);
        SeededStart.Normal(prefix_task_rows, generator, 0.02);
    }

    public override Tensor forward(Tensor? tasks)
    {
        using var scope = NewDisposeScope();
        if (tasks is null)
        {
            throw new ArgumentException("Multitask prompt tuning asks for the task of each row: give the input TaskIds.");
        }

        var factors = prefix_task_cols.index_select(0, tasks).matmul(prefix_task_rows.index_select(0, tasks));
        return (embedding.Weight * factors).MoveToOuterDisposeScope();               // [batch, rows, width]
    }

    internal override IEnumerable<(string Key, Tensor Tensor)> Export() =>
    [
        (nameof(prefix_task_cols), prefix_task_cols), (nameof(prefix_task_rows), prefix_task_rows), (Result, embedding.Weight),
    ];

    internal override bool TryImport(string key, Tensor value)
    {
        using var _ = no_grad();
        Export().First(e => e.Key == key).Tensor.copy_(value);
        return true;
    }

    /// <summary>Starts from a trained prompt: its table, and the mean of its tasks' factors, or those of one task, or none.</summary>
    internal void Begin(IReadOnlyDictionary<string, Tensor> source, string how, int task)
    {
        foreach (var (key, own) in Export().Where(e => e.Key == Result || how != "ONLY_SOURCE_SHARED"))
        {
            var found = source.TryGetValue(key, out var tensor)
                ? tensor
                : throw new InvalidDataException($"The source prompt has no '{key}'.");
            var part = key == Result ? found : how == "EXACT_SOURCE_TASK" ? found.narrow(0, task, 1) : found.mean([0], keepdim: true);
            if (!part.shape.SequenceEqual(own.shape) && !(key != Result && part.shape[1..].SequenceEqual(own.shape[1..])))
            {
                throw new InvalidDataException(
                    $"The source prompt's '{key}' is [{string.Join(", ", part.shape)}] and not [{string.Join(", ", own.shape)}].");
            }

            TryImport(key, part);       // one task's factors for each of the new tasks
        }
    }
}

/// <summary>Virtual tokens before both texts of an encoder-decoder.</summary>
internal sealed class MultitaskAttachment(
    PeftModel model, PretrainedModel body, string adapter, MultitaskPromptTuningConfig config, PromptEncoder encoder)
    : PromptAttachment(model, body, adapter, config, encoder)
{
    private protected override ModelInput WithPrompt(ModelInput input)
    {
        var tokens = Tokens(input.TaskIds);
        var given = input.EncoderOutput is null ? Embed(input, tokens) : input;
        return Settings.Submodules == 2 && Body is T5ForConditionalGeneration t5
            ? given with
            {
                DecoderInputsEmbeds = Joined(
                    tokens.narrow(-2, Count, Count), input.DecoderInputsEmbeds ?? t5.WordTable.call(t5.DecoderIds(input))),
                Labels = Before(input.Labels, Losses.Ignored),
            }
            : given;
    }
}
