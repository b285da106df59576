using TorchSharp.Modules;
using TorchSharp.Utils;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

public class NNModules
{
    private class Lower() : Module<Tensor, Tensor>("Lower")
    {
        private readonly Linear hidden = Linear(1, 1, false);
        protected readonly Parameter shared = new(zeros(1));
        private readonly Tensor buffer = zeros(1);

        public override Tensor forward(Tensor input) => hidden.call(input) + shared + buffer;
    }

    private sealed class Upper : Lower
    {
        private readonly Parameter gain = new(zeros(1));
        private readonly Linear first = Linear(1, 1, false);
        private readonly Tensor ownBuffer = zeros(1);
        [ComponentName(Name = "renamed")]
        private readonly Linear second = Linear(1, 1, false);

        public Upper() => RegisterComponents();

        public override Tensor forward(Tensor input) => second.call(first.call(input)) * gain + ownBuffer;
    }

    private sealed class Holder : Module<Tensor, Tensor>
    {
        public readonly ModuleList<Linear> list = ModuleList(Linear(1, 1, false), Linear(1, 1, false));
        private readonly ModuleDict<Linear> dict = ModuleDict<Linear>(("k", Linear(1, 1, false)));
        private readonly ParameterList parameterList = ParameterList(new Parameter(zeros(1)));
        private readonly ParameterDict parameterDict = ParameterDict(("q", new Parameter(zeros(1))));

        public Holder() : base("Holder") => RegisterComponents();

        public override Tensor forward(Tensor input) =>
            input + (dict.Count + parameterList.Count + parameterDict.Count);
    }

    [Fact]
    public void Fields_are_registered_from_the_derived_type_down_with_private_ones()
    {
        var module = new Upper();
        Assert.Equal(["gain", "shared", "first.weight", "renamed.weight", "hidden.weight", "ownBuffer", "buffer"],
            module.state_dict().Keys);
        Assert.Equal(["first", "renamed", "hidden"], module.named_modules().Select(m => m.name));
        Assert.Equal(["ownBuffer", "buffer"], module.named_buffers().Select(b => b.name));
        Assert.Equal("Lower", module.GetName());
    }

    [Fact]
    public void Containers_are_registered_with_their_owner_and_not_later()
    {
        var module = new Holder();
        string[] keys = ["list.0.weight", "list.1.weight", "dict.k.weight", "parameterList.0", "parameterDict.q"];
        Assert.Equal(keys, module.state_dict().Keys);
        Assert.Equal(["list", "dict", "parameterList", "parameterDict", "list.0", "list.1", "dict.k"],
            module.named_modules().Select(m => m.name));

        var replaced = module.list[0];
        module.list.Add(Linear(1, 1));
        module.list[0] = Linear(1, 1, true);
        Assert.Equal(keys, module.state_dict().Keys);
        Assert.Equal(replaced.weight.Handle, module.state_dict()["list.0.weight"].Handle);
        Assert.Equal(3, module.list.Count);
    }

