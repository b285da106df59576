using PeftWorkbook.Models;
using PeftWorkbook.Models.Layers;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using PeftWorkbook.Training;
using TorchSharp;
using TorchSharp.Engine;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Training;

/// <summary>What a frozen base must not cost: gradients, kept activations, and work below the lowest adapter.</summary>
public sealed class FrozenCostTests : IDisposable
{
    private const int Layers = 4, Dim = 128, Rows = 16, Length = 64;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Frozen_weights_get_no_gradient_and_adapters_do()
    {
        using var peft = PeftModel.Wrap(Model(), Lora(0, 1, 2, 3));
        using var trainer = new Trainer(peft, new());
        trainer.Step(Batch(), 1e-3);
        var trained = peft.NamedTrainable().Select(p => p.Parameter).ToHashSet<Tensor>(ReferenceEqualityComparer.Instance);
        Assert.All(peft.named_parameters(), p => Assert.Equal(trained.Contains(p.parameter), p.parameter.grad is not null));
    }

    [Fact]
    public void Nothing_below_the_lowest_adapter_is_part_of_the_backward_pass()
    {
        using var peft = PeftModel.Wrap(Model(), Lora(2, 3));
        peft.train();
        var states = peft.call(Batch() with { WithHiddenStates = true }).HiddenStates!;
        Assert.Equal([false, false, false, true, true], states.Select(h => h.requires_grad));
    }

    [Fact]
    public void A_layer_below_the_lowest_adapter_keeps_nothing()
    {
        long lowest = KeptBytes(Lora(0, 1, 2, 3)), highest = KeptBytes(Lora(3));
        TestContext.Current.SendDiagnosticMessage("kept with adapters on all layers {0:N0}, on the last {1:N0}", lowest, highest);
        Assert.InRange(highest, 1, lowest * 2 / Layers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_frozen_linear_layer_keeps_no_input(bool packed)
    {
        var packing = FrozenPacking(packed);
        try
        {
            using var layer = new Dense(512, 256);
            using (no_grad())
            {
                layer.Weight.normal_();
                layer.Bias!.zero_();
            }

            layer.call(zeros(256, 512)).Dispose();
            Assert.True(KeptInput(layer) > 0);     // while it is trained, its weight's gradient needs the input
            layer.Freeze();
            layer.call(zeros(256, 512)).Dispose();
            Assert.Equal(0, KeptInput(layer));
        }
        finally
        {
            PeftWorkbook.Engine.FrozenLinear.Packing = packing;
        }
    }

    private static bool FrozenPacking(bool packed)
    {
        var before = PeftWorkbook.Engine.FrozenLinear.Packing;
        PeftWorkbook.Engine.FrozenLinear.Packing = packed;
        return before;
    }

    // Bytes that live on beside the output when the input's owner has let go of it.
    private static long KeptInput(Dense layer)
    {
        using var leaf = zeros(256, 512).requires_grad_();
        var empty = CpuMemory.InUse;
        var alike = zeros(256, 256);                          // an output's bytes, as the engine rounds them
        var outputBytes = CpuMemory.InUse - empty;
        alike.Dispose();
        var before = CpuMemory.InUse;
        Tensor output;
        using (var input = leaf + 1)
        {
            output = layer.call(input);
        }

        var kept = CpuMemory.InUse - before - outputBytes;
        output.Dispose();
        return kept;
    }

    // What the graph holds after the forward pass.
    private static long KeptBytes(LoraConfig config)
    {
        using var peft = PeftModel.Wrap(Model(), config);
        peft.train();
        using var batch = new Held(Batch());
        using (var warm = NewDisposeScope())
        {
            peft.call(batch.Input).Loss!.backward();      // packs weights
        }

        var before = CpuMemory.InUse;
        using var scope = NewDisposeScope();
        var loss = peft.call(batch.Input).Loss!;
        return CpuMemory.InUse - before;
    }

    private sealed record Held(ModelInput Input) : IDisposable
    {
        public void Dispose()
        {
            Input.InputIds!.Dispose();
            Input.Labels!.Dispose();
        }
    }

    private static LoraConfig Lora(params int[] layers) =>
        new(Rank: 4, Alpha: 8, TargetModules: ["query", "value"]) { TaskType = "SEQ_CLS", LayersToTransform = layers };

    private static PretrainedModel Model() => PretrainedModel.FromConfig(ModelConfig.Parse($$"""
        {
          "model_type": "bert", "architectures": ["BertForSequenceClassification"], "vocab_size": 50, "hidden_size": {{Dim}},
          "num_hidden_layers": {{Layers}}, "num_attention_heads": 4, "intermediate_size": 256, "max_position_embeddings": 64,
          "type_vocab_size": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "num_labels": 3
        }
        """)).Initialize(1);

    private static ModelInput Batch() => new(randint(1, 50, new long[] { Rows, Length })) { Labels = randint(0, 3, new long[] { Rows }) };
}
