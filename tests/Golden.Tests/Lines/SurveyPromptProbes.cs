using Golden.Tests.Harness;
using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Prompt;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>The router's probabilities and the terms of the balancing loss.</summary>
[SurveyProbe("SMOP")]
internal sealed class SmopProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var prompts = (SmopPrompts)((PromptLearningAttachment)peft.Attached(peft.ActiveAdapters[0])).Encoder;
        var words = ((PretrainedModel)peft.Model).WordTable.call(given.Input.InputIds!);
        var probabilities = prompts.Probabilities(words, given.Input.AttentionMask);
        Close.Check(probabilities, given.Expected["router.probs"]);
        Close.Check(prompts.Balance(probabilities), given.Expected["balance"]);
    }
}

/// <summary>What each prompt weighs.</summary>
[SurveyProbe("ATTEMPT")]
internal sealed class AttemptProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var prompts = (AttemptPrompts)((PromptLearningAttachment)peft.Attached(peft.ActiveAdapters[0])).Encoder;
        var words = ((PretrainedModel)peft.Model).WordTable.call(given.Input.InputIds!);
        Close.Check(prompts.Attention(words, null), given.Expected["attention"]);
    }
}

/// <summary>The prompt that is kept.</summary>
[SurveyProbe("RESIDUAL_PROMPT_TUNING")]
internal sealed class ResidualPromptProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        using var _ = no_grad();
        using var tokens = ((PromptLearningAttachment)peft.Attached(peft.ActiveAdapters[0])).Tokens(null);
        Close.Check(tokens, given.Expected["reparameterized"]);
    }
}

/// <summary>Scores the recorded prompt, and leaves out what is recorded as left out.</summary>
[SurveyProbe("XPROMPT")]
internal sealed class XPromptProbe : SurveyProbe
{
    internal override void Wrapped(SurveyCase given, PeftModel peft)
    {
        using var scope = NewDisposeScope();
        var attachment = (XPromptAttachment)peft.Attached(peft.ActiveAdapters[0]);
        var (table, expected) = (attachment.Table, given.Expected);
        table.Begin(GoldenInput.Tensor(expected["frozen.prompt"]));
        var (tokens, pieces) = ((int)expected["mask.token"].Values.Sum(), (int)expected["mask.piece"].Values.Sum());
        var scores = attachment.TokenScores(peft, [given.Input]);
        Close.Check(scores, expected["score.token"]);
        var kept = XPromptAttachment.Largest(scores, tokens);
        table.Clear(kept);
        scores = attachment.PieceScores(peft, [given.Input]);
        Close.Check(scores, expected["score.piece"]);
        table.KeepTokens(kept);
        table.KeepPieces(XPromptAttachment.Largest(scores, pieces));
        Close.Check(table.Tokens, expected["mask.token"]);
        Close.Check(table.PieceMap(), expected["mask.piece"]);
    }
}
