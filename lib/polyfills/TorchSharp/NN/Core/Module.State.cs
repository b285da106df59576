using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters and persistent buffers by dotted name: the tensors themselves, not copies.</summary>
            /// <param name="destination">A dictionary to fill, or null for a new one. Keys it has are left
            /// alone.</param>
            /// <param name="prefix">What stands before the names, without the dot.</param>
            /// <remarks>A shared (tied) parameter is there under each of its names.</remarks>
            public virtual Dictionary<string, Tensor> state_dict(
                Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach (var (name, parameter) in named_parameters()) destination.TryAdd(Key(prefix, name), parameter);
                foreach (var (name, buffer) in named_buffers(include_nonpersistent: false))
                    destination.TryAdd(Key(prefix, name), buffer);
                foreach (var (name, child) in _internal_submodules) child.state_dict(destination, Key(prefix, name));
                return destination;
            }

            /// <summary>Copies values into the parameters and buffers of these names, in place.</summary>
            /// <param name="source">Values by dotted name; a value may be of another type or device.</param>
            /// <param name="strict">Whether names that are missing or unknown are an error.</param>
            /// <param name="skip">Names to leave alone.</param>
            /// <returns>The names that the source lacks, and those that the module lacks.</returns>
            /// <exception cref="InvalidOperationException"><paramref name="strict"/> and the names differ.</exception>
            /// <remarks>Values are broadcast to the shape of the target, as in TorchSharp.</remarks>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var destination = state_dict();
                bool Wanted(string key) => skip is null || !skip.Contains(key);
                var unexpected = source.Keys.Where(key => Wanted(key) && !destination.ContainsKey(key)).ToList();
                var missing = destination.Keys.Where(key => Wanted(key) && !source.ContainsKey(key)).ToList();
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                {
                    throw new InvalidOperationException(
                        "The loaded state_dict is not identical to the target dictionary.");
                }
                using var untracked = no_grad();
                foreach (var (key, value) in source)
                {
                    if (Wanted(key) && destination.TryGetValue(key, out var target)) target.copy_(value);
                }
                return (missing, unexpected);
            }

            /// <summary>Writes the state dictionary to a file in TorchSharp's format.</summary>
            /// <param name="location">Path of the file.</param>
            /// <param name="skip">Names to leave out.</param>
            /// <returns>This module.</returns>
            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            /// <summary>Writes the state dictionary in TorchSharp's format and leaves the writer open.</summary>
            /// <param name="writer">Where to.</param>
            /// <param name="skip">Names to leave out.</param>
            /// <returns>This module.</returns>
            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            /// <summary>Writes the state dictionary in TorchSharp's format and closes the stream.</summary>
            /// <param name="stream">Where to.</param>
            /// <param name="skip">Names to leave out.</param>
            /// <returns>This module.</returns>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            /// <summary>Writes tensors by name: their number (LEB128), then name and tensor of each.</summary>
            /// <param name="writer">Where to.</param>
            /// <param name="sd">The tensors by name.</param>
            /// <param name="skip">Names to leave out.</param>
            public static void save_state_dict(
                BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                var entries = sd.Where(entry => skip is null || !skip.Contains(entry.Key)).ToList();
                writer.Encode(entries.Count);
                foreach (var (key, tensor) in entries)
                {
                    writer.Write(key);
                    tensor.Save(writer);
                }
            }

            /// <summary>Reads parameters and buffers from a file in TorchSharp's format.</summary>
            /// <param name="location">Path of the file.</param>
            /// <param name="strict">Whether number and names must be exactly those of the module.</param>
            /// <param name="skip">Names to leave alone.</param>
            /// <param name="loadedParameters">Filled with each name of the file and whether the module has it.</param>
            /// <returns>This module.</returns>
            /// <exception cref="FileNotFoundException">There is no such file.</exception>
            /// <exception cref="ArgumentException">Names, types or shapes differ.</exception>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                if (!File.Exists(location)) throw new FileNotFoundException(location);
                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            /// <summary>Reads parameters and buffers in TorchSharp's format; <see cref="load(string, bool,
            /// IList{string}?, Dictionary{string, bool}?)"/> explains the arguments.</summary>
            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                var (type, index) = (_deviceType, _deviceIndex);
                if (type != DeviceType.CPU) this.cpu();
                try
                {
                    ReadState(reader, strict, skip, loadedParameters);
                }
                finally
                {
                    if (type != DeviceType.CPU) _to(type, index, false);
                }
                return this;
            }

            /// <summary>Reads parameters and buffers in TorchSharp's format and closes the stream.</summary>
            public Module load(Stream stream, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            /// <summary>A new module with the parameters and buffers of a file.</summary>
            /// <typeparam name="T">Type of the module.</typeparam>
            /// <param name="path">Path of the file.</param>
            public static Module Create<T>(string path) where T : Module, new() => new T().load(path);

            private void ReadState(
                BinaryReader reader, bool strict, IList<string>? skip, Dictionary<string, bool>? loadedParameters)
            {
                var targets = state_dict();
                long count = reader.Decode();
                if (strict && count != targets.Count)
                {
                    throw new ArgumentException(
                        $"Mismatched state_dict sizes: expected {targets.Count}, but found {count} entries.");
                }
                for (long i = 0; i < count; i++)
                {
                    string key = reader.ReadString();
                    bool found = targets.TryGetValue(key, out var target);
                    if (!found && strict)
                    {
                        throw new ArgumentException("Mismatched module state names: the target modules does not " +
                            $"have a submodule or buffer named '{key}'");
                    }
                    bool wanted = found && (skip is null || !skip.Contains(key));
                    if (wanted) target!.Load(reader);
                    else TensorExtensionMethods.Load(reader, skip: true);
                    loadedParameters?.Add(key, found);
                }
            }

            private static string Key(string? prefix, string name) =>
                string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}";
        }
    }
}
