using PeftWorkbook.Models;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Gradients that the published code has wrong: ours are the derivatives of the outputs.</summary>
public sealed class GradientTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly AdaptedLayer _layer;
    private readonly C3aAdapter _adapter;
    private readonly Tensor _x = randn(5, 24);

    public GradientTests()
    {
        var peft = PeftModel.Wrap(Bert(), new C3aConfig { BlockSize = 4, TargetModules = ["query"] });
        LoraTests.Perturb(peft);
        _layer = peft.AdaptedLayers.First().Layer;
        _adapter = (C3aAdapter)_layer.Adapters["default"];
    }

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_inputs_gradient_is_the_derivative_of_the_output()
    {
        var weight = _layer.View.Weight + _adapter.Delta();
        var upstream = randn(5, 24);
        Assert.True(Distance(Gradient(upstream), upstream.mm(weight)) < 1e-5);
    }

    // The listing in the paper, and PEFT after it, transform the upstream gradient with the kernel the wrong way round.
    [Fact]
    public void The_published_gradient_is_another_one_of_the_same_output()
    {
        var upstream = randn(5, 24);
        var (ours, output) = (Gradient(upstream), _layer.call(_x));
        _adapter.UsesPublishedGradient = true;
        Assert.True(Distance(output, _layer.call(_x)) < 1e-5);
        Assert.True(Distance(ours, Gradient(upstream)) > 1e-3);
    }

    // LyCORIS's backward pass, and PEFT's, mixes up the two cores of LoHa on a convolution.
    [Fact]
    public void Cores_get_the_gradients_of_their_own_product()
    {
        var adapter = ConvolutionLoHa();
        var upstream = randn(adapter.Delta().shape);
        var a = adapter.State.First().Tensor;
        var (ours, numeric) = (LoHaGradient(adapter, upstream), 0.0);
        using (no_grad())
        {
            var before = (adapter.Delta() * upstream).sum().ToDouble();
            a[0, 0] += 1e-2;
            numeric = ((adapter.Delta() * upstream).sum().ToDouble() - before) / 1e-2;      // linear in one factor, so exact
            a[0, 0] -= 1e-2;
        }

        Assert.Equal(numeric, ours[0, 0].ToDouble(), 1e-2 * Math.Max(1, Math.Abs(numeric)));
        adapter.UsesPublishedGradient = true;
        Assert.True(Distance(ours, LoHaGradient(adapter, upstream)) > 1e-2);
    }

    private static Tensor LoHaGradient(LoHaAdapter adapter, Tensor upstream)
    {
        var a = adapter.State.First().Tensor;
        a.grad = null;
        (adapter.Delta() * upstream).sum().backward();
        return a.grad!.clone();
    }

    private static LoHaAdapter ConvolutionLoHa()
    {
        var layer = new VitProjector(3, 8, 4);
        using (no_grad())
        {
            layer.Weight.copy_(randn(layer.Weight.shape));
        }

        var config = new LoHaConfig { Rank = 2, FactorizesKernel = true, Start = false };
        return (LoHaAdapter)config.Create(new AdapterSite("projection", BaseLayers.Of(layer)!, 0, 3));
    }

    private Tensor Gradient(Tensor upstream)
    {
        var x = _x.detach().clone().requires_grad_(true);
        (_layer.call(x) * upstream).sum().backward();
        return x.grad!;
    }
}
