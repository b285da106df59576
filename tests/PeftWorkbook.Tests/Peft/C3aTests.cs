using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>The gradient of circular convolutions, ours and the published one.</summary>
public sealed class C3aTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly AdaptedLayer _layer;
    private readonly C3aAdapter _adapter;
    private readonly Tensor _x = randn(5, 24);

    public C3aTests()
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

    private Tensor Gradient(Tensor upstream)
    {
        var x = _x.detach().clone().requires_grad_(true);
        (_layer.call(x) * upstream).sum().backward();
        return x.grad!;
    }
}
