using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>What optimizers and schedulers do beside their steps.</summary>
public class OptimSteps
{
    private static Parameter WithGradient(double gradient = 1) =>
        new(ones(2)) { grad = full([2], gradient) };

    [Fact]
    public void Zero_grad_fills_with_zeros_and_leaves_a_missing_gradient_missing()
    {
        var (with, without) = (WithGradient(), new Parameter(ones(2)));
        using var optimizer = optim.AdamW([with, without]);
        optimizer.zero_grad();
        Assert.Equal([0f, 0f], with.grad!.data<float>().ToArray());
        Assert.Null(without.grad);
    }

    [Fact]
    public void The_weight_decay_of_AdamW_is_zero_unless_given()
    {
        var parameter = WithGradient(0);
        optim.AdamW([parameter], lr: 0.5).step();
        Assert.Equal([1f, 1f], parameter.detach().data<float>().ToArray());
        optim.AdamW([parameter], lr: 0.5, weight_decay: 0.5).step();
        Assert.Equal([0.75f, 0.75f], parameter.detach().data<float>().ToArray());
    }

    [Fact]
    public void A_step_leaves_no_tensors_behind_and_runs_the_closure_with_gradients()
    {
        var parameter = new Parameter(ones(2));
        using var optimizer = optim.AdamW([parameter], 0.1);
        using var scope = NewDisposeScope();
        for (int i = 0; i < 3; i++)
        {
            using var loss = optimizer.step(() =>
            {
                optimizer.zero_grad();
                using var inner = NewDisposeScope();
                var value = parameter.pow(2).sum();
                value.backward();
                return value.MoveToOuterDisposeScope();
            });
            Assert.True(loss!.item<float>() > 0);
        }
        Assert.Equal(0, scope.DisposablesCount);
        Assert.True(parameter.sum().item<float>() < 2);
    }

    [Fact]
    public void Saved_state_continues_as_if_nothing_had_happened()
    {
        var (first, second) = (WithGradient(0.3), WithGradient(0.3));
        using var original = optim.AdamW([first], 0.1, amsgrad: true);
        original.step();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        original.save_state_dict(writer);
        using var copy = optim.AdamW([second], 0.7, amsgrad: true);
        using (no_grad()) second.copy_(first);
        stream.Position = 0;
        copy.load_state_dict(new BinaryReader(stream));
        Assert.True(copy.state_dict().State[0].ApproximatelyEquals(original.state_dict().State[0]));
        original.step();
        copy.step();
        Assert.Equal(first.detach().data<float>().ToArray(), second.detach().data<float>().ToArray());

        stream.Position = 0;
        Assert.Throws<InvalidDataException>(() => optim.SGD([second], 0.1).load_state_dict(new BinaryReader(stream)));
        stream.Position = 0;
        Assert.Throws<ArgumentException>(() =>
            optim.AdamW([second, first], 0.1).load_state_dict(new BinaryReader(stream)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_pass_over_memory_gives_what_operators_give(bool decoupled)
    {
        manual_seed(2);
        using var start = randn(70_000, 19);
        // A transposed parameter is not dense in its own order, so that operators take it.
        var dense = new Parameter(start.clone());
        var strided = new Parameter(start.t().contiguous().t());
        Assert.False(strided.is_contiguous());
        optim.Optimizer Make(Parameter parameter) => decoupled
            ? optim.AdamW([parameter], 0.01, weight_decay: 0.1)
            : optim.Adam([parameter], 0.01, weight_decay: 0.1, maximize: true);
        using var first = Make(dense);
        using var second = Make(strided);
        for (int i = 0; i < 5; i++)
        {
            using var gradient = randn_like(start);
            (dense.grad, strided.grad) = (gradient.clone(), gradient.clone());
            first.step();
            second.step();
        }
        NNGoldenFiles.AssertClose(strided, dense, "parameter", 1e-6);
        Assert.False(allclose(dense, start));
    }

    [Fact]
    public void A_step_between_forward_and_backward_is_seen()
    {
        var parameter = WithGradient();
        var loss = parameter.pow(2).sum();
        optim.AdamW([parameter]).step();
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => loss.backward());
    }

    [Fact]
    public void LBFGS_finds_the_minimum_of_a_curved_valley()
    {
        var point = new Parameter(tensor(new[] { -1.2, 1.0 }));
        using var optimizer = optim.LBFGS([point], lr: 0.1, max_iter: 100);
        Tensor Rosenbrock()
        {
            optimizer.zero_grad();
            var value = (1 - point[0]).pow(2) + 100 * (point[1] - point[0].pow(2)).pow(2);
            value.backward();
            return value;
        }
        for (int i = 0; i < 10; i++) optimizer.step(Rosenbrock);
        Assert.Equal([1, 1], point.detach().data<double>().ToArray().Select(value => Math.Round(value, 3)));
        Assert.Throws<ArgumentNullException>(() => optimizer.step(null));
        Assert.Throws<NotImplementedException>(() => optimizer.add_param_group(new ParamGroup()));
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => optim.SGD([WithGradient()], -1));
        Assert.Throws<ArgumentException>(() => optim.SGD([WithGradient()], 1, nesterov: true));
        Assert.Throws<ArgumentException>(() => optim.Adam([WithGradient()], beta1: 1.0));
        Assert.Throws<ArgumentException>(() => optim.AdamW([WithGradient()], eps: -1));
    }

    // Rates of a group that starts at 0.1, before each of ten steps: recorded from TorchSharp 0.107.0.
    [Theory]
    [InlineData("linear", "0.02 0.03 0.04 0.05 0.06 0.07 0.08 0.08 0.08 0.08")]
    [InlineData("step", "0.1 0.1 0.1 0.05 0.05 0.05 0.025 0.025 0.025 0.0125")]
    [InlineData("constant", "0.0333333 0.0333333 0.0333333 0.0333333 0.0333333 0.1 0.1 0.1 0.1 0.1")]
    [InlineData("lambda", "0.1 0.05 0.0333333 0.025 0.02 0.0166667 0.0142857 0.0125 0.0111111 0.01")]
    [InlineData("cosine", "0.1 0.0868198 0.055 0.0231802 0.01 0.0231802 0.055 0.0868198 0.1 0.0868198")]
    public void Schedules_are_those_of_the_official_package(string name, string expected)
    {
        using var optimizer = optim.SGD([WithGradient()], 0.1);
        var schedule = name switch
        {
            "linear" => optim.lr_scheduler.LinearLR(optimizer, 0.2, 0.8, 6),
            "step" => optim.lr_scheduler.StepLR(optimizer, 3, 0.5),
            "constant" => optim.lr_scheduler.ConstantLR(optimizer),
            "lambda" => optim.lr_scheduler.LambdaLR(optimizer, epoch => 1.0 / (epoch + 1)),
            _ => optim.lr_scheduler.CosineAnnealingLR(optimizer, 4, 0.01),
        };
        foreach (double rate in expected.Split(' ').Select(double.Parse))
        {
            Assert.Equal(rate, optimizer.ParamGroups.Single().LearningRate, 1e-6);
            Assert.Equal(rate, schedule.get_last_lr().Single(), 1e-6);
            schedule.step();
        }
    }
}
