using System.Text.Json;
using Golden.Tests.Harness;
using PeftWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Golden.Tests.Lines;

/// <summary>Losses and the gradients of their inputs.</summary>
[GoldenLine("training/losses.json")]
public sealed class TrainingLossLine : GoldenLine
{
    private TrainingFile? _file;

    private TrainingFile File => _file ??= new(Set, Name);

    public override IEnumerable<string> Discover() => File.CaseNames;

    public override void Run(string id)
    {
        using var scope = NewDisposeScope();
        var described = File.Case(id);
        var input = GoldenInput.Tensor(File.Tensors[$"{id}/input"]).requires_grad_();
        var loss = Loss(id, described, input);
        loss.backward(Find(id, "upstream") is { } upstream ? [upstream] : null);
        Close.Check(loss, File.Tensors[$"{id}/loss"]);
        Close.Check(input.grad!, File.Tensors[$"{id}/grad"]);
        if (described.TryGetProperty("perplexity", out var perplexity))
        {
            Close.Check(Math.Exp(loss.ToDouble()), new($"{id} perplexity", "F32", [], [perplexity.GetDouble()]));
        }
    }

    public override void Dispose()
    {
        _file?.Dispose();
        base.Dispose();
    }

    private Tensor Loss(string id, JsonElement described, Tensor input)
    {
        var target = Find(id, "target")!;
        var reduction = described.TryGetProperty("reduction", out var r) ? r.GetString() switch
        {
            "mean" => nn.Reduction.Mean,
            "sum" => nn.Reduction.Sum,
            _ => nn.Reduction.None,
        } : nn.Reduction.Mean;
        return id.Split('-')[0] switch
        {
            "causal" => Losses.NextToken(input, target, (long?)TrainingFile.Optional(described, "num_items_in_batch"))!,
            "mse" => F.mse_loss(input, target, reduction),
            "bce" => F.binary_cross_entropy_with_logits(input, target, Find(id, "weight"), reduction, Find(id, "pos_weight")),
            "ce" => F.cross_entropy(
                input, target, Find(id, "weight"), (long)TrainingFile.Number(described, "ignore_index", Losses.Ignored), reduction,
                TrainingFile.Number(described, "label_smoothing", 0)),
            var other => throw new GoldenException($"The loss {other} is not built."),
        };
    }

    private Tensor? Find(string id, string name) => File.Tensors.Find($"{id}/{name}") is { } found ? GoldenInput.Tensor(found) : null;
}
