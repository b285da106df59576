using Microsoft.Extensions.AI;
using PeftWorkbook.Engine;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Text;
using static TorchSharp.torch;

namespace PeftWorkbook.Models.Clients;

/// <summary>
/// An encoder of this process as an embedding generator. Texts are sorted by length before they are put into batches, so that
/// little is padding; the vectors come in the texts' order. Calls may come from several threads; they are answered one after the other.
/// <code>
/// using var generator = EmbeddingGenerator.FromPretrained("sentence-transformers/all-MiniLM-L6-v2");
/// var vectors = await generator.GenerateAsync(["The cat sat on the mat.", "A kitten was resting on a rug."]);
/// </code>
/// </summary>
public sealed class EmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Positions of a batch: enough for fast matrix products, few enough for the processor's caches.</summary>
    private const int PositionsAtOnce = 2048;

    private readonly nn.Module<ModelInput, ModelOutput> _model;
    private readonly TextTokenizer _tokenizer;
    private readonly SentencePooling _pooling;
    private readonly EncodeOptions _encoding;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly bool _lowersCase, _ownsModel;

    /// <summary>Serves an encoder, with adapters or without, that the caller goes on to own.</summary>
    /// <param name="model">A model that gives hidden states.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="pooling">How a vector is made of the tokens'.</param>
    /// <param name="maxLength">The most tokens of a text that are read, special ones counted.</param>
    public EmbeddingGenerator(
        nn.Module<ModelInput, ModelOutput> model, TextTokenizer tokenizer, SentencePooling pooling, int maxLength)
        : this(model, tokenizer, pooling, maxLength, lowersCase: false, ownsModel: false)
    {
    }

    private EmbeddingGenerator(
        nn.Module<ModelInput, ModelOutput> model, TextTokenizer tokenizer, SentencePooling pooling, int maxLength,
        bool lowersCase, bool ownsModel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        (_model, _tokenizer, _pooling, _lowersCase, _ownsModel) = (model, tokenizer, pooling, lowersCase, ownsModel);
        _encoding = new() { Truncation = TruncationStrategy.LongestFirst, MaxLength = maxLength };
        var known = Decoder.Pretrained(model);
        _metadata = new("PEFT Workbook", null, known?.Id, known is null ? null : Width(known.Config) * pooling.Modes.Count);
    }

    /// <summary>The most texts of a batch; long texts are fewer.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The most tokens of a text that are read.</summary>
    public int MaxLength => _encoding.MaxLength!.Value;

    /// <summary>
    /// Loads an encoder with its tokenizer, and owns it. <c>modules.json</c> and <c>1_Pooling</c> say how vectors are made,
    /// <c>sentence_bert_config.json</c> how much of a text is read; without them it is the mean and what the model can read.
    /// </summary>
    /// <param name="idOrFolder">A folder, or an id that <c>Hub.Resolve</c> finds.</param>
    /// <param name="options">How the model is loaded.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such model.</exception>
    /// <exception cref="NotSupportedException">The folder asks for a module that is not known here.</exception>
    public static EmbeddingGenerator FromPretrained(string idOrFolder, LoadOptions? options = null)
    {
        var (folder, tokenizer) = (Hub.Hub.Resolve(idOrFolder), TextTokenizer.Load(idOrFolder));
        var pooling = SentencePooling.Read(folder);
        var settings = SentenceSettings.Read(folder);
        options ??= new();
        var model = PretrainedModel.FromPretrained(idOrFolder, options with { Task = options.Task ?? ModelTask.Encoder });
        model.Freeze();
        return new(model, tokenizer, pooling, settings.MaxLength, settings.LowersCase, ownsModel: true);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Another width or model is asked for.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, between two batches.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        List<string> texts = [.. values];
        RefuseForeign(options);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Factory.StartNew(
                () => Embed(texts, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        object[] services = [this, _metadata, _model, _tokenizer];
        return serviceKey is null ? services.FirstOrDefault(serviceType.IsInstanceOfType) : null;
    }

    /// <summary>Frees the model where <see cref="FromPretrained"/> loaded it.</summary>
    public void Dispose()
    {
        if (_ownsModel)
        {
            _model.Dispose();
        }

        _gate.Dispose();
    }

    private static int? Width(ModelConfig config) =>
        new[] { "hidden_size", "dim", "d_model" }.FirstOrDefault(config.Has) is { } name ? (int)config.Long(name) : null;

    private void RefuseForeign(EmbeddingGenerationOptions? options)
    {
        if (options?.Dimensions is { } width && width != _metadata.DefaultModelDimensions)
        {
            throw new NotSupportedException(
                $"This model's vectors have {_metadata.DefaultModelDimensions} dimensions; {width} are asked for.");
        }

        if (options?.ModelId is { } asked && _metadata.DefaultModelId is { } own && asked != own)
        {
            throw new NotSupportedException($"This generator serves '{own}', not '{asked}': make another one for it.");
        }
    }

    private GeneratedEmbeddings<Embedding<float>> Embed(List<string> texts, CancellationToken cancellation)
    {
        var encoded = texts.ConvertAll(t => _tokenizer.Encode(_lowersCase ? t.ToLowerInvariant() : t, null, _encoding));
        var vectors = new Embedding<float>[texts.Count];
        int[] longestFirst = [.. Enumerable.Range(0, texts.Count).OrderByDescending(i => encoded[i].Count)];
        for (var done = 0; done < longestFirst.Length;)
        {
            Interrupt.ThrowIfRequested(cancellation);
            var fitting = Math.Clamp(PositionsAtOnce / Math.Max(1, encoded[longestFirst[done]].Count), 1, BatchSize);
            int[] batch = [.. longestFirst.Skip(done).Take(fitting)];
            foreach (var (text, vector) in batch.Zip(Vectors([.. batch.Select(i => encoded[i])])))
            {
                vectors[text] = new(vector) { ModelId = _metadata.DefaultModelId };
            }

            done += batch.Length;
        }

        var tokens = encoded.Sum(e => (long)e.Count);
        return new(vectors) { Usage = new() { InputTokenCount = tokens, TotalTokenCount = tokens } };
    }

    // The batch is sorted: the first text is the longest, and all are as long where the last is.
    private float[][] Vectors(IReadOnlyList<TextEncoding> batch)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (device, length) = (_model.parameters().First().device, batch[0].Count);
        var mask = batch[^1].Count < length ? Matrix(e => e.AttentionMask, 0) : null;
        var ids = Matrix(e => e.Ids, _tokenizer.PadId ?? 0);
        var input = new ModelInput(ids) { AttentionMask = mask, TokenTypeIds = Matrix(e => e.TypeIds, 0) };
        var pooled = _pooling.Apply(_model.call(input).LastHiddenState!, mask).to_type(ScalarType.Float32);
        return [.. pooled.ToHost<float>().Chunk((int)pooled.shape[1])];

        Tensor Matrix(Func<TextEncoding, IReadOnlyList<int>> row, long filling) => tensor(
            batch.SelectMany(e => row(e).Select(v => (long)v).Concat(Enumerable.Repeat(filling, length - e.Count))).ToArray(),
            [batch.Count, length], device: device);
    }
}
