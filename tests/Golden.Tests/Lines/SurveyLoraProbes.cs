using Golden.Tests.Harness;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Mixture;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Peft.Reparameterized.LoraStarts;
using TorchSharp;

namespace Golden.Tests.Lines;

/// <summary>SoRA: the gates after each of the two runs.</summary>
[SurveyProbe("SORA")]
internal sealed class SoraProbe : SurveyProbe
{
    internal override void Trained(SurveyCase given, PeftModel peft, string run)
    {
        var gates = run.Replace("train", "trained", StringComparison.Ordinal) + ".gate.";
        foreach (var (site, _, adapter) in SurveyCase.Sites(peft))
        {
            if (given.Expected.Find(gates + site.Module) is { } recorded)
            {
                Close.Check(((SoraAdapter)adapter).Gate, recorded, Close.Loose);
            }
        }
    }
}

/// <summary>
/// DyLoRA: one adapter at every rank. Its <c>adapted.*</c> is that of the first draw, <c>logits_after</c> that of the last rank.
/// </summary>
[SurveyProbe("DYLORA")]
internal sealed class DyLoraProbe : SurveyProbe
{
    internal override void Prepare(SurveyCase given, PeftModel peft) => Attachment(peft).Rank = FirstRank(given);

    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        for (var last = 0; last < ((DyLoraConfig)peft.Config()).Rank; last++)
        {
            Attachment(peft).Rank = last + 1;
            given.CheckOutput(peft, $"rank.{last}");
            peft.Merge();
            given.CheckOutput(peft, $"rank.{last}");
            peft.Unmerge();
        }
    }

    internal override void BeforeStep(SurveyCase given, PeftModel peft, string run, int step) =>
        Attachment(peft).Rank = ((DyLoraConfig)peft.Config()).Rank;

    private static DyLoraAttachment Attachment(PeftModel peft) => (DyLoraAttachment)SurveyCase.Attached(peft);

    private static int FirstRank(SurveyCase given) => (int)given.Expected["frozen.draws"].Values[0] + 1;
}

/// <summary>Delta-LoRA: the weights as they have moved.</summary>
[SurveyProbe("DELTA_LORA")]
internal sealed class DeltaLoraProbe : SurveyProbe
{
    internal override void Trained(SurveyCase given, PeftModel peft, string run)
    {
        foreach (var (site, _, adapter) in SurveyCase.Sites(peft))
        {
            if (given.Expected.Find("trained.W." + site.Module) is { } recorded)
            {
                using var moved = ((DeltaLoraAdapter)adapter).Moved();
                Close.Check(moved, recorded, Close.Loose);
            }
        }
    }
}

/// <summary>ReLoRA and COLA: a restart changes no output; the weights with all that was taken in.</summary>
[SurveyProbe("RELORA")]
[SurveyProbe("COLA")]
internal sealed class RestartProbe : SurveyProbe
{
    internal override void AfterStep(SurveyCase given, PeftModel peft, string run, int step, torch.optim.Optimizer optimizer)
    {
        var restarts = given.Hyper["restart_after_step"]!.AsArray().Select(n => n!.GetValue<int>()).ToList();
        if (restarts.IndexOf(step) is var number and >= 0)
        {
            using var scope = torch.NewDisposeScope();
            using var _ = torch.no_grad();
            Close.Check(peft.call(given.Input).Logits!, given.Expected[$"restart{number}.logits"], Close.Loose);
        }
    }

    internal override void Trained(SurveyCase given, PeftModel peft, string run)
    {
        foreach (var (site, layer, _) in SurveyCase.Sites(peft))
        {
            if (given.Expected.Find("trained.W." + site.Module) is { } recorded)
            {
                Close.Check(layer.View.Weight, recorded, Close.Loose);
            }
        }
    }
}

/// <summary>LoRA-SB: the gradients that it starts from, and what it makes of the recorded ones.</summary>
[SurveyProbe("LORA_SB")]
internal sealed class LoraSbProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        using var scope = torch.NewDisposeScope();
        using var model = given.Base();
        var config = (LoraSbConfig)peft.Config();
        var gradients = new ActivationSurvey(model, config).Gradients([given.Input]);
        foreach (var (module, gradient) in gradients)
        {
            var recorded = given.Expected[$"score.{module}.weight"];
            Close.Check(gradient, recorded);
            var (a, m, b) = config.Start(GoldenInput.Tensor(recorded));
            var ours = b.mm(m).mm(a);
            var theirs = Recorded(given, $"frozen.{module}.B").mm(Recorded(given, $"init.{module}.M"))
                .mm(Recorded(given, $"frozen.{module}.A"));
            Assert.True((ours - theirs).abs().max().ToDouble() <= Close.Loose * theirs.abs().max().ToDouble());
        }
    }

    private static torch.Tensor Recorded(SurveyCase given, string name) => GoldenInput.Tensor(given.Expected[name]);
}

