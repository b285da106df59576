using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

public class NNHooks
{
    private sealed class Sum() : Module<Tensor, Tensor, Tensor>("Sum")
    {
        public override Tensor forward(Tensor input1, Tensor input2) => input1 + input2;
    }

    [Fact]
    public void Hooks_fire_in_order_in_call_and_not_in_forward()
    {
        var log = new List<string>();
        var identity = Identity();
        var pre = identity.register_forward_pre_hook((_, input) =>
        {
            log.Add("pre");
            return input * 2;
        });
        var post = identity.register_forward_hook((_, input, output) =>
        {
            log.Add($"post {input.item<float>()}");
            return output + 1;
        });
        var seesBefore = identity.register_forward_pre_hook((Module _) => log.Add("before"));
        var seesAfter = identity.register_forward_hook((Module _) => log.Add("after"));
        Assert.Equal(7, identity.call(tensor(3f)).item<float>());
        Assert.Equal(["before", "pre", "post 6", "after"], log);
        Assert.Equal(3, identity.forward(tensor(3f)).item<float>());
        Assert.Equal(4, log.Count);
        foreach (var remove in new Action[] { pre.remove, post.remove, seesBefore.remove, seesAfter.remove, pre.remove }) remove();
        Assert.Equal(3, identity.call(tensor(3f)).item<float>());
        Assert.Equal(4, log.Count);
    }

    [Fact]
    public void A_hook_that_returns_null_changes_nothing()
    {
        var identity = Identity();
        identity.register_forward_pre_hook((_, _) => null!);
        identity.register_forward_hook((_, _, _) => null!);
        Assert.Equal(3, identity.call(tensor(3f)).item<float>());
    }

    [Fact]
    public void Hooks_of_two_inputs_replace_both()
    {
        var sum = new Sum();
        sum.register_forward_pre_hook((_, first, second) => (second * 10, first));
        sum.register_forward_hook((_, first, second, output) => output * first / second);
        Assert.Equal((20f + 3) * 20 / 3, sum.call(tensor(3f), tensor(2f)).item<float>(), 1e-4);
    }

    [Fact]
    public void Hooks_fire_inside_containers()
    {
        int count = 0;
        var relu = ReLU();
        relu.register_forward_hook((Module _) => count++);
        Sequential(Linear(1, 1), relu, relu).call(ones(1, 1));
        Assert.Equal(2, count);
    }
}
