using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Prompt;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Where PEFT errs with prompts: what it does, and what is right.</summary>
public sealed class PromptDefectTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_decoder_s_classifier_reads_the_last_token_and_as_PEFT_the_last_position()
    {
        var input = PromptCases.Input(PromptCases.Gpt2Classifier());
        var config = new PromptTuningConfig(VirtualTokens: 4);
        var (right, like) = (Row(config, input, 1), Row(config with { LikePeft = true }, input, 1));
        Assert.True(Distance(right.Together, right.Alone) < 1e-4);
        Assert.True(Distance(like.Together, like.Alone) > 1e-2);
        Assert.True(Distance(right.Alone, like.Alone) < 1e-5);      // without padding they agree
        var unmasked = Logits(PeftModel.Wrap(PromptCases.Gpt2Classifier(), config, seed: 5), input with { AttentionMask = null });
        Assert.True(Distance(unmasked[1], right.Alone) < 1e-4);     // the ids say what is padding, as they do for the base
    }

    [Fact]
    public void A_file_of_PEFT_keeps_its_function_and_a_new_adapter_is_right()
    {
        var made = new PromptTuningConfig(VirtualTokens: 4);
        Assert.False(made.KeepsPeftFaults);
        Assert.True((made with { PeftVersion = "0.21.2" }).KeepsPeftFaults);
        Assert.False((made with { PeftVersion = "0.21.2", LikePeft = false }).KeepsPeftFaults);
        Assert.DoesNotContain("LikePeft", (made with { LikePeft = true }).ToJson(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(false, 1, true)]
    [InlineData(true, 1, false)]
    [InlineData(true, 0, true)]
    public void Each_layer_of_T5_has_its_own_prefix_and_as_PEFT_every_second_is_never_used(bool likePeft, int pair, bool acts)
    {
        var model = PromptCases.T5();
        var input = PromptCases.Input(model);
        var peft = PeftModel.Wrap(model, new PrefixTuningConfig { VirtualTokens = 3, LikePeft = likePeft }, seed: 5);
        var before = Logits(peft, input);
        using (no_grad())
        {
            var table = peft.NamedTrainable().Single().Parameter;   // [rows, 2·layers·width]
            table.narrow(1, pair * table.shape[1] / 2, table.shape[1] / 2).mul_(-3);
        }

        Assert.Equal(acts, Distance(before, Logits(peft, input)) > 1e-4);
    }

    [Fact]
    public void The_kinds_that_CPT_takes_by_default_give_a_loss_and_the_caller_s_stay()
    {
        var input = PromptCases.Input(PromptCases.Gpt2());
        var peft = PeftModel.Wrap(PromptCases.Gpt2(), new CptConfig { TokenIds = [5, 6, 7], TaskType = "CAUSAL_LM" });
        Assert.True(double.IsFinite(peft.call(input).Loss!.ToDouble()));
        var kinds = full_like(input.InputIds!, 4);
        var explicitly = peft.call(input with { InputTypeMask = kinds }).Loss!;
        Assert.True(Distance(explicitly, peft.call(input).Loss!) < 1e-6);
        Assert.Equal(4, kinds.max().ToInt64());
    }

    [Fact]
    public void CPT_draws_back_what_moves_too_far_and_answers_stay()
    {
        var config = new CptConfig { TokenIds = [5, 6, 7, 8], Kinds = [1, 2, 3, 4], InputEpsilon = 0.5, FormatEpsilon = 0.2 };
        var peft = PeftModel.Wrap(PromptCases.Gpt2(), config);
        var delta = peft.NamedTrainable().Single().Parameter;
        using (no_grad())
        {
            delta.narrow(0, 0, 3).fill_(1);
        }

        peft.call(PromptCases.Input(PromptCases.Gpt2())).Loss!.backward();
        var unit = Math.Sqrt(24 / 2048.0);
        Assert.Equal(0.2 * unit, delta[0].norm().ToDouble(), 6);
        Assert.Equal(0.5 * unit, delta[1].norm().ToDouble(), 6);
        Assert.Equal(0, delta.grad![3].abs().max().ToDouble());
        Assert.True(delta.grad[1].abs().max().ToDouble() > 0);
    }

    private static (Tensor Together, Tensor Alone) Row(PromptTuningConfig config, ModelInput input, int row)
    {
        var peft = PeftModel.Wrap(PromptCases.Gpt2Classifier(), config, seed: 5);
        return (Logits(peft, input)[row], Logits(peft, PromptCases.Row(input, row))[0]);
    }
}
