using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Neural networks: modules, layers, functions, losses.</summary>
    public static partial class nn
    {
        /// <summary>Base of all modules: a tree of named parameters, buffers and submodules.</summary>
        /// <remarks>A module of your own derives from <c>Module&lt;T, TResult&gt;</c>, keeps its parts in fields and
        /// calls
        /// <see cref="RegisterComponents"/> in the last line of its constructor.</remarks>
        public partial class Module : IDisposable
        {
            /// <summary>Kind of device on which the parameters were last put.</summary>
            protected DeviceType _deviceType = DeviceType.CPU;

            /// <summary>Index of that device, -1 where it has none.</summary>
            protected int _deviceIndex = -1;

            /// <summary>The submodules in order.</summary>
            protected OrderedDict<string, Module> _internal_submodules = new();

            /// <summary>The buffers in order, and whether each belongs to the state dictionary.</summary>
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = new();

            /// <summary>The parameters in order.</summary>
            protected OrderedDict<string, Parameter> _internal_params = new();

            /// <summary>Name of the module, for messages.</summary>
            protected string? name;

            private bool isTraining = true;
            private bool isDisposed;

            /// <summary>A module of this name, in training mode.</summary>
            /// <param name="name">Name of the module, for messages.</param>
            protected Module(string name) => this.name = name;

            /// <summary>Whether the module is in training mode (as after construction) or in evaluation mode.</summary>
            public virtual bool training => isTraining;

            internal bool IsDisposed => isDisposed;

            /// <summary>Frees the tensors of the module and of its submodules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees the tensors of the module and of its submodules.</summary>
            /// <param name="disposing">False when it comes from a finalizer: tensors then free themselves.</param>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || isDisposed) return;
                isDisposed = true;
                foreach (var (_, (buffer, _)) in _internal_buffers) Free(buffer);
                foreach (var (_, parameter) in _internal_params) Free(parameter);
                foreach (var (_, module) in named_modules().ToList()) module.Dispose();
            }

            /// <summary>Sets training or evaluation mode here and in all submodules (dropout and batch norm
            /// differ).</summary>
            /// <param name="train">True for training mode.</param>
            public virtual void train(bool train = true)
            {
                isTraining = train;
                foreach (var (_, child) in named_children()) child.train(train);
            }

            /// <summary>Sets evaluation mode here and in all submodules.</summary>
            public virtual void eval() => train(false);

            /// <summary>Clears the gradients of all parameters.</summary>
            /// <param name="set_to_none">True removes them, false fills them with zeros.</param>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, parameter) in named_parameters())
                {
                    using var gradient = parameter.grad;
                    if (gradient is null) continue;
                    if (set_to_none) parameter.grad = null;
                    else gradient.zero_();
                }
            }

            /// <summary>Runs an action on every submodule, children first, and then on this module.</summary>
            /// <param name="fn">The action, for instance one that initialises weights.</param>
            /// <returns>This module.</returns>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, module) in _internal_submodules) module.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>The name given at construction.</summary>
            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            /// <summary>The given device and type, or the defaults in their place.</summary>
            /// <param name="device">Device, or null for the default.</param>
            /// <param name="dtype">Element type, or null for the default.</param>
            protected static (Device device, ScalarType dtype) GetDefaultDeviceAndType(
                Device? device = null, ScalarType? dtype = null) =>
                (device ?? get_default_device(), dtype ?? get_default_dtype());

            private static void Free(Tensor tensor)
            {
                if (!tensor.IsInvalid) tensor.DetachFromDisposeScope().Dispose();
            }
        }
    }
}