    [Fact]
    public void A_parameter_takes_its_tensor_over()
    {
        var data = ones(2);
        var parameter = new Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad && parameter.is_leaf);
        Assert.Equal([1f, 1f], parameter.data<float>().ToArray());
        Assert.Throws<InvalidOperationException>(() => data.add(1));
    }

    [Fact]
    public void A_parameter_stays_in_the_scope_of_its_tensor()
    {
        var free = ones(2);
        Parameter kept;
        Parameter owned;
        using (NewDisposeScope())
        {
            kept = new Parameter(free);
            owned = new Parameter(ones(2));
        }
        Assert.False(kept.IsInvalid);
        Assert.True(owned.IsInvalid);
    }

    [Fact]
    public void Layers_outlive_the_scope_in_which_they_are_made()
    {
        Linear linear;
        Embedding embedding;
        using (NewDisposeScope()) (linear, embedding) = (Linear(2, 2), Embedding(3, 2));
        Assert.Equal([1, 2], embedding.call(tensor(new[] { 1L })).shape);
        Assert.Equal([1, 2], linear.call(ones(1, 2)).shape);
    }

    [Fact]
    public void Shared_parameters_are_named_once_and_saved_under_each_name()
    {
        var first = Linear(2, 2, false);
        var second = Linear(first.weight);
        var both = Sequential(("a", first), ("b", second));
        Assert.Equal(["a.weight"], both.named_parameters().Select(p => p.name));
        var plain = new Pair(first, second);
        Assert.Equal(["first.weight"], plain.named_parameters().Select(p => p.name));
        Assert.Equal(["first.weight", "second.weight"], plain.state_dict().Keys);
    }

    private sealed class Pair : Module<Tensor, Tensor>
    {
        private readonly Linear first;
        private readonly Linear second;

        public Pair(Linear first, Linear second) : base("Pair")
        {
            (this.first, this.second) = (first, second);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => second.call(first.call(input));
    }

    [Fact]
    public void Reading_the_table_of_an_embedding_gives_a_new_object_each_time()
    {
        var embedding = Embedding(3, 2);
        using (var first = embedding.weight!)
        {
            using var second = embedding.weight!;
            Assert.NotSame(first, second);
            Assert.Equal(first.Handle, second.Handle);
        }
        Assert.Equal([1, 2], embedding.call(tensor(new[] { 2L })).shape);
        Assert.Equal("torch::nn::EmbeddingImpl", embedding.GetName());
    }

    [Fact]
    public void Names_that_are_taken_or_hold_dots_are_refused()
    {
        var module = new Upper();
        Assert.Throws<InvalidOperationException>(() => module.register_module("first", Linear(1, 1)));
        Assert.Throws<ArgumentException>(() => module.register_module("a.b", Linear(1, 1)));
        Assert.Throws<ArgumentException>(() => module.register_module("", Linear(1, 1)));
        Assert.Throws<InvalidOperationException>(() => module.register_parameter("gain", new Parameter(zeros(1))));
        Assert.Throws<InvalidOperationException>(() => module.register_buffer("buffer", zeros(1)));
        module.register_module("first", null!);
        module.register_module("first", Linear(1, 1, false));
        Assert.Equal(["renamed", "hidden", "first"], module.named_children().Select(c => c.name));
    }

    [Fact]
    public void Parameter_less_modules_refuse_parameters()
    {
        var relu = ReLU();
        Assert.Throws<InvalidOperationException>(() => relu.register_parameter("p", new Parameter(zeros(1))));
        Assert.Throws<InvalidOperationException>(() => relu.register_buffer("b", zeros(1)));
        Assert.Throws<InvalidOperationException>(() => relu.register_module("m", Linear(1, 1)));
        relu.register_module("m", Dropout());
    }

    [Fact]
    public void Training_mode_reaches_all_submodules()
    {
        var model = Sequential(Linear(2, 2), Sequential(Dropout(), ReLU()));
        Assert.All(model.modules().Append(model), m => Assert.True(m.training));
        model.eval();
        Assert.All(model.modules().Append(model), m => Assert.False(m.training));
        model.train();
        Assert.All(model.modules().Append(model), m => Assert.True(m.training));
    }

    [Fact]
    public void Apply_goes_from_the_leaves_to_the_root()
    {
        var visited = new List<Module>();
        var inner = Linear(1, 1);
        var model = Sequential(inner, ReLU());
        Assert.Same(model, model.apply(visited.Add));
        Assert.Same(inner, visited[0]);
        Assert.Same(model, visited[^1]);
        Assert.Equal(3, visited.Count);
    }

    [Fact]
    public void Zero_grad_of_a_module_removes_or_fills()
    {
        var linear = Linear(2, 2);
        linear.call(ones(1, 2)).sum().backward();
        linear.zero_grad(set_to_none: false);
        Assert.Equal(0, linear.weight.grad!.abs().sum().item<float>());
        linear.zero_grad();
        Assert.Null(linear.weight.grad);
    }

    [Fact]
    public void Disposing_a_module_frees_what_is_below()
    {
        var linear = Linear(2, 2);
        var model = Sequential(linear, ReLU());
        model.Dispose();
        Assert.True(linear.weight.IsInvalid && linear.bias!.IsInvalid);
    }
}
