using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

/// <summary>Gradients of layers against central differences in double precision.</summary>
public class NNGradients
{
    private const double Step = 1e-5;
    private const double Bound = 1e-6;

    private static readonly Dictionary<string, (Func<Module<Tensor, Tensor>> Layer, long[] Shape)> Layers = new()
    {
        ["linear"] = (() => Linear(3, 4), [2, 3]),
        ["linear without bias"] = (() => Linear(3, 4, false), [2, 3]),
        ["layer norm"] = (() => LayerNorm(3), [2, 3]),
        ["layer norm over two"] = (() => LayerNorm([2, 3], 1e-3, true, false), [2, 2, 3]),
        ["conv1d"] = (() => Conv1d(2, 3, 3, padding: 1, stride: 2), [1, 2, 7]),
        ["conv2d circular"] = (() => Conv2d(2, 2, 3, padding: 1, padding_mode: PaddingModes.Circular), [1, 2, 4, 4]),
        ["conv2d same"] = (() => Conv2d(2, 4, (3, 2), Padding.Same, groups: 2), [2, 4, 4]),
        ["gelu"] = (() => GELU(), [2, 3]),
        ["gelu tanh"] = (() => GELU(Modules.GELU.Approximate.tanh), [2, 3]),
        ["silu"] = (() => SiLU(), [2, 3]),
        ["tanh"] = (() => Tanh(), [2, 3]),
        ["sigmoid"] = (() => Sigmoid(), [2, 3]),
        ["softmax"] = (() => Softmax(-1), [2, 3]),
        ["log softmax"] = (() => LogSoftmax(0), [2, 3]),
        ["softplus"] = (() => Softplus(2), [2, 3]),
        ["elu"] = (() => ELU(0.7), [2, 3]),
        ["glu"] = (() => GLU(), [2, 4]),
        ["encoder layer"] = (() => TransformerEncoderLayer(4, 2, 6, 0, nn.Activations.GELU), [3, 2, 4]),
        ["stack"] = (() => Sequential(Linear(3, 3), GELU(), LayerNorm(3), Flatten(0), Identity()), [2, 3]),
        ["attention"] = (() => new Attention(false), [2, 4, 3]),
        ["causal attention"] = (() => new Attention(true), [2, 4, 3]),
    };

    public static TheoryData<string> Names => new(Layers.Keys);

    private sealed class Attention(bool isCausal) : Module<Tensor, Tensor>("Attention")
    {
        public override Tensor forward(Tensor input) =>
            F.scaled_dot_product_attention(input, input * 0.5, input.cos(), is_casual: isCausal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_those_of_central_differences(string name)
    {
        manual_seed(5);
        var layer = Layers[name].Layer().to(float64);
        var input = randn(Layers[name].Shape, float64).requires_grad_();
        using var weights = randn_like(layer.call(input).detach());
        double Loss()
        {
            using var scope = NewDisposeScope();
            using var untracked = no_grad();
            return (layer.call(input) * weights).sum().item<double>();
        }
        (layer.call(input) * weights).sum().backward();
        Check(input, Loss, name);
        foreach (var (key, parameter) in layer.named_parameters()) Check(parameter, Loss, $"{name}, {key}");
    }

    [Fact]
    public void Gradients_of_an_lstm_are_those_of_central_differences()
    {
        manual_seed(6);
        var lstm = LSTM(2, 3, 2, bidirectional: true).to(float64);
        var input = randn([4, 1, 2], float64).requires_grad_();
        using var weights = randn([4, 1, 6], float64);
        double Loss()
        {
            using var scope = NewDisposeScope();
            using var untracked = no_grad();
            return (lstm.call(input).Item1 * weights).sum().item<double>();
        }
        (lstm.call(input).Item1 * weights).sum().backward();
        Check(input, Loss, "lstm");
        foreach (var (key, parameter) in lstm.named_parameters()) Check(parameter, Loss, key);
    }

    [Fact]
    public void An_embedding_spreads_its_gradient_over_the_rows_in_use()
    {
        var embedding = Embedding(4, 2, padding_idx: 3);
        embedding.call(tensor(new long[,] { { 1, 1 }, { 2, 3 } })).sum().backward();
        using var weight = embedding.weight!;
        Assert.Equal([0, 0, 2, 2, 1, 1, 0, 0], weight.grad!.data<float>().ToArray());
    }

    private static void Check(Tensor variable, Func<double> loss, string what)
    {
        double[] gradient = variable.grad!.contiguous().data<double>().ToArray();
        using var untracked = no_grad();
        using var flat = variable.view(-1);
        for (int i = 0; i < gradient.Length; i++)
        {
            double original = flat[i].item<double>();
            flat[i] = tensor(original + Step, float64);
            double above = loss();
            flat[i] = tensor(original - Step, float64);
            double below = loss();
            flat[i] = tensor(original, float64);
            double expected = (above - below) / (2 * Step);
            Assert.True(Math.Abs(expected - gradient[i]) <= Bound * Math.Max(1, Math.Abs(expected)),
                $"{what}[{i}]: differences give {expected}, autograd {gradient[i]}");
        }
    }
}
