using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>Modules by key, in order.</summary>
    /// <typeparam name="T">Type of the modules.</typeparam>
    /// <remarks>The modules are registered when the dictionary itself is registered in its owner. What changes in it
    /// afterwards
    /// is not in the state dictionary, as in TorchSharp.</remarks>
    public class ModuleDict<T> : Module, IDictionary<string, T>, IList<(string, T)> where T : Module
    {
        private readonly OrderedDict<string, T> entries = new();
        private bool isRegistered;

        /// <summary>An empty dictionary.</summary>
        public ModuleDict() : base("ModuleDict")
        {
        }

        /// <summary>Number of entries.</summary>
        public int Count => entries.Count;

        /// <summary>Always false.</summary>
        public bool IsReadOnly => false;

        /// <summary>The keys in order.</summary>
        public ICollection<string> Keys => entries.Keys;

        /// <summary>The values in order.</summary>
        public ICollection<T> Values => entries.Values;

        /// <summary>The entry at a position.</summary>
        /// <param name="index">Position, from 0.</param>
        public (string, T) this[int index]
        {
            get => entries[index];
            set => entries[index] = value;
        }

        /// <summary>The value of a key; only a key that is there can be set.</summary>
        /// <param name="key">The key.</param>
        /// <exception cref="KeyNotFoundException">The key is absent.</exception>
        public T this[string key]
        {
            get => entries[key];
            set
            {
                if (!entries.ContainsKey(key)) throw new KeyNotFoundException($"The key '{key}' is not in the dictionary: add it.");
                entries[key] = value;
            }
        }

        /// <summary>Removes all entries.</summary>
        public void clear() => entries.Clear();

        /// <summary>Enumerates the entries in order.</summary>
        public IEnumerator<(string, T)> items() => entries.items();

        /// <summary>Enumerates the keys in order.</summary>
        public IEnumerable<string> keys() => entries.keys();

        /// <summary>Enumerates the values in order.</summary>
        public IEnumerable<T> values() => entries.values();

        /// <summary>Appends an entry.</summary>
        /// <param name="item">Key and value.</param>
        public void Add((string, T) item) => entries.Add(item);

        /// <inheritdoc/>
        public void Add(string key, T value) => entries.Add(key, value);

        /// <inheritdoc/>
        public void Add(KeyValuePair<string, T> item) => entries.Add(item);

        /// <summary>Puts an entry at a position.</summary>
        /// <param name="index">Position, from 0.</param>
        /// <param name="item">Key and value.</param>
        public void Insert(int index, (string, T) item) => entries.Insert(index, item);

        /// <summary>Removes an entry if key and value both match.</summary>
        /// <param name="item">Key and value.</param>
        public bool Remove((string, T) item) => entries.Remove(item);

        /// <inheritdoc/>
        public bool Remove(string key) => entries.Remove(key);

        /// <inheritdoc/>
        public bool Remove(KeyValuePair<string, T> item) => entries.Remove(item);

        /// <summary>Removes the entry at a position.</summary>
        /// <param name="index">Position, from 0.</param>
        public void RemoveAt(int index) => entries.RemoveAt(index);

        /// <inheritdoc/>
        public void Clear() => entries.Clear();

        /// <summary>Whether an entry of this key and value is present.</summary>
        /// <param name="item">Key and value.</param>
        public bool Contains((string, T) item) => entries.Contains(item);

        /// <summary>Whether the key of the pair is present.</summary>
        /// <param name="item">Key and value.</param>
        public bool Contains(KeyValuePair<string, T> item) => entries.Contains(item);

        /// <inheritdoc/>
        public bool ContainsKey(string key) => entries.ContainsKey(key);

        /// <inheritdoc/>
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => entries.TryGetValue(key, out value);

        /// <summary>The position of an entry, or -1.</summary>
        /// <param name="item">Key and value.</param>
        public int IndexOf((string, T) item) => entries.IndexOf(item);

        /// <summary>Copies the entries in order.</summary>
        /// <param name="array">Where to.</param>
        /// <param name="arrayIndex">First position to write.</param>
        public void CopyTo((string, T)[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);

        /// <inheritdoc/>
        public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);

        /// <summary>Enumerates the entries in order.</summary>
        public IEnumerator<(string, T)> GetEnumerator() => entries.GetEnumerator();

        IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() =>
            ((IEnumerable<KeyValuePair<string, T>>)entries).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        protected override void RegisterComponents()
        {
            if (isRegistered) return;
            foreach (var (key, value) in entries) register_module(key, value);
            isRegistered = true;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules by key.</summary>
            /// <param name="modules">Keys and modules.</param>
            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) =>
                ModuleDict<Module>(modules);

            /// <summary>Modules of one type by key.</summary>
            /// <param name="modules">Keys and modules.</param>
            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
            {
                var result = new ModuleDict<T>();
                foreach (var module in modules) result.Add(module);
                return result;
            }
        }
    }
}
