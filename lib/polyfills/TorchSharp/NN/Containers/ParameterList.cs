using System.Collections;
using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>Parameters in a list, under the names "0", "1" and so on.</summary>
    public class ParameterList : Module, IList<Parameter>
    {
        private readonly List<Parameter> list = [];
        private bool isRegistered;

        /// <summary>A list of these parameters.</summary>
        /// <param name="parameters">The parameters.</param>
        public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => append(parameters);

        /// <summary>Number of parameters.</summary>
        public int Count => list.Count;

        /// <summary>Always false.</summary>
        public bool IsReadOnly => false;

        /// <summary>The parameter at a position.</summary>
        /// <param name="index">Position, from 0.</param>
        public Parameter this[int index]
        {
            get => list[index];
            set => list[index] = value;
        }

        /// <inheritdoc/>
        public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
            list.Select((parameter, i) => ($"{i}", parameter));

        /// <inheritdoc/>
        public override bool has_parameter(string target) => get_parameter(target) is not null;

        /// <inheritdoc/>
        public override Parameter? get_parameter(string target) =>
            int.TryParse(target, NumberStyles.Integer, CultureInfo.InvariantCulture, out int i) && i >= 0 &&
                i < list.Count
                ? list[i]
                : null;

        /// <inheritdoc/>
        public void Add(Parameter item) => list.Add(item);

        /// <summary>Adds parameters at the end.</summary>
        /// <param name="parameters">The parameters.</param>
        public void extend(IEnumerable<Parameter> parameters) => list.AddRange(parameters);

        /// <summary>Adds parameters at the end.</summary>
        /// <param name="parameters">The parameters.</param>
        public void append(params Parameter[] parameters)
        {
            if (parameters is not null) list.AddRange(parameters);
        }

        /// <inheritdoc/>
        public void Clear() => list.Clear();

        /// <inheritdoc/>
        public bool Contains(Parameter item) => list.Contains(item);

        /// <inheritdoc/>
        public void CopyTo(Parameter[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

        /// <inheritdoc/>
        public IEnumerator<Parameter> GetEnumerator() => list.GetEnumerator();

        /// <inheritdoc/>
        public int IndexOf(Parameter item) => list.FindIndex(parameter => ReferenceEquals(parameter, item));

        /// <inheritdoc/>
        public void Insert(int index, Parameter item) => list.Insert(index, item);

        /// <inheritdoc/>
        public bool Remove(Parameter item) => list.Remove(item);

        /// <inheritdoc/>
        public void RemoveAt(int index) => list.RemoveAt(index);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        protected override void RegisterComponents()
        {
            if (isRegistered) return;
            for (int i = 0; i < list.Count; i++) register_parameter($"{i}", list[i]);
            isRegistered = true;
        }

        /// <inheritdoc/>
        protected override void _toEpilog(torch.ScalarType? dtype, torch.Device? device, bool non_blocking)
        {
            for (int i = 0; i < list.Count; i++)
            {
                if (!ReplaceParameter(dtype, device, list[i], out var moved)) continue;
                list[i].Dispose();
                list[i] = moved!;
                if (isRegistered) ConditionallyRegisterParameter($"{i}", moved);
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
            /// <summary>Parameters in a list.</summary>
            /// <param name="parameters">The parameters.</param>
            public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
        }
    }
}
