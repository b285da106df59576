using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives: a kind of device and, where there are several of them, a number.</summary>
    public class Device
    {
        /// <summary>Names a device by its kind.</summary>
        /// <param name="deviceType">The kind.</param>
        /// <param name="index">Which one; -1 for the current one.</param>
        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        /// <summary>Names a device by its kind, in words.</summary>
        /// <param name="deviceType">Such as <c>cpu</c> or <c>cuda</c>.</param>
        /// <param name="index">Which one; -1 for the current one.</param>
        /// <exception cref="ArgumentException">There is no such kind.</exception>
        public Device(string deviceType, int index = -1)
            : this(ParseType(deviceType), index)
        {
        }

        /// <summary>Reads a description such as <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
        /// <exception cref="ArgumentException">The description names no device.</exception>
        public Device(string description)
        {
            string[] parts = description.Split(':');
            type = ParseType(parts[0]);
            index = parts.Length == 1 ? -1
                : parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int i) ? i
                : throw new ArgumentException($"'{description}' is not a device: write 'cpu', 'cuda' or 'cuda:1'", nameof(description));
        }

        /// <summary>The CUDA device of this number.</summary>
        public Device(int index)
            : this(DeviceType.CUDA, index)
        {
        }

        /// <summary>The kind.</summary>
        public DeviceType type { get; }

        /// <summary>Which one of the kind; -1 for the current one.</summary>
        public int index { get; }

        /// <inheritdoc cref="Device(string)"/>
        public static implicit operator Device(string description) => new(description);

        /// <inheritdoc/>
        public override string ToString() =>
            index < 0 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";

        private static DeviceType ParseType(string name) =>
            Enum.TryParse(name, ignoreCase: true, out DeviceType parsed) && !char.IsDigit(name[0])
                ? parsed
                : throw new ArgumentException($"'{name}' is not a kind of device: write 'cpu', 'cuda', 'mps' or 'meta'", nameof(name));
    }

    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>Shapes without data.</summary>
    public static readonly Device META = new(DeviceType.META);

    /// <summary>The current NVIDIA GPU.</summary>
    public static Device CUDA { get; } = new(DeviceType.CUDA);

    /// <summary>Apple's Metal device.</summary>
    public static Device MPS { get; } = new(DeviceType.MPS);

    private static Device defaultDevice = CPU;

    /// <inheritdoc cref="Device(string)"/>
    public static Device device(string description) => new(description);

    /// <inheritdoc cref="Device(string, int)"/>
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    /// <inheritdoc cref="Device(DeviceType, int)"/>
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <inheritdoc cref="Device(int)"/>
    public static Device device(int index) => new(index);

    /// <summary>The device that factories use when none is given.</summary>
    public static Device get_default_device() => defaultDevice;

    /// <summary>Sets the device that factories use when none is given.</summary>
    public static void set_default_device(Device device) => defaultDevice = device ?? throw new ArgumentNullException(nameof(device));

    /// <inheritdoc cref="set_default_device(Device)"/>
    public static void set_default_device(string device) => set_default_device(new Device(device));
}
