using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Models.Layers;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Text;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Models;

/// <summary>A model of the hub whose weights stay in the blocks of its GGUF file.</summary>
public sealed class QuantizedModelTests : IDisposable
{
    private const string Id = "HuggingFaceTB/SmolLM2-135M-Instruct-GGUF";
    private static readonly LoadOptions s_kept = new() { KeepQuantized = true };
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Computes_and_answers_as_the_widened_model_does()
    {
        var folder = TestHub.Model(Id);
        var tokenizer = TextTokenizer.Load(folder);
        using var kept = PretrainedModel.FromPretrained(folder, s_kept);
        using var widened = PretrainedModel.FromPretrained(folder);
        Assert.Equal(widened.ParameterCount, kept.ParameterCount);
        Assert.DoesNotContain(kept.modules(), m => m is Dense or TokenEmbedding);
        long[] prompt =
        [
            .. tokenizer.Encode("<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n")
                .Ids.Select(i => (long)i),
        ];
        var input = new ModelInput(tensor(prompt, [1, prompt.Length]));
        var expected = Logits(widened, input);
        Assert.True(Distance(Logits(kept, input), expected) <= 1e-4 * expected.abs().max().ToDouble());
        var options = new GenerationOptions { MaxNewTokens = 12 };
        var answer = TextGeneration.Generate(kept, prompt, options, TestContext.Current.CancellationToken);
        Assert.Equal(TextGeneration.Generate(widened, prompt, options, TestContext.Current.CancellationToken), answer);
        Assert.Contains("Paris", tokenizer.Decode(answer.Select(i => (int)i)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_learns_beside_the_blocks_and_is_not_merged_into_them()
    {
        using var kept = PretrainedModel.FromPretrained(TestHub.Model(Id), s_kept);
        using var peft = PeftModel.Wrap(
            kept, new LoraConfig(Rank: 2, Alpha: 4, TargetModules: ["q_proj", "v_proj"]) { TaskType = "CAUSAL_LM" });
        var ids = randint(10, 1000, new long[] { 1, 6 });
        peft.call(new ModelInput(ids) { Labels = ids }).Loss!.backward();
        Assert.Contains(peft.parameters(), p => p.requires_grad && p.grad is { } g && g.abs().max().ToDouble() > 0);
        Assert.Throws<NotSupportedException>(() => peft.MergeAndUnload());
        Assert.Throws<NotSupportedException>(() => kept.SavePretrained(Path.Combine(Path.GetTempPath(), "never-made")));
    }
}
