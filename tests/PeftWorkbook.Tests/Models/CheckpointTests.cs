using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Models;

public sealed class CheckpointTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _folder = Directory.CreateTempSubdirectory("model-").FullName;

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_saved_model_computes_the_same()
    {
        var model = Bert();
        Write(Tensors(model));
        var loaded = PretrainedModel.FromPretrained(_folder);
        Assert.Equal(0, Distance(Logits(model, Batch()), Logits(loaded, Batch())));
        Assert.Empty(loaded.LoadReport!.Initialized);
    }

    [Fact]
    public void Names_may_lack_the_prefix_and_have_the_old_spelling()
    {
        var model = Bert();
        Write(Tensors(model).ToDictionary(
            t => t.Key.Replace("bert.", "", StringComparison.Ordinal)
                .Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal),
            t => t.Value));
        Assert.Equal(0, Distance(Logits(model, Batch()), Logits(PretrainedModel.FromPretrained(_folder), Batch())));
    }

    [Fact]
    public void Half_precision_is_read_as_fp32()
    {
        var model = Bert();
        Write(Tensors(model).ToDictionary(t => t.Key, t => t.Value.to_type(ScalarType.Float16)));
        var loaded = PretrainedModel.FromPretrained(_folder);
        Assert.All(loaded.parameters(), p => Assert.Equal(ScalarType.Float32, p.dtype));
        Assert.InRange(Distance(Logits(model, Batch()), Logits(loaded, Batch())), 1e-7, 1e-2);
    }

    [Fact]
    public void A_new_head_is_initialised_and_reported_and_a_seed_means_the_same_one()
    {
        Write(Tensors(Bert()).Where(t => !t.Key.StartsWith("classifier", StringComparison.Ordinal)).ToDictionary());
        var options = new LoadOptions { Task = ModelTask.SequenceClassification, Labels = 2, Seed = 4 };
        var model = PretrainedModel.FromPretrained(_folder, options);
        Assert.Equal(["classifier.bias", "classifier.weight"], model.LoadReport!.Initialized);
        Assert.Equal(0, Distance(Logits(model, Batch()), Logits(PretrainedModel.FromPretrained(_folder, options), Batch())));
        Assert.NotEqual(
            0,
            Distance(
                Logits(model, Batch()),
                Logits(PretrainedModel.FromPretrained(_folder, options with { Seed = 5 }), Batch())));
    }

    [Fact]
    public void Everything_that_does_not_fit_is_listed_at_once()
    {
        var tensors = Tensors(Bert());
        tensors.Remove("bert.encoder.layer.0.attention.self.key.weight");
        tensors.Remove("bert.embeddings.LayerNorm.bias");
        tensors["bert.encoder.layer.9.extra"] = zeros(2);
        tensors["bert.pooler.dense.weight"] = zeros(3, 3);
        Write(tensors);
        var fault = Assert.Throws<InvalidDataException>(() => PretrainedModel.FromPretrained(_folder)).Message;
        Assert.Contains(
            "2 missing: bert.embeddings.LayerNorm.bias, bert.encoder.layer.0.attention.self.key.weight",
            fault,
            StringComparison.Ordinal);
        Assert.Contains("1 unexpected: bert.encoder.layer.9.extra", fault, StringComparison.Ordinal);
        Assert.Contains("1 of another shape: bert.pooler.dense.weight [3, 3] for [24, 24]", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_tasks_head_is_left_aside()
    {
        Write(Tensors(Bert()));
        var encoder = PretrainedModel.FromPretrained(_folder, new() { Task = ModelTask.Encoder });
        Assert.Equal(["classifier.bias", "classifier.weight"], encoder.LoadReport!.Unused);
    }

    [Fact]
    public void A_pickle_is_refused_with_a_reason()
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), BertJson);
        File.WriteAllText(Path.Combine(_folder, "pytorch_model.bin"), "");
        var fault = Assert.Throws<FileNotFoundException>(() => PretrainedModel.FromPretrained(_folder));
        Assert.Contains("pickle", fault.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{"model_type": "mamba"}""", "bert")]
    [InlineData("""{"model_type": "bert", "architectures": ["BertForCoffee"]}""", "BertForSequenceClassification")]
    public void An_unknown_architecture_lists_the_known_ones(string config, string known)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), config);
        Assert.Contains(
            known,
            Assert.Throws<NotSupportedException>(() => PretrainedModel.FromPretrained(_folder)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"model_type": "bert", "architectures": ["BertModel"], "hidden_size": "wide"}""")]
    [InlineData("""{"model_type": "bert", "architectures": ["BertModel"], "hidden_size": -4, "vocab_size": 3, "num_attention_heads": 1}""")]
    public void A_damaged_configuration_is_one_clear_sentence(string config)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), config);
        Assert.Throws<InvalidDataException>(() => PretrainedModel.FromPretrained(_folder));
    }

    private static Dictionary<string, Tensor> Tensors(PretrainedModel model) =>
        model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);

    private void Write(Dictionary<string, Tensor> tensors)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), BertJson);
        SafeTensors.Save(Path.Combine(_folder, "model.safetensors"), tensors);
    }
}
