using System.Collections.Concurrent;
using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private const BindingFlags InstanceMembers =
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

            private static readonly ConcurrentDictionary<Type, (FieldInfo Field, string Key)[]> FieldsOfTypes = new();
            private bool areComponentsRegistered;

            /// <summary>Registers every field that holds a module, a parameter or (as a buffer) a tensor,
            /// once.</summary>
            /// <remarks>Private fields count. The key is the field's name, or that of its <c>ComponentName</c>. A
            /// field that is
            /// assigned later is not registered: use <see cref="register_module"/> and its like.</remarks>
            protected virtual void RegisterComponents()
            {
                if (areComponentsRegistered) return;
                foreach (var (field, key) in ComponentFields(GetType()))
                {
                    if (IsRegistered(key)) continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(key, module); break;
                        case Parameter parameter: register_parameter(key, parameter); break;
                        case Tensor buffer: register_buffer(key, buffer); break;
                    }
                }
                areComponentsRegistered = true;
            }

            /// <summary>Registers a submodule; null (or a disposed module) removes the one of that name.</summary>
            /// <param name="name">Key of the submodule, without dots.</param>
            /// <param name="submodule">The submodule.</param>
            /// <exception cref="ArgumentException">The name is empty or has a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null || submodule.isDisposed)
                {
                    if (_internal_submodules.ContainsKey(name)) _internal_submodules.Remove(name);
                    return;
                }
                if (name.Contains('.')) throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (name.Length == 0) throw new ArgumentException("module name can't be empty string \"\"");
                if (_internal_submodules.ContainsKey(name))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                _internal_submodules.Add(name, submodule);
            }

            /// <summary>Registers a submodule; another name of <see cref="register_module"/>.</summary>
            /// <param name="name">Key of the submodule, without dots.</param>
            /// <param name="module">The submodule.</param>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Registers a parameter.</summary>
            /// <param name="name">Key of the parameter.</param>
            /// <param name="param">The parameter.</param>
            /// <exception cref="ArgumentNullException">The parameter is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param),
                        "A null tensor cannot be registered as a parameter.");
                if (_internal_params.ContainsKey(name))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                _internal_params.Add(name, param);
            }

            /// <summary>Registers a buffer: a tensor that is part of the state and is not trained.</summary>
            /// <param name="name">Key of the buffer.</param>
            /// <param name="tensor">The buffer.</param>
            /// <param name="persistent">Whether it belongs to the state dictionary.</param>
            /// <exception cref="ArgumentNullException">The tensor is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (_internal_buffers.ContainsKey(name))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                _internal_buffers.Add(name, (tensor, persistent));
            }

            /// <summary>Sets the parameter of a name if the tensor is one, and removes it otherwise.</summary>
            /// <param name="name">Key of the parameter.</param>
            /// <param name="value">The parameter, or null.</param>
            protected void ConditionallyRegisterParameter(string name, Tensor? value) =>
                ConditionallyRegisterParameter(name, value as Parameter);

            /// <summary>Sets the parameter of a name; null removes it.</summary>
            /// <param name="name">Key of the parameter.</param>
            /// <param name="value">The parameter, or null.</param>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is not null) _internal_params[name] = value;
                else if (_internal_params.ContainsKey(name)) _internal_params.Remove(name);
            }

            /// <summary>Sets the buffer of a name; null removes it.</summary>
            /// <param name="name">Key of the buffer.</param>
            /// <param name="value">The buffer, or null.</param>
            /// <param name="persistent">Whether it belongs to the state dictionary.</param>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is not null) _internal_buffers[name] = (value, persistent);
                else if (_internal_buffers.ContainsKey(name)) _internal_buffers.Remove(name);
            }

            /// <summary>Forgets all submodules.</summary>
            protected void ClearModules() => _internal_submodules.clear();

            private bool IsRegistered(string key) =>
                _internal_submodules.ContainsKey(key) || _internal_params.ContainsKey(key) ||
                _internal_buffers.ContainsKey(key);

            private static (FieldInfo Field, string Key)[] ComponentFields(Type type) =>
                FieldsOfTypes.GetOrAdd(type, static module => FindComponentFields(module).ToArray());

            // GetFields leaves out the private fields of base types, hence the walk.
            private static IEnumerable<(FieldInfo, string)> FindComponentFields(Type module)
            {
                var seen = new HashSet<string>();
                for (var type = module; type is not null && type != typeof(object); type = type.BaseType)
                {
                    foreach (var field in type.GetFields(InstanceMembers))
                    {
                        if (seen.Add(field.Name)) yield return (field, field.ComponentName());
                    }
                }
            }
        }
    }
}