/// <summary>LoRA-Dash: the scores after LoRA's own phase, and the directions that follow from them.</summary>
[SurveyProbe("LORA_DASH")]
internal sealed class LoraDashProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        foreach (var (site, _, adapter) in SurveyCase.Sites(peft))
        {
            var state = adapter.State.ToDictionary(s => s.Suffix, s => s.Tensor);
            var directions = state["dash_u"].mm(state["dash_v"]);
            state["lora_A.weight"].copy_(GoldenInput.Tensor(given.Expected[$"frozen.{site.Module}.A0"]));
            state["lora_B.weight"].copy_(GoldenInput.Tensor(given.Expected[$"frozen.{site.Module}.B0"]));
            Close.Check(((LoraDashAdapter)adapter).Choose(), given.Expected["score." + site.Module], Close.Loose);
            var chosen = state["dash_u"].mm(state["dash_v"]);
            Assert.True((chosen - directions).abs().max().ToDouble() <= Close.Loose * directions.abs().max().ToDouble());
        }
    }
}

/// <summary>LoRA-Pro: what it makes of recorded gradients.</summary>
[SurveyProbe("LORA_PRO")]
internal sealed class LoraProProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        using var scope = torch.NewDisposeScope();
        foreach (var (site, _, adapter) in SurveyCase.Sites(peft))
        {
            var state = adapter.State.ToDictionary(s => s.Suffix, s => s.Tensor);
            var (a, b) = (state["lora_A.weight"], state["lora_B.weight"]);
            torch.Tensor Recorded(string name) => GoldenInput.Tensor(given.Expected[$"frozen.{site.Module}.{name}"]);
            GoldenTensor Expected(string name) => given.Expected[$"pro.{site.Module}.{name}"];
            var scale = ((LoraProAdapter)adapter).Scaling;
            var full = Recorded("g");                                       // the gradient of s B A x, of which these are the factors'
            Close.Check(b.t().mm(full) * scale, given.Expected[$"frozen.{site.Module}.gA"]);
            Close.Check(full.mm(a.t()) * scale, given.Expected[$"frozen.{site.Module}.gB"]);
            a.grad = Recorded("gA");
            b.grad = Recorded("gB");
            adapter.BeforeStep();
            Close.Check(a.grad!, Expected("gA"));
            Close.Check(b.grad!, Expected("gB"));
            Close.Check(((b.mm(a.grad!) + b.grad!.mm(a)) * scale).detach(), Expected("equivalent"));
            var (_, _, x) = LoraProAdapter.Project(a, b, Recorded("gA"), Recorded("gB"), scale);
            Close.Check(x, Expected("X"));
        }
    }
}

/// <summary>LoRAMoE: the balancing loss of the first layer's shares.</summary>
[SurveyProbe("LORAMOE")]
internal sealed class LoraMoeProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor Recorded(string name) => GoldenInput.Tensor(given.Expected["balance." + name]);
        var config = (LoraMoeConfig)peft.Config();
        var loss = LoraMoeAdapter.BalanceLoss(Recorded("route"), Recorded("task_type"), config.BalanceDelta);
        Close.Check(loss, given.Expected["balance.loss"]);
    }
}

/// <summary>IncreLoRA: the scores after each of the batches, which are single rows, and the layers that they make grow.</summary>
[SurveyProbe("INCRELORA")]
internal sealed class IncreLoraProbe : SurveyProbe
{
    internal override void Loaded(SurveyCase given, PeftModel peft)
    {
        peft.train();
        var layers = SurveyCase.Sites(peft).Select(s => (s.Site.Module, Adapter: (IncreLoraAdapter)s.Adapter)).ToList();
        for (var batch = 0; given.Expected.Has($"score.{batch}.{layers[0].Module}"); batch++)
        {
            using var scope = torch.NewDisposeScope();
            torch.Tensor? Row(torch.Tensor? all) => all?.narrow(0, batch, 1);
            var input = given.Input;
            peft.call(input with
            {
                InputIds = Row(input.InputIds),
                AttentionMask = Row(input.AttentionMask),
                Labels = Row(input.Labels),
            }).Loss!.backward();
            foreach (var (module, adapter) in layers)
            {
                Close.Check(adapter.Felt()!.Value, given.Expected[$"score.{batch}.{module}"]);
            }

            peft.BeforeStep();
        }

        Close.Check([.. layers.Select(l => l.Adapter.Sensitivity)], given.Expected["sensitivity"]);
        Close.Check([.. layers.Select(l => l.Adapter.Uncertainty)], given.Expected["uncertainty"]);
        Close.Check([.. layers.Select(l => l.Adapter.Score)], given.Expected["final"]);
        var best = ((IncreLoraAttachment)SurveyCase.Attached(peft)).Best().ToList();
        Assert.Equal(given.Expected["grown"].Values, layers.Select(l => best.Contains(l.Adapter) ? 1.0 : 0));
    }
}
