using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The submodules directly below, with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            /// <summary>The submodules directly below.</summary>
            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            /// <summary>All submodules with dotted names: first the children, then what is below each. The module
            /// itself is not
            /// among them (PyTorch yields it under an empty name).</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in _internal_submodules) yield return child;
                foreach (var (prefix, child) in _internal_submodules)
                {
                    foreach (var (name, module) in child.named_modules()) yield return ($"{prefix}.{name}", module);
                }
            }

            /// <summary>All submodules, without the module itself.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            /// <summary>The parameters with dotted names; one that is shared appears once.</summary>
            /// <param name="recurse">Whether to go into submodules.</param>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<nint>();
                foreach (var (name, parameter) in _internal_params)
                {
                    if (!parameter.IsInvalid && seen.Add(parameter.Handle)) yield return (name, parameter);
                }
                if (!recurse) yield break;
                foreach (var (prefix, child) in _internal_submodules)
                {
                    foreach (var (name, parameter) in child.named_parameters(true))
                    {
                        if (seen.Add(parameter.Handle)) yield return ($"{prefix}.{name}", parameter);
                    }
                }
            }

            /// <summary>The parameters; one that is shared appears once.</summary>
            /// <param name="recurse">Whether to go into submodules.</param>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(entry => entry.parameter);

            /// <summary>The persistent buffers with dotted names; one that is shared appears once.</summary>
            /// <param name="recurse">Whether to go into submodules.</param>
            /// <param name="include_nonpersistent">Without effect, as in TorchSharp: buffers that are not persistent
            /// are never
            /// yielded.</param>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(
                bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<nint>();
                foreach (var (name, (buffer, persistent)) in _internal_buffers)
                {
                    if (persistent && !buffer.IsInvalid && seen.Add(buffer.Handle)) yield return (name, buffer);
                }
                if (!recurse) yield break;
                foreach (var (prefix, child) in _internal_submodules)
                {
                    foreach (var (name, buffer) in child.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(buffer.Handle)) yield return ($"{prefix}.{name}", buffer);
                    }
                }
            }

            /// <summary>The persistent buffers; one that is shared appears once.</summary>
            /// <param name="recurse">Whether to go into submodules.</param>
            /// <param name="include_nonpersistent">Without effect, as in TorchSharp.</param>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            /// <summary>Whether there is a buffer of this dotted name.</summary>
            /// <param name="target">Dotted name.</param>
            public virtual bool has_buffer(string target) =>
                _internal_buffers.ContainsKey(target) ||
                Below(target) is var (child, rest) && child.has_buffer(rest);

            /// <summary>Whether there is a parameter of this dotted name.</summary>
            /// <param name="target">Dotted name.</param>
            public virtual bool has_parameter(string target) =>
                _internal_params.ContainsKey(target) ||
                Below(target) is var (child, rest) && child.has_parameter(rest);

            /// <summary>The buffer of this dotted name, or null.</summary>
            /// <param name="target">Dotted name.</param>
            public virtual Tensor? get_buffer(string target)
            {
                if (_internal_buffers.TryGetValue(target, out var own)) return own.Item1;
                return Below(target) is var (child, rest) ? child.get_buffer(rest) : null;
            }

            /// <summary>The parameter of this dotted name, or null.</summary>
            /// <param name="target">Dotted name.</param>
            public virtual Parameter? get_parameter(string target)
            {
                if (_internal_params.TryGetValue(target, out var own)) return own;
                return Below(target) is var (child, rest) ? child.get_parameter(rest) : null;
            }

            // The child that the first part of a dotted name means, and the rest of the name.
            private (Module Child, string Below)? Below(string target)
            {
                int dot = target.IndexOf('.');
                if (dot < 0) return null;
                string first = target[..dot];
                var child = named_children().FirstOrDefault(entry => entry.name == first).module;
                return child is null ? null : (child, target[(dot + 1)..]);
            }
        }
    }
}
