using System.Collections;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>Modules in a list, under the keys "0", "1" and so on.</summary>
    /// <typeparam name="T">Type of the modules.</typeparam>
    /// <remarks>The modules are registered when the list itself is registered in its owner (by
    /// <c>RegisterComponents</c>). What
    /// changes in the list afterwards is not in the state dictionary, as in TorchSharp.</remarks>
    public class ModuleList<T> : Module, IList<T> where T : Module
    {
        private readonly List<T> list = [];
        private bool isRegistered;

        /// <summary>A list of these modules.</summary>
        /// <param name="modules">The modules.</param>
        public ModuleList(params T[] modules) : base("ModuleList") => append(modules);

        /// <summary>Number of modules.</summary>
        public int Count => list.Count;

        /// <summary>Always false.</summary>
        public bool IsReadOnly => false;

        /// <summary>The module at a position. Setting it changes the list alone, not what is registered.</summary>
        /// <param name="index">Position, from 0.</param>
        public T this[int index]
        {
            get => list[index];
            set => list[index] = value;
        }

        /// <inheritdoc/>
        public void Add(T item) => list.Add(item);

        /// <summary>Adds modules at the end.</summary>
        /// <param name="parameters">The modules.</param>
        public void append(params T[] parameters)
        {
            if (parameters is not null) list.AddRange(parameters);
        }

        /// <summary>Adds modules at the end.</summary>
        /// <param name="modules">The modules.</param>
        public void extend(IEnumerable<T> modules) => list.AddRange(modules);

        /// <inheritdoc/>
        public void Clear() => list.Clear();

        /// <inheritdoc/>
        public bool Contains(T item) => list.Contains(item);

        /// <inheritdoc/>
        public void CopyTo(T[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

        /// <inheritdoc/>
        public IEnumerator<T> GetEnumerator() => list.GetEnumerator();

        /// <inheritdoc/>
        public int IndexOf(T item) => list.IndexOf(item);

        /// <inheritdoc/>
        public void Insert(int index, T item) => list.Insert(index, item);

        /// <inheritdoc/>
        public bool Remove(T item) => list.Remove(item);

        /// <inheritdoc/>
        public void RemoveAt(int index) => list.RemoveAt(index);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        protected override void RegisterComponents()
        {
            if (isRegistered) return;
            for (int i = 0; i < list.Count; i++) register_module($"{i}", list[i]);
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
            /// <summary>Modules in a list.</summary>
            /// <param name="modules">The modules.</param>
            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            /// <summary>Modules of one type in a list.</summary>
            /// <param name="modules">The modules.</param>
            public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
