using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Text;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Training;

/// <summary>
/// A model that says which class a text has, with its tokenizer: from a pretrained encoder to a fine-tuned classifier in a few lines.
/// <code>
/// var task = GlueTask.Named("SST-2");
/// var folder = Hub.ResolveDataset("glue/SST-2");
/// var classifier = TextClassifier.Load("sentence-transformers/all-MiniLM-L6-v2");
/// classifier.Adapt(new LoraConfig(Rank: 8, Alpha: 16, TargetModules: ["query", "value"]));
/// var result = classifier.Train(task.ReadTrain(folder), task.ReadDev(folder), new TrainerSettings { Epochs = 1 },
///     onStep: s =&gt; chart.Add(s.Step, s.Loss));
/// classifier.Peft!.Save("my-adapter");
/// </code>
/// </summary>
public sealed class TextClassifier : IDisposable
{
    private TextClassifier(PretrainedModel model, TextEncoder encoder) => (Model, Encoder) = (model, encoder);

    /// <summary>The model underneath.</summary>
    public PretrainedModel Model { get; }

    /// <summary>The model with its adapters; null before <see cref="Adapt"/>.</summary>
    public PeftModel? Peft { get; private set; }

    /// <summary>The tokenizer with its settings.</summary>
    public TextEncoder Encoder { get; }

    private Module<ModelInput, ModelOutput> Acting => Peft is null ? Model : Peft;

    /// <summary>Loads an encoder with a new classifier, and its tokenizer.</summary>
    /// <param name="model">A folder or a name as <c>Hub.Resolve</c> finds it.</param>
    /// <param name="classes">The number of classes; 1 is a regression.</param>
    /// <param name="maxLength">The most tokens of a text.</param>
    /// <param name="dropout">The base model's dropout in training; with a frozen base none is needed, and none is faster.</param>
    /// <param name="seed">Seeds the new classifier.</param>
    /// <param name="device">Where the model lives; null means the CPU.</param>
    /// <param name="dtype">The dtype of the weights; bfloat16 halves the memory, and is trained with float32 copies.</param>
    public static TextClassifier Load(
        string model, int classes = 2, int maxLength = 64, double? dropout = 0, long seed = 0, Device? device = null,
        ScalarType dtype = ScalarType.Float32)
    {
        var options = new LoadOptions
        {
            Task = ModelTask.SequenceClassification,
            Labels = classes,
            Dropout = dropout,
            Seed = seed,
            Device = device,
            Dtype = dtype,
        };
        return new(PretrainedModel.FromPretrained(model, options), new(TextTokenizer.Load(model), maxLength));
    }

    /// <summary>Freezes the model and puts an adapter on it; the classifier's head is trained with it.</summary>
    /// <param name="config">The method's settings.</param>
    /// <param name="seed">Seeds the adapter.</param>
    public PeftModel Adapt(PeftConfig config, long seed = 0)
    {
        if (Peft is not null)
        {
            throw new InvalidOperationException("There is an adapter already: add others to Peft.");
        }

        return Peft = PeftModel.Wrap(Model, config with { TaskType = config.TaskType ?? "SEQ_CLS" }, seed: seed);
    }

    /// <summary>Trains what is trainable: the adapter and the head, or the whole model where there is no adapter.</summary>
    /// <param name="train">The texts to learn from.</param>
    /// <param name="dev">The texts to score; null scores nothing.</param>
    /// <param name="settings">The settings; null takes the defaults.</param>
    /// <param name="onStep">Told about every step.</param>
    /// <param name="onEvaluation">Told about every evaluation.</param>
    /// <param name="cancellation">Ends the training between two steps.</param>
    /// <param name="title">Shows a bar and a chart of that title while it trains; null shows nothing.</param>
    public TrainingResult Train(
        IEnumerable<LabeledText> train, IEnumerable<LabeledText>? dev = null, TrainerSettings? settings = null,
        Action<TrainingStep>? onStep = null, Action<Evaluation>? onEvaluation = null, CancellationToken cancellation = default,
        string? title = null)
    {
        using var trainer = new Trainer(Acting, settings ?? new()) { PaddingId = Encoder.PaddingId, IsRegression = IsRegression };
        using var monitor = title is null ? null : TrainingMonitor.Of(trainer, title);
        trainer.StepDone += onStep;
        trainer.Evaluated += onEvaluation;
        return trainer.Train(Encoder.Encode(train), dev is null ? null : Encoder.Encode(dev), cancellation);
    }

    /// <summary>Scores texts: loss, accuracy, F1, Matthews' correlation; correlations for a regression.</summary>
    public Evaluation Evaluate(IEnumerable<LabeledText> texts, int batchSize = 64, CancellationToken cancellation = default) =>
        Evaluator.Run(Acting, Encoder.Encode(texts), batchSize, Encoder.PaddingId, IsRegression, cancellation);

    /// <summary>The probability of each class for each text: <c>[texts][classes]</c>.</summary>
    public IReadOnlyList<double[]> Predict(params string[] texts)
    {
        using var _ = no_grad();
        Acting.eval();
        return
        [
            .. texts.Select(text =>
            {
                using var scope = NewDisposeScope();
                var example = Encoder.Encode(new LabeledText(text, null, 0));
                var output = Acting.call(Batches.Collate(
                    [example], [0], Encoder.PaddingId, IsRegression, Model.parameters().First().device));
                return output.Logits!.to_type(ScalarType.Float64).softmax(-1).cpu().data<double>().ToArray();
            }),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Peft?.Dispose();
        Model.Dispose();
    }

    private bool IsRegression => Model.Config.Labels == 1;
}
