using System.Text.Json.Nodes;
using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Clients;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Peft;
using PeftWorkbook.Training;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Real checkpoints of the hub.</summary>
internal static class RealCases
{
    /// <summary>After twenty steps float64 itself ends 3e-4 away from the recorded adapter, another fp32 build 7e-4.</summary>
    private const double AdapterBound = 2e-3;

    /// <summary>MiniLM's hidden states and its mean-pooled sentence vectors; and the same vectors from the sentences' text.</summary>
    internal static void MiniLm(GoldenTensors expected, string settings, string hub)
    {
        using var scope = NewDisposeScope();
        var folder = Path.Combine(hub, "models", "sentence-transformers", "all-MiniLM-L6-v2");
        using var model = GoldenInput.Model(folder);
        using var _ = no_grad();
        var input = GoldenInput.Of(expected);
        var output = model.Run(input);
        Close.Check(output.LastHiddenState!, expected["last_hidden_state"], Close.Loose);
        Close.Check(output.PoolerOutput!, expected["pooler_output"], Close.Loose);
        Close.Check(SentenceEmbedding.MeanPool(output.LastHiddenState!, input.AttentionMask), expected["embedding"], Close.Loose);
        using var generator = EmbeddingGenerator.FromPretrained(folder);
        var sentences = JsonNode.Parse(File.ReadAllText(settings))!["sentences"]!.AsArray().Select(s => s!.GetValue<string>());
        var vectors = generator.GenerateAsync(sentences).GetAwaiter().GetResult();
        Close.Check([.. vectors.SelectMany(v => v.Vector.ToArray()).Select(v => (double)v)], expected["embedding"], Close.Loose);
    }

    /// <summary>The small storyteller's logits and what it goes on to say.</summary>
    internal static void Stories(GoldenTensors expected, string hub, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var model = GoldenInput.Model(Path.Combine(hub, "models", "karpathy", "stories260K"));
        using var _ = no_grad();
        var input = GoldenInput.Of(expected);
        var output = model.Run(input with { Labels = input.InputIds });
        Close.Check(output.Logits!, expected["logits"], Close.Loose);
        Close.Check(output.Loss!, expected["loss"]);
        var (prompt, recorded) = (expected["input_ids"].Integers, expected["generate.greedy"].Integers);
        var options = GenerationOptions.For(model) with { MaxNewTokens = recorded.Length - prompt.Length };
        Close.Same(TextGeneration.Generate(model, prompt, options, cancellation), recorded, "generate.greedy");
    }

    /// <summary>SmolLM2 from its GGUF: logits, loss, and its answer.</summary>
    internal static void SmolLm(GoldenTensors expected, string file, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var model = GoldenInput.Model(file);
        using var _ = no_grad();
        var input = GoldenInput.Of(expected);
        var output = model.Run(input with { Labels = input.InputIds });
        Close.Check(output.Logits!, expected["logits"], Close.Loose);
        Close.Check(output.Loss!, expected["loss"]);
        var (prompt, recorded) = (expected["input_ids"].Integers, expected["generate.greedy"].Integers);
        var options = new GenerationOptions { MaxNewTokens = recorded.Length - prompt.Length };
        Close.Same(TextGeneration.Generate(model, prompt, options, cancellation), recorded, "generate.greedy");
    }

    /// <summary>Twenty LoRA steps on SST-2: the loss curve, gradient norms, the trained adapter and its logits.</summary>
    internal static void LoraOnSst2(string folder, string hub)
    {
        using var scope = NewDisposeScope();
        var expected = new GoldenTensors(Path.Combine(folder, "expected.safetensors"));
        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "settings.json")))!;
        var id = settings["model"]!.GetValue<string>().Split('/');
        var options = new LoadOptions
        {
            Task = ModelTask.SequenceClassification,
            Labels = 2,
            Dropout = settings["dropout"]!.GetValue<double>(),
        };
        using var model = GoldenInput.Model(Path.Combine([hub, "models", .. id]), options);
        using var peft = PeftModel.Load(model, Path.Combine(folder, "initial"), isTrainable: true);
        using var trainer = new Trainer(peft, Adam(settings["optimizer"]!.GetValue<string>()));
        var losses = expected["losses"];
        var norms = expected["grad_norms"];
        for (var step = 0; step < losses.Values.Length; step++)
        {
            var (loss, norm) = trainer.Step(GoldenInput.Of(expected, $"batch.{step}."), trainer.Settings.LearningRate);
            Close.Check(loss, new($"losses[{step}]", "F32", [1], [losses.Values[step]]), Close.Exact, losses.Largest);
            Close.Check(norm, new($"grad_norms[{step}]", "F32", [1], [norms.Values[step]]), Close.Loose, norms.Largest);
        }

        peft.eval();
        CheckTrained(peft, expected, new(Path.Combine(folder, "trained", "adapter_model.safetensors")));
    }

    // The trained tensors through the files that Save writes, so that keys and layout are compared too.
    private static void CheckTrained(PeftModel peft, GoldenTensors expected, GoldenTensors trained)
    {
        using var _ = no_grad();
        Close.Check(peft.call(GoldenInput.Of(expected, "batch.0.")).Logits!, expected["logits_after"], Close.Loose);
        var saved = Directory.CreateTempSubdirectory("golden-").FullName;
        try
        {
            peft.Save(saved);
            var ours = new GoldenTensors(Path.Combine(saved, "adapter_model.safetensors"));
            Assert.Equal(trained.Names, ours.Names);
            foreach (var name in trained.Names)
            {
                Assert.Equal(trained[name].Dtype, ours[name].Dtype);
                Close.Check(ours[name].Values, trained[name], AdapterBound);
            }
        }
        finally
        {
            Directory.Delete(saved, recursive: true);
        }
    }

    // "AdamW lr 5e-3, weight decay 0.01, betas 0.9 0.999, eps 1e-8"
    private static TrainerSettings Adam(string text)
    {
        var words = text.Replace(",", "", StringComparison.Ordinal).Split(' ');
        return new()
        {
            LearningRate = After("lr", 1),
            WeightDecay = After("decay", 1),
            Beta1 = After("betas", 1),
            Beta2 = After("betas", 2),
            Epsilon = After("eps", 1),
            MaxGradNorm = 0,
        };

        double After(string word, int distance) =>
            double.Parse(words[Array.IndexOf(words, word) + distance], System.Globalization.CultureInfo.InvariantCulture);
    }
}
