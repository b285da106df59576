using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op ToCopy = Op.Find("aten::to", "dtype_layout");

        /// <summary>The tensor on a device; itself where it is there already.</summary>
        /// <param name="device">Where to.</param>
        /// <param name="copy">Whether to copy in any case.</param>
        /// <param name="disposeAfter">Whether to dispose of this tensor afterwards.</param>
        /// <param name="non_blocking">Whether the copy may go on while the program does.</param>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Move(null, device, copy, disposeAfter, non_blocking);

        /// <summary>The tensor on a device, named by kind and number; itself where it is there already.</summary>
        public Tensor to(
            DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false,
            bool non_blocking = false) =>
            Move(null, new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(Device, bool, bool, bool)"/>
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Move(null, new Device(device), copy, disposeAfter, non_blocking);

        /// <summary>The tensor with another element type; itself where it has that already.</summary>
        /// <param name="type">The element type.</param>
        /// <param name="copy">Whether to copy in any case.</param>
        /// <param name="disposeAfter">Whether to dispose of this tensor afterwards.</param>
        /// <param name="non_blocking">Whether the copy may go on while the program does.</param>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Move(type, null, copy, disposeAfter, non_blocking);

        /// <summary>The tensor with another element type on a device; itself where nothing changes.</summary>
        /// <inheritdoc cref="to(ScalarType, bool, bool, bool)"/>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Move(type, device, copy, disposeAfter, non_blocking);

        /// <summary>The tensor with the element type and on the device of another.</summary>
        public Tensor to(Tensor other, bool non_blocking = false) =>
            Move(other.dtype, other.device, copy: false, disposeAfter: false, non_blocking);

        /// <inheritdoc cref="to(ScalarType, bool, bool, bool)"/>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Move(type, null, copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(ScalarType, bool, bool, bool)"/>
        /// <param name="dtype">The element type.</param>
        public Tensor type(ScalarType dtype) => to_type(dtype);

        /// <summary>The tensor with the element type of another.</summary>
        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        /// <summary>The tensor in the processor's memory.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>The tensor on an NVIDIA GPU.</summary>
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        /// <summary>The tensor as booleans.</summary>
        public Tensor @bool() => to_type(ScalarType.Bool);

        /// <summary>The tensor as unsigned 8-bit integers.</summary>
        public Tensor @byte() => to_type(ScalarType.Byte);

        /// <summary>The tensor as signed 8-bit integers.</summary>
        public Tensor @char() => to_type(ScalarType.Int8);

        /// <summary>The tensor as 16-bit integers.</summary>
        public Tensor @short() => to_type(ScalarType.Int16);

        /// <summary>The tensor as 32-bit integers.</summary>
        public Tensor @int() => to_type(ScalarType.Int32);

        /// <summary>The tensor as 64-bit integers.</summary>
        public Tensor @long() => to_type(ScalarType.Int64);

        /// <summary>The tensor in IEEE half precision.</summary>
        public Tensor half() => to_type(ScalarType.Float16);

        /// <summary>The tensor as brain floats.</summary>
        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        /// <summary>The tensor in single precision.</summary>
        public Tensor @float() => to_type(ScalarType.Float32);

        /// <summary>The tensor in double precision.</summary>
        public Tensor @double() => to_type(ScalarType.Float64);

        /// <summary>The tensor as complex numbers in single precision.</summary>
        public Tensor cfloat() => to_type(ScalarType.ComplexFloat32);

        /// <summary>The tensor as complex numbers in double precision.</summary>
        public Tensor cdouble() => to_type(ScalarType.ComplexFloat64);

        private Tensor Move(ScalarType? type, Device? device, bool copy, bool disposeAfter, bool non_blocking)
        {
            bool sameType = type is null || type == dtype;
            bool samePlace = device is null || (device.type == device_type && (device.index < 0 || device.index == device_index));
            if (sameType && samePlace && !copy)
            {
                return this;
            }

            Tensor moved = ToCopy.Call(this, type ?? dtype, OpArgument.None, device ?? this.device, false, non_blocking, copy);
            if (disposeAfter)
            {
                Dispose();
            }

            return moved;
        }
    }
}
