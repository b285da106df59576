using System.Diagnostics;
using System.Globalization;
using Pretrain;
using PeftWorkbook.Models;
using PeftWorkbook.Training;
using static TorchSharp.torch;

// Makes data/models/workbook/tiny-bert and data/datasets/workbook/opinions: dotnet run --project data/pretrain [steps [folder]]
var steps = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2000;
var data = args.Length > 1 ? args[1] : FindData();
var vocabulary = new Vocabulary();
OpinionTask.Write(Path.Combine(data, "datasets", "workbook", "opinions"));

var config = ModelConfig.Parse($$"""
    {
      "architectures": ["BertForMaskedLM"], "model_type": "bert",
      "vocab_size": {{vocabulary.Pieces.Count}}, "hidden_size": 128, "num_hidden_layers": 3, "num_attention_heads": 4,
      "intermediate_size": 512, "max_position_embeddings": 64, "type_vocab_size": 2, "hidden_act": "gelu",
      "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "initializer_range": 0.04, "layer_norm_eps": 1e-12,
      "pad_token_id": 0, "tie_word_embeddings": true
    }
    """);
using var model = PretrainedModel.FromConfig(config).Initialize(seed: 1);
Console.WriteLine($"{model.ParameterCount:N0} parameters, {vocabulary.Pieces.Count} word pieces, {steps} steps");

var settings = new TrainerSettings { LearningRate = 1e-3, WarmupRatio = 0.1, WeightDecay = 0.01 };
using var trainer = new Trainer(model, settings);
var batches = new MaskedBatches(new Grammar(new Random(1)), vocabulary, new Random(2), batchSize: 64);
var clock = Stopwatch.StartNew();
var means = new double[2];      // of masked words, and of summaries
for (var step = 0; step < steps; step++)
{
    using var scope = NewDisposeScope();
    var kind = step % 2;
    var (loss, _) = trainer.Step(batches.Next(asksSummary: kind == 1), settings.LearningRate * settings.Schedule(step, steps));
    means[kind] = step < 2 ? loss : (0.96 * means[kind]) + (0.04 * loss);
    if ((step + 1) % 200 == 0)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"step {step + 1}: loss of words {means[0]:F3}, of summaries {means[1]:F3}, " +
            $"{clock.Elapsed.TotalSeconds:F0} s"));
    }
}

Checkpoints.Save(model, vocabulary, Path.Combine(data, "models", "workbook", "tiny-bert"));
return 0;

static string FindData()
{
    for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
    {
        if (File.Exists(Path.Combine(at.FullName, "data", "pretrain", "Pretrain.csproj")))
        {
            return Path.Combine(at.FullName, "data");
        }
    }

    throw new DirectoryNotFoundException("Run this from the repository, or give the data folder as second argument.");
}
