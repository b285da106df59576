using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

public class NNFunctions
{
    [Fact]
    public void Dropout_keeps_the_mean_and_the_share_of_zeros()
    {
        manual_seed(3);
        const int Count = 200_000;
        const double Rate = 0.3;
        var layer = Dropout(Rate);
        float[] values = layer.call(ones(Count)).data<float>().ToArray();
        double zeros = values.Count(value => value == 0) / (double)Count;
        double deviation = Math.Sqrt(Rate * (1 - Rate) / Count);
        Assert.InRange(zeros, Rate - 5 * deviation, Rate + 5 * deviation);
        Assert.All(values.Distinct().Where(value => value != 0), value => Assert.Equal(1 / (1 - Rate), value, 1e-6));
        layer.eval();
        Assert.Equal(Count, layer.call(ones(Count)).sum().item<float>());
    }

    [Fact]
    public void Dropout_refuses_what_is_no_probability() =>
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => F.dropout(ones(2), 1.5));

    [Fact]
    public void Layers_in_place_overwrite_their_input()
    {
        foreach (Func<Tensor, Tensor> apply in new Func<Tensor, Tensor>[]
            { x => F.relu(x, true), x => ReLU(true).call(x), x => SiLU(true).call(x), x => Tanh(true).call(x) })
        {
            var input = tensor(new[] { -1f, 2f });
            using var output = apply(input);
            Assert.Equal(output.data<float>().ToArray(), input.data<float>().ToArray());
            Assert.NotEqual(2f - 1f, input.sum().item<float>());
        }
    }

    [Fact]
    public void A_sequence_with_an_in_place_layer_keeps_its_result()
    {
        var model = Sequential(Linear(2, 2), ReLU(true), Dropout(0.5), Identity());
        model.eval();
        Assert.Equal([1, 2], model.call(ones(1, 2)).shape);
        var input = ones(1, 2);
        using (Sequential().call(input))
        {
        }
        Assert.Equal(2, input.sum().item<float>());
    }

    [Fact]
    public void Queries_that_see_nothing_give_zeros_and_no_gradient()
    {
        var query = randn(1, 3, 4).requires_grad_();
        foreach (var mask in new[]
        {
            tensor(new[,] { { true, false, false }, { false, false, false }, { true, true, true } }),
            tensor(new[,] { { 0f, float.NegativeInfinity, float.NegativeInfinity },
                { float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity }, { 0, 0, 0 } }),
        })
        {
            var output = F.scaled_dot_product_attention(query, query, query, mask);
            Assert.Equal(0, output[0, 1].abs().sum().item<float>());
            Assert.True(allclose(output[0, 0], query[0, 0]));
            query.grad = null;
            F.scaled_dot_product_attention(query, query.detach(), query.detach(), mask).pow(2).sum().backward();
            Assert.True(query.grad!.isfinite().all().item<bool>());
            Assert.Equal(0, query.grad[0, 1].abs().sum().item<float>());
        }
    }

    [Fact]
    public void Causal_attention_is_attention_under_a_triangle()
    {
        var (q, k, v) = (randn(2, 3, 4), randn(2, 5, 4), randn(2, 5, 6));
        var triangle = ones(3, 5, dtype: ScalarType.Bool).tril();
        Assert.True(allclose(F.scaled_dot_product_attention(q, k, v, triangle),
            F.scaled_dot_product_attention(q, k, v, is_casual: true), rtol: 1e-5, atol: 1e-6));
        Assert.Throws<ArgumentException>(() => F.scaled_dot_product_attention(q, k, v, triangle, 0, true));
        Assert.Throws<ArgumentException>(() => F.scaled_dot_product_attention(q, k, v, p: -1));
    }

    [Fact]
    public void An_orthogonal_matrix_is_orthogonal()
    {
        foreach (var (rows, columns) in new[] { (4, 4), (3, 5), (5, 3) })
        {
            var weight = init.orthogonal_(empty(rows, columns), gain: 2);
            var gram = rows <= columns ? weight.matmul(weight.t()) : weight.t().matmul(weight);
            Assert.True(allclose(gram, eye(Math.Min(rows, columns)) * 4, atol: 1e-5));
        }
    }

    [Fact]
    public void A_truncated_normal_stays_in_its_range_and_keeps_its_mean()
    {
        manual_seed(1);
        float[] draws = init.trunc_normal_(empty(20_000), 1, 2, -1, 2).data<float>().ToArray();
        Assert.All(draws, value => Assert.InRange(value, -1f, 2f));
        Assert.True(draws.Distinct().Count() > 10_000);
        // Mean of N(1, 4) cut to [-1, 2]: 1 + 2 (φ(-1) - φ(1/2)) / (Φ(1/2) - Φ(-1)).
        Assert.Equal(1 + 2 * (0.24197072 - 0.35206533) / (0.69146246 - 0.15865525), draws.Average(), 0.02);
    }

    [Fact]
    public void Initial_values_need_a_shape_with_fans()
    {
        Assert.Equal((12, 16), init.CalculateFanInAndFanOut(empty(4, 3, 2, 2)));
        Assert.Throws<ArgumentException>(() => init.CalculateFanInAndFanOut(empty(3)));
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => init.eye_(empty(3)));
    }

    [Fact]
    public void Sequences_are_padded_to_the_longest()
    {
        var padded = nn.utils.rnn.pad_sequence([ones(1, 2), ones(3, 2)], batch_first: true, padding_value: -1);
        Assert.Equal([2, 3, 2], padded.shape);
        Assert.Equal([1, 1, -1, -1, -1, -1], padded[0].flatten().data<float>().ToArray());
        Assert.Equal([3, 2], nn.utils.rnn.pad_sequence([ones(3), ones(2)]).shape);
        Assert.Throws<ArgumentException>(() => nn.utils.rnn.pad_sequence([]));
    }

    [Fact]
    public void Parameters_become_a_vector_and_come_back()
    {
        var parameters = new[] { new Parameter(ones(2, 2)), new Parameter(zeros(3)) };
        using var vector = nn.utils.parameters_to_vector(parameters);
        Assert.Equal([1f, 1, 1, 1, 0, 0, 0], vector.detach().data<float>().ToArray());
        nn.utils.vector_to_parameters(arange(7, dtype: float32), parameters);
        Assert.Equal([4f, 5, 6], parameters[1].detach().data<float>().ToArray());
        Assert.True(parameters[0].is_leaf && parameters[0].requires_grad);
    }

    [Fact]
    public void Attention_layers_return_the_mean_weights_or_an_empty_tensor()
    {
        var attention = MultiheadAttention(4, 2);
        var (query, key) = (randn(3, 2, 4), randn(5, 2, 4));
        var padding = zeros(2, 5, dtype: ScalarType.Bool);
        padding[1, 4] = tensor(true);
        var (output, weights) = attention.call(query, key, key, padding);
        Assert.Equal([3, 2, 4], output.shape);
        Assert.Equal([2, 3, 5], weights.shape);
        Assert.True(allclose(weights.sum(-1), ones(2, 3)));
        Assert.Equal(0, weights[1, TensorIndex.Colon, 4].abs().sum().item<float>());
        Assert.True(attention.call(query, key, key, need_weights: false).Item2.IsInvalid);
    }

    [Fact]
    public void An_encoder_begins_with_copies_of_one_layer()
    {
        var layer = TransformerEncoderLayer(4, 2, 8, 0);
        var encoder = TransformerEncoder(layer, 2);
        Assert.Equal(24, encoder.state_dict().Count);
        var input = randn(3, 2, 4);
        Assert.True(allclose(encoder.call(input), layer.call(layer.call(input)), atol: 1e-6));
        encoder.to(float64);
        Assert.Equal(float64, encoder.call(input.to(float64)).dtype);
        Assert.Equal(float32, layer.call(input).dtype);
    }
}
