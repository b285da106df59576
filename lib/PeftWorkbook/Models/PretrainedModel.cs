using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models;

/// <summary>How <see cref="PretrainedModel.FromPretrained"/> builds a model.</summary>
public sealed record LoadOptions
{
    /// <summary>The head; null takes the one that the checkpoint was saved with.</summary>
    public ModelTask? Task { get; init; }

    /// <summary>The number of classes of a new classifier; null takes the checkpoint's.</summary>
    public int? Labels { get; init; }

    /// <summary>Where the model lives; null means the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>The dtype of the weights, whatever the file's is.</summary>
    public ScalarType Dtype { get; init; } = ScalarType.Float32;

    /// <summary>
    /// Keeps the linear layers and the embeddings of a GGUF file in its blocks where these are Q4_0, Q4_1 or Q8_0: they take the
    /// file's bytes, mapped, and stay as they are. Other types and other files are read as <see cref="Dtype"/>.
    /// </summary>
    public bool KeepQuantized { get; init; }

    /// <summary>The dropout of hidden states and attention in training; null takes the configuration's.</summary>
    public double? Dropout { get; init; }

    /// <summary>Seeds the weights that the checkpoint has not, such as a new head.</summary>
    public long Seed { get; init; }
}

/// <summary>
/// A transformer of a Hugging Face checkpoint. Its parameters have the checkpoint's names, so that loading is a look-up.
/// </summary>
public abstract partial class PretrainedModel : Module<ModelInput, ModelOutput>
{
    /// <summary>Describes the model.</summary>
    /// <param name="name">The class's name.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="basePrefix">What the body's tensors begin with in a checkpoint with a head, such as <c>bert</c>.</param>
    /// <param name="heads">The submodules that a checkpoint may lack: they are initialised.</param>
    protected PretrainedModel(string name, ModelConfig config, string basePrefix, params string[] heads) : base(name) =>
        (Config, BasePrefix, Heads) = (config, basePrefix, heads);

    private string? _wordTable;
    private ModelTask? _task;

    /// <summary>The configuration.</summary>
    public ModelConfig Config { get; }

    /// <summary>The folder it was loaded from; null for a model made from a configuration.</summary>
    public string? Folder { get; private set; }

    /// <summary>The name or folder that <see cref="FromPretrained"/> was asked for; null for a model made from a configuration.</summary>
    public string? Id { get; private set; }

    /// <summary>What loading found; null for a model made from a configuration.</summary>
    public LoadReport? LoadReport { get; private set; }

    /// <summary>The number of weights, tied ones once and quantised ones too.</summary>
    public long ParameterCount => parameters().Sum(p => p.numel()) + QuantizedLayers.Of(this).Sum(w => w.Rows * w.Columns);

    /// <summary>What the head computes.</summary>
    public ModelTask Task => _task ??= Architectures.TaskOf(GetType());

    /// <summary>The layers that adapters usually take in this family: its queries and values.</summary>
    protected internal abstract IReadOnlyList<string> AttentionTargets { get; }

    /// <summary>
    /// The layers that (IA)³ usually scales in this family: keys and values at their outputs, the second half of the feed-forward block at
    /// its inputs.
    /// </summary>
    protected internal virtual (IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs) ScalingTargets =>
        (AttentionTargets, []);

    /// <summary>The submodules that make the output, which <c>all-linear</c> leaves out.</summary>
    protected internal virtual IReadOnlyList<string> OutputHeads =>
        [.. Heads.Where(h => !h.StartsWith(BasePrefix + ".", StringComparison.Ordinal))];

    /// <summary>Whether layers inside see hidden states as <c>[seq, batch, dim]</c>.</summary>
    protected internal virtual bool IsSequenceFirst => false;

    /// <summary>
    /// Gives the word vectors of ids, <c>[batch, seq]</c> to <c>[batch, seq, dim]</c>, with the adapters that sit on the table.
    /// </summary>
    /// <exception cref="NotSupportedException">The model takes no words.</exception>
    protected internal Module<Tensor, Tensor> WordTable
    {
        get
        {
            _wordTable ??= named_modules().Select(m => m.name)
                .FirstOrDefault(n => n.Split('.')[^1] is "word_embeddings" or "wte" or "embed_tokens" or "shared")
                ?? throw new NotSupportedException($"{GetName()} has no word embeddings, so it takes no prompt.");
            Module found = this;
            foreach (var part in _wordTable.Split('.'))
            {
                found = found.named_children().First(c => c.name == part).module;
            }

            return (Module<Tensor, Tensor>)found;
        }
    }

    internal string BasePrefix { get; }

    internal IReadOnlyList<string> Heads { get; }

    /// <summary>Applies the model; the same as <c>call</c>, with a name that says so.</summary>
    public ModelOutput Run(ModelInput input) => call(input);

