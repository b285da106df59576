using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using TorchSharp;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>A folder each: hidden states, logits, loss, the gradient norm of every parameter, greedy and beam output.</summary>
[GoldenLine("models")]
public sealed class ModelsLine : GoldenLine
{
    private const string GradNorm = "grad_norm.";

    public override IEnumerable<string> Discover() =>
        from folder in Directory.EnumerateDirectories(Set.At("models"))
        where File.Exists(Path.Combine(folder, "expected.safetensors"))
        orderby folder
        select Path.GetFileName(folder);

    public override void Run(string id)
    {
        using var scope = NewDisposeScope();
        var expected = new GoldenTensors(Set.At("models", id, "expected.safetensors"));
        using var model = GoldenInput.Model(Set.At("models", id));
        Assert.Empty(model.LoadReport!.Initialized);
        var output = model.Run(GoldenInput.Of(expected) with { WithHiddenStates = true });
        CheckOutput(output, expected);
        CheckGradients(model, output, expected);
        CheckGeneration(model, expected);
    }

    private static void CheckOutput(ModelOutput output, GoldenTensors expected)
    {
        (string Name, Tensor? Tensor)[] computed =
        [
            ("logits", output.Logits), ("loss", output.Loss), ("last_hidden_state", output.LastHiddenState),
            ("pooler_output", output.PoolerOutput), ("encoder_last_hidden_state", output.EncoderLastHiddenState),
            .. (output.HiddenStates ?? []).Select((h, i) => ($"hidden.{i}", (Tensor?)h)),
        ];
        foreach (var (name, tensor) in computed.Where(c => expected.Has(c.Name)))
        {
            Close.Check(tensor ?? throw new GoldenException($"{name} was not computed."), expected[name]);
        }

        var hidden = expected.Below("hidden.").Count();
        Assert.True(hidden == 0 || hidden == output.HiddenStates!.Count, $"{hidden} hidden states are recorded.");
    }

    private static void CheckGradients(PretrainedModel model, ModelOutput output, GoldenTensors expected)
    {
        var names = expected.Below(GradNorm).ToList();
        if (names.Count == 0)
        {
            return;
        }

        output.Loss!.backward();
        var largest = names.Max(n => expected[GradNorm + n].Scalar);
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(names.Order(StringComparer.Ordinal), parameters.Keys.Order(StringComparer.Ordinal));
        foreach (var name in names)
        {
            var norm = parameters[name].grad?.to_type(ScalarType.Float64).norm().ToDouble() ?? 0;
            Close.Check(norm, expected[GradNorm + name], scale: largest);
        }
    }

    private static void CheckGeneration(PretrainedModel model, GoldenTensors expected)
    {
        if (expected.Find("generate.prompt") is not { } prompt)
        {
            return;
        }

        foreach (var (name, beams) in new[] { ("generate.greedy", 1), ("generate.beam4", 4) })
        {
            var recorded = expected[name].Integers;
            foreach (var useCache in new[] { true, false })
            {
                // recorded without an end token: some of the texts go on past the model's
                var options = new GenerationOptions
                {
                    Beams = beams,
                    UseCache = useCache,
                    MaxNewTokens = recorded.Length - prompt.Values.Length,
                };
                Close.Same(TextGeneration.Generate(model, prompt.Integers, options, TestContext.Current.CancellationToken), recorded, name);
            }
        }
    }
}
