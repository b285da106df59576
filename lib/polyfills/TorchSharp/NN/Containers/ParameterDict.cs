using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>Parameters by key, in order.</summary>
    public class ParameterDict : Module, IDictionary<string, Parameter>, IList<(string, Parameter)>
    {
        private readonly OrderedDict<string, Parameter> entries = new();
        private bool isRegistered;

        /// <summary>An empty dictionary.</summary>
        public ParameterDict() : base("ParameterDict")
        {
        }

        /// <summary>Number of entries.</summary>
        public int Count => entries.Count;

        /// <summary>Always false.</summary>
        public bool IsReadOnly => false;

        /// <summary>The keys in order.</summary>
        public ICollection<string> Keys => entries.Keys;

        /// <summary>The values in order.</summary>
        public ICollection<Parameter> Values => entries.Values;

        /// <summary>The entry at a position.</summary>
        /// <param name="index">Position, from 0.</param>
        public (string, Parameter) this[int index]
        {
            get => entries[index];
            set => entries[index] = value;
        }

        /// <summary>The value of a key; only a key that is there can be set.</summary>
        /// <param name="key">The key.</param>
        /// <exception cref="KeyNotFoundException">The key is absent.</exception>
        public Parameter this[string key]
        {
            get => entries[key];
            set
            {
                if (!entries.ContainsKey(key)) throw new KeyNotFoundException($"The key '{key}' is not in the dictionary: add it.");
                entries[key] = value;
            }
        }

        /// <inheritdoc/>
        public override bool has_parameter(string target) => entries.ContainsKey(target);

        /// <inheritdoc/>
        public override Parameter? get_parameter(string target) =>
            entries.TryGetValue(target, out var parameter) ? parameter : null;

        /// <inheritdoc/>
        public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse) => entries;

        /// <summary>Removes all entries.</summary>
        public void clear() => entries.Clear();

        /// <summary>Enumerates the entries in order.</summary>
        public IEnumerator<(string, Parameter)> items() => entries.items();

        /// <summary>Enumerates the keys in order.</summary>
        public IEnumerable<string> keys() => entries.keys();

        /// <summary>Enumerates the values in order.</summary>
        public IEnumerable<Parameter> values() => entries.values();

        /// <summary>Appends an entry.</summary>
        /// <param name="item">Key and value.</param>
        public void Add((string, Parameter) item) => entries.Add(item);

        /// <inheritdoc/>
        public void Add(string key, Parameter value) => entries.Add(key, value);

        /// <inheritdoc/>
        public void Add(KeyValuePair<string, Parameter> item) => entries.Add(item);

        /// <summary>Puts an entry at a position.</summary>
        /// <param name="index">Position, from 0.</param>
        /// <param name="item">Key and value.</param>
        public void Insert(int index, (string, Parameter) item) => entries.Insert(index, item);

        /// <summary>Removes an entry if key and value both match.</summary>
        /// <param name="item">Key and value.</param>
        public bool Remove((string, Parameter) item) => entries.Remove(item);

        /// <inheritdoc/>
        public bool Remove(string key) => entries.Remove(key);

        /// <inheritdoc/>
        public bool Remove(KeyValuePair<string, Parameter> item) => entries.Remove(item);

        /// <summary>Removes the entry at a position.</summary>
        /// <param name="index">Position, from 0.</param>
        public void RemoveAt(int index) => entries.RemoveAt(index);

        /// <inheritdoc/>
        public void Clear() => entries.Clear();

        /// <summary>Whether an entry of this key and value is present.</summary>
        /// <param name="item">Key and value.</param>
        public bool Contains((string, Parameter) item) => entries.Contains(item);

        /// <summary>Whether the key of the pair is present.</summary>
        /// <param name="item">Key and value.</param>
        public bool Contains(KeyValuePair<string, Parameter> item) => entries.Contains(item);

        /// <inheritdoc/>
        public bool ContainsKey(string key) => entries.ContainsKey(key);

        /// <inheritdoc/>
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value) =>
            entries.TryGetValue(key, out value);

        /// <summary>The position of an entry, or -1.</summary>
        /// <param name="item">Key and value.</param>
        public int IndexOf((string, Parameter) item) => entries.IndexOf(item);

        /// <summary>Copies the entries in order.</summary>
        /// <param name="array">Where to.</param>
        /// <param name="arrayIndex">First position to write.</param>
        public void CopyTo((string, Parameter)[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);

        /// <inheritdoc/>
        public void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex) =>
            entries.CopyTo(array, arrayIndex);

        /// <summary>Enumerates the entries in order.</summary>
        public IEnumerator<(string, Parameter)> GetEnumerator() => entries.GetEnumerator();

        IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator() =>
            ((IEnumerable<KeyValuePair<string, Parameter>>)entries).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        protected override void RegisterComponents()
        {
            if (isRegistered) return;
            foreach (var (key, value) in entries) register_parameter(key, value);
            isRegistered = true;
        }

        /// <inheritdoc/>
        protected override void _toEpilog(torch.ScalarType? dtype, torch.Device? device, bool non_blocking)
        {
            foreach (var (key, parameter) in entries.ToList<(string, Parameter)>())
            {
                if (!ReplaceParameter(dtype, device, parameter, out var moved)) continue;
                parameter.Dispose();
                entries[key] = moved!;
                if (isRegistered) ConditionallyRegisterParameter(key, moved);
            }
            if (device is not null) (_deviceType, _deviceIndex) = (device.type, device.index);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Parameters by key.</summary>
            /// <param name="parameters">Keys and parameters.</param>
            public static ParameterDict ParameterDict(params (string, Parameter)[] parameters)
            {
                var result = new ParameterDict();
                foreach (var parameter in parameters) result.Add(parameter);
                return result;
            }
        }
    }
}