    /// <summary>
    /// Loads a model from a folder in Hugging Face's layout (<c>config.json</c>, <c>model.safetensors</c>), or by the name of one
    /// (<c>org/name</c>) as <c>Hub.Resolve</c> finds it; or from a GGUF file of the llama family, whose weights are dequantised unless
    /// <see cref="LoadOptions.KeepQuantized"/> says otherwise. It is in evaluation mode.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="NotSupportedException">The family or head is not known; the message lists those that are.</exception>
    /// <exception cref="InvalidDataException">Tensors are missing, unexpected or of another shape: all of them are listed.</exception>
    public static PretrainedModel FromPretrained(string idOrFolder, LoadOptions? options = null)
    {
        options ??= new();
        var place = File.Exists(idOrFolder) ? idOrFolder : Hub.Hub.Resolve(idOrFolder);
        using var gguf = FindGguf(place) is { } file ? new GgufModel(file) : null;
        using ITensorSource? source = gguf ?? Weights(place);
        var model = Create(Adjust(gguf?.Config ?? ModelConfig.Load(place), options), options.Task, source);
        (model.Folder, model.Id) = (File.Exists(place) ? Path.GetDirectoryName(place) : place, idOrFolder);
        if (options.Dtype != ScalarType.Float32)
        {
            model.to(options.Dtype);
            model.TieWeights();
        }

        var rest = gguf is not null && options.KeepQuantized ? QuantizedLayers.Install(model, gguf) : source;
        model.LoadReport = Checkpoint.Load(model, rest ?? throw Hub.PickleGuard.Missing(place, "model.safetensors"), options.Seed);
        return model.Finish(options.Device);
    }

    /// <summary>As <see cref="FromPretrained(string, LoadOptions?)"/>, for a model of a known class.</summary>
    public static T FromPretrained<T>(string idOrFolder, LoadOptions? options = null) where T : PretrainedModel =>
        FromPretrained(idOrFolder, options) is T model
            ? model
            : throw new InvalidCastException($"'{idOrFolder}' is not a {typeof(T).Name}.");

    /// <summary>Makes a model with undefined weights; fill them with <see cref="Initialize"/> or <see cref="Checkpoint"/>.</summary>
    public static PretrainedModel FromConfig(ModelConfig config, ModelTask? task = null)
    {
        using var scope = NewDisposeScope();
        var model = Architectures.Create(config, task);
        scope.Detach(model.parameters().Concat(model.buffers()));
        return model;
    }

    /// <summary>Gives every weight a random value, as transformers does for a new model.</summary>
    public PretrainedModel Initialize(long seed)
    {
        Initializer.Fill(this, _ => true, seed);
        eval();
        return this;
    }

    /// <summary>Holds all weights constant, and lets the linear layers use the fastest kernel for that.</summary>
    public void Freeze()
    {
        TieWeights();     // a move to another dtype or device may have parted them
        foreach (var parameter in parameters())
        {
            parameter.requires_grad = false;
        }

        foreach (var dense in modules().OfType<Layers.Dense>())
        {
            dense.Freeze();
        }
    }

    /// <summary>Shares what the configuration ties, after parameters have been replaced (as moving to a device does).</summary>
    protected internal virtual void TieWeights()
    {
    }

    /// <summary>
    /// What another version of transformers calls a module or tensor of this model; the name itself where all agree. Adapters may be
    /// made under either name.
    /// </summary>
    public virtual string Alias(string name) => name;

    /// <summary>This model's name for a tensor of a checkpoint that has an older or newer one.</summary>
    protected internal virtual string Rename(string tensor) =>
        tensor.Replace(".gamma", ".weight", StringComparison.Ordinal).Replace(".beta", ".bias", StringComparison.Ordinal);

    /// <summary>Whether a checkpoint of this family may hold a tensor of that name for which this model has no use.</summary>
    protected internal virtual bool IsForeign(string tensor) => false;

    /// <summary>Makes the model, as far as the weights that there are allow: a damaged configuration may ask for any sizes.</summary>
    private static PretrainedModel Create(ModelConfig config, ModelTask? task, ITensorSource? source)
    {
        using var budget = Layers.WeightBudget.For(source, config);
        try
        {
            return FromConfig(config, task);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"config.json holds a value that cannot be read: {e.Message}", e);
        }
    }

    private static ITensorSource? Weights(string place)
    {
        try
        {
            return Hub.SafeTensorsCheckpoint.Open(place);
        }
        catch (FileNotFoundException)
        {
            return null;   // said when the configuration, which may be at fault too, has been read
        }
    }

    // A GGUF file is given, or lies in a folder that has no config.json.
    internal static string? FindGguf(string place) =>
        File.Exists(place) ? place
            : File.Exists(Path.Combine(place, "config.json")) ? null
            : Directory.EnumerateFiles(place, "*.gguf").Order(StringComparer.Ordinal).FirstOrDefault();

    private PretrainedModel Finish(Device? device)
    {
        if (device is not null)
        {
            this.to(device);
            TieWeights();
        }

        eval();
        return this;
    }

    private static ModelConfig Adjust(ModelConfig config, LoadOptions options)
    {
        if (options.Labels is { } labels)
        {
            config = config.With(("id2label", null), ("label2id", null), ("num_labels", labels));
        }

        return options.Dropout is { } p ? config.With(
            [.. new[] { "hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout", "dropout", "attention_dropout",
                "seq_classif_dropout", "qa_dropout", "attn_pdrop", "embd_pdrop", "resid_pdrop", "dropout_rate" }
                .Where(config.Has).Append("classifier_dropout").Select(n => (n, (System.Text.Json.Nodes.JsonNode?)p))]) : config;
    }
}
