using System.Globalization;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules one after the other: the output of each is the input of the next, and freed after it.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        // The name that TorchSharp gives, whose sequence is libtorch's.
        private const string NativeName = "torch::nn::SequentialImpl";

        private readonly List<(string Name, nn.Module<Tensor, Tensor> Module)> stages = [];

        /// <summary>Modules with names.</summary>
        /// <param name="modules">Names and modules in order.</param>
        protected internal Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules)
            : base(NativeName)
        {
            foreach (var (name, module) in modules) append(name, module);
        }

        /// <summary>Modules under the names "0", "1" and so on.</summary>
        /// <param name="modules">Modules in order.</param>
        protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(NativeName)
        {
            foreach (var module in modules) append(module);
        }

        /// <summary>Number of modules.</summary>
        public int Count => stages.Count;

        /// <summary>The module at a position.</summary>
        /// <param name="index">Position, from 0.</param>
        [IndexerName("SequentialItems")]
        public nn.IModule<Tensor, Tensor> this[int index] => stages[index].Module;

        /// <summary>The modules from one position up to another, as a sequence that shares them.</summary>
        /// <param name="index">First position and the one after the last; null for the ends.</param>
        [IndexerName("SequentialItems")]
        public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

        /// <summary>The modules of a range, as a sequence that shares them.</summary>
        /// <param name="index">The range.</param>
        [IndexerName("SequentialItems")]
        public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

        /// <summary>Adds a module at the end.</summary>
        /// <param name="name">Name of the module.</param>
        /// <param name="module">The module.</param>
        /// <returns>This sequence.</returns>
        public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
        {
            stages.Add((name, (nn.Module<Tensor, Tensor>)module));
            return this;
        }

        /// <summary>Adds a module at the end, under its position as a name.</summary>
        /// <param name="module">The module.</param>
        /// <returns>This sequence.</returns>
        public Sequential append(nn.IModule<Tensor, Tensor> module) =>
            append(Count.ToString(CultureInfo.InvariantCulture), module);

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor)
        {
            if (stages.Count == 0) return tensor.alias();
            var current = stages[0].Module.call(tensor);
            for (int i = 1; i < stages.Count; i++)
            {
                var next = stages[i].Module.call(current);
                if (!ReferenceEquals(next, current)) current.Dispose();
                current = next;
            }
            return current;
        }

        /// <inheritdoc/>
        public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
            recurse ? Distinct(stage => stage.named_parameters()) : [];

        /// <inheritdoc/>
        public override IEnumerable<(string name, Tensor buffer)> named_buffers(
            bool recurse = true, bool include_persistent = true) =>
            recurse ? Distinct(stage => stage.named_buffers(true, include_persistent)) : [];

        /// <inheritdoc/>
        public override IEnumerable<(string name, nn.Module module)> named_children() =>
            stages.Select(stage => (stage.Name, (nn.Module)stage.Module));

        /// <inheritdoc/>
        public override IEnumerable<(string name, nn.Module module)> named_modules() =>
            named_children().Concat(stages.SelectMany(stage =>
                stage.Module.named_modules().Select(below => ($"{stage.Name}.{below.name}", below.module))));

        /// <inheritdoc/>
        public override nn.Module apply(Action<nn.Module> fn)
        {
            foreach (var (_, module) in stages) module.apply(fn);
            fn(this);
            return this;
        }

        /// <inheritdoc/>
        public override void train(bool on = true) => base.train(on);

        /// <inheritdoc/>
        public override void eval() => base.eval();

        /// <inheritdoc/>
        protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) =>
            MoveAll(module => module._to(dtype, non_blocking));

        /// <inheritdoc/>
        protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) =>
            MoveAll(module => module._to(device, dtype, non_blocking));

        /// <inheritdoc/>
        protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
            MoveAll(module => module._to(deviceType, deviceIndex, non_blocking));

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                foreach (var (_, module) in stages) module.Dispose();
            }
            base.Dispose(disposing);
        }

        private Sequential MoveAll(Action<nn.Module> move)
        {
            foreach (var (_, module) in stages) move(module);
            return this;
        }

        private Sequential Slice(int start, int end)
        {
            if (start < 0 || start > Count) throw new IndexOutOfRangeException($"{start} is not a valid index.");
            if (end < 0 || end > Count) throw new IndexOutOfRangeException($"{end} is not a valid index.");
            var slice = new Sequential(Array.Empty<nn.Module<Tensor, Tensor>>());
            for (int i = start; i < end; i++) slice.append(stages[i].Name, stages[i].Module);
            return slice;
        }

        private IEnumerable<(string, T)> Distinct<T>(Func<nn.Module, IEnumerable<(string, T)>> list) where T : Tensor
        {
            var seen = new HashSet<nint>();
            foreach (var (name, module) in stages)
            {
                foreach (var (below, tensor) in list(module))
                {
                    if (!tensor.IsInvalid && seen.Add(tensor.Handle)) yield return ($"{name}.{below}", tensor);
                }
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>An empty sequence, which returns its input.</summary>
            public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

            /// <summary>Modules one after the other, with names.</summary>
            /// <param name="modules">Names and modules in order.</param>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                new(modules);

            /// <summary>Modules one after the other, under the names "0", "1" and so on.</summary>
            /// <param name="modules">Modules in order.</param>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            /// <summary>Modules one after the other, with names.</summary>
            /// <param name="modules">Names and modules in order.</param>
            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                Sequential((IEnumerable<Tuple<string, Module<Tensor, Tensor>>>)modules);

            /// <summary>Modules one after the other, with names.</summary>
            /// <param name="modules">Names and modules in order.</param>
            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) =>
                new(modules.ToArray());

            /// <summary>Modules one after the other, with names.</summary>
            /// <param name="modules">Names and modules in order.</param>
            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                new(modules.Select(entry => (entry.Item1, entry.Item2)).ToArray());

            /// <summary>Modules one after the other, under the names "0", "1" and so on.</summary>
            /// <param name="modules">Modules in order.</param>
            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(modules.ToArray());
        }
    }
}
