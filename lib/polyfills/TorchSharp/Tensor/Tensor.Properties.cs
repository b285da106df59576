using System.Runtime.CompilerServices;
using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The length of each dimension.</summary>
        public long[] shape
        {
            get
            {
                nint tensor = Handle;
                var sizes = new long[Native.Check(Native.TensorDim(tensor))];
                fixed (long* start = sizes)
                {
                    Native.Check(Native.TensorSizes(tensor, start));
                }

                return sizes;
            }
        }

        /// <inheritdoc cref="shape"/>
        public long[] size() => shape;

        /// <summary>The length of one dimension.</summary>
        /// <param name="dim">The dimension; a negative one counts from the end.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
        [SkipLocalsInit]
        public long size(int dim)
        {
            nint tensor = Handle;
            int count = (int)Native.Check(Native.TensorDim(tensor));
            long* sizes = stackalloc long[Math.Max(count, 1)];
            Native.Check(Native.TensorSizes(tensor, sizes));
            return sizes[Position(dim, count)];
        }

        /// <summary>Steps in memory, in elements, from one index to the next, for each dimension.</summary>
        public long[] stride()
        {
            nint tensor = Handle;
            var strides = new long[Native.Check(Native.TensorDim(tensor))];
            fixed (long* start = strides)
            {
                Native.Check(Native.TensorStrides(tensor, start));
            }

            return strides;
        }

        /// <inheritdoc cref="stride()"/>
        /// <param name="dim">The dimension; a negative one counts from the end.</param>
        public long stride(int dim)
        {
            long[] all = stride();
            return all[Position(dim, all.Length)];
        }

        /// <summary>The number of dimensions.</summary>
        public long dim() => Native.Check(Native.TensorDim(Handle));

        /// <inheritdoc cref="dim()"/>
        public long ndim => dim();

        /// <inheritdoc cref="dim()"/>
        public long Dimensions => dim();

        /// <summary>The number of elements.</summary>
        public long numel() => Native.Check(Native.TensorNumel(Handle));

        /// <inheritdoc cref="numel()"/>
        public long NumberOfElements => numel();

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => Native.TensorItemSize(Handle);

        /// <inheritdoc cref="ElementSize"/>
        public long element_size() => ElementSize;

        /// <summary>The element type.</summary>
        public ScalarType dtype => (ScalarType)Native.TensorDtype(Handle);

        /// <summary>Where the tensor lives.</summary>
        public Device device
        {
            get
            {
                long packed = Native.Check(Native.TensorDevice(Handle));
                var type = (DeviceType)(packed & 0xFF);
                int index = (int)(packed >> 8) - 1;
                return type == DeviceType.CPU ? CPU : new Device(type, index);
            }
        }

        /// <summary>The kind of device the tensor lives on.</summary>
        public DeviceType device_type => (DeviceType)(Native.Check(Native.TensorDevice(Handle)) & 0xFF);

        /// <summary>Which device of its kind; -1 for the processor.</summary>
        public int device_index => (int)(Native.Check(Native.TensorDevice(Handle)) >> 8) - 1;

        /// <summary>Whether the tensor lives on an NVIDIA GPU.</summary>
        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>Whether the tensor lives in the processor's memory.</summary>
        public bool is_cpu() => device_type == DeviceType.CPU;

        /// <summary>Whether the tensor has a shape but no data.</summary>
        public bool is_meta => device_type == DeviceType.META;

        /// <summary>Whether the tensor is stored sparsely.</summary>
        public bool is_sparse => Native.Check(Native.TensorLayout(Handle)) != 0;

        /// <summary>Whether the elements lie in memory in the order of their indices, without gaps.</summary>
        public bool is_contiguous() => Native.Check(Native.TensorIsContiguous(Handle)) != 0;

        /// <summary>The position of the first element in the storage, in elements.</summary>
        public long storage_offset() => Native.Check(Native.TensorStorageOffset(Handle));

        /// <summary>Whether the elements are floating-point numbers.</summary>
        public bool is_floating_point() => torch.is_floating_point(dtype);

        /// <summary>Whether the elements are complex numbers.</summary>
        public bool is_complex() => torch.is_complex(dtype);

        /// <summary>Whether the elements are integers (booleans count).</summary>
        public bool is_integral() => torch.is_integral(dtype);

        /// <summary>The address of the first element, on the tensor's device.</summary>
        internal nint DataPointer
        {
            get
            {
                nint data;
                Native.Check(Native.TensorData(Handle, &data));
                return data;
            }
        }

        /// <summary>Counts the changes in place, as autograd checks them.</summary>
        internal long Version => Native.Check(Native.TensorVersion(Handle));

        private static int Position(int dim, int count)
        {
            int position = dim < 0 ? dim + count : dim;
            return position >= 0 && position < count ? position : throw new ArgumentOutOfRangeException(
                nameof(dim), dim, $"a tensor of {count} dimensions has no dimension {dim}");
        }
    }

    /// <summary>Whether an element type is a floating-point one.</summary>
    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    /// <summary>Whether an element type is an integer one; booleans count.</summary>
    public static bool is_integral(ScalarType type) => type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16
        or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    /// <summary>Whether an element type is a complex one.</summary>
    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;
}
