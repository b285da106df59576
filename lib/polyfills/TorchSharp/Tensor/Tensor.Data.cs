namespace TorchSharp;

public static unsafe partial class torch
{
    public partial class Tensor
    {
        /// <summary>The only element of the tensor, from any device.</summary>
        /// <typeparam name="T">The type that the element type has in C#.</typeparam>
        /// <exception cref="ArgumentException">There are several elements, or they have another type.</exception>
        public T item<T>()
            where T : unmanaged
        {
            if (numel() != 1)
            {
                throw new ArgumentException($"item() needs a tensor of one element, not one of shape [{string.Join(", ", shape)}]");
            }

            RequireType<T>();
            if (device_type == DeviceType.CPU)
            {
                T value = *(T*)DataPointer;
                GC.KeepAlive(this);
                return value;
            }

            using Tensor local = cpu();
            return *(T*)local.DataPointer;
        }

        /// <summary>The elements, in the processor's memory, for reading and writing.</summary>
        /// <typeparam name="T">The type that the element type has in C#.</typeparam>
        /// <exception cref="ArgumentException">The elements have another type.</exception>
        /// <exception cref="InvalidOperationException">The tensor lives on another device.</exception>
        public Utils.TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            RequireType<T>();
            RequireProcessor();
            return new Utils.TensorAccessor<T>(this);
        }

        /// <summary>The bytes of a contiguous tensor in the processor's memory.</summary>
        /// <exception cref="NotSupportedException">The elements do not lie in order.</exception>
        public Span<byte> bytes
        {
            get
            {
                RequireProcessor();
                if (!is_contiguous())
                {
                    throw new NotSupportedException("bytes needs a contiguous tensor: call contiguous() first");
                }

                return new Span<byte>((void*)DataPointer, checked((int)(numel() * ElementSize)));
            }

            set
            {
                Span<byte> target = bytes;
                if (value.Length != target.Length)
                {
                    throw new ArgumentException($"the tensor has {target.Length} bytes, not {value.Length}", nameof(value));
                }

                value.CopyTo(target);
            }
        }

        /// <summary>Writes the elements of a tensor, in order, as bytes.</summary>
        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            using Tensor? copy = is_contiguous() && device_type == DeviceType.CPU ? null : Local();
            Tensor source = copy ?? this;
            long length = source.numel() * source.ElementSize;
            byte* data = (byte*)source.DataPointer;
            int step = Math.Max(bufferSize, 1 << 16);
            for (long at = 0; at < length; at += step)
            {
                stream.Write(new ReadOnlySpan<byte>(data + at, (int)Math.Min(step, length - at)));
            }

            GC.KeepAlive(source);
        }

        /// <summary>Reads the elements of a contiguous tensor, in order, from bytes.</summary>
        /// <exception cref="EndOfStreamException">The stream ends before the tensor is full.</exception>
        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            if (!is_contiguous() || device_type != DeviceType.CPU)
            {
                using Tensor fresh = empty(shape, dtype);
                fresh.ReadBytesFromStream(stream, bufferSize);
                using IDisposable mode = no_grad();
                copy_(fresh);
                return;
            }

            long length = numel() * ElementSize;
            byte* data = (byte*)DataPointer;
            int step = Math.Max(bufferSize, 1 << 16);
            for (long at = 0; at < length; at += step)
            {
                stream.ReadExactly(new Span<byte>(data + at, (int)Math.Min(step, length - at)));
            }

            GC.KeepAlive(this);
        }

        /// <summary>The elements as nested lists; of a tensor without dimensions, its number.</summary>
        public object tolist()
        {
            if (ndim == 0)
            {
                return ToScalar();
            }

            var list = new List<object>();
            for (long i = 0; i < size(0); i++)
            {
                using Tensor part = select(0, i);
                list.Add(part.tolist());
            }

            return list;
        }

        /// <summary>The only element of the tensor, of any type.</summary>
        public Scalar ToScalar() => dtype switch
        {
            ScalarType.Byte => item<byte>(),
            ScalarType.Int8 => item<sbyte>(),
            ScalarType.Int16 => item<short>(),
            ScalarType.Int32 => item<int>(),
            ScalarType.Int64 => item<long>(),
            ScalarType.Float16 => item<Half>(),
            ScalarType.Float32 => item<float>(),
            ScalarType.Float64 => item<double>(),
            ScalarType.BFloat16 => item<BFloat16>(),
            ScalarType.Bool => item<bool>(),
            ScalarType.ComplexFloat32 => item<(float, float)>(),
            ScalarType.ComplexFloat64 => item<System.Numerics.Complex>(),
            _ => throw new NotSupportedException($"a tensor of type {dtype} has no number in C#"),
        };

        /// <summary>The element at a position of the flattened tensor.</summary>
        /// <typeparam name="T">The type that the element type has in C#.</typeparam>
        public T ReadCpuValue<T>(long i)
            where T : unmanaged
        {
            using Utils.TensorAccessor<T> accessor = data<T>();
            return accessor.AtFlat(i);
        }

        /// <inheritdoc cref="ReadCpuValue{T}(long)"/>
        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);

        /// <inheritdoc cref="ReadCpuValue{T}(long)"/>
        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        /// <inheritdoc cref="ReadCpuValue{T}(long)"/>
        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);

        /// <inheritdoc cref="ReadCpuValue{T}(long)"/>
        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);

        /// <inheritdoc cref="ReadCpuValue{T}(long)"/>
        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);

        /// <inheritdoc cref="ReadCpuValue{T}(long)"/>
        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);

        /// <inheritdoc cref="ReadCpuValue{T}(long)"/>
        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);

        /// <inheritdoc cref="ReadCpuValue{T}(long)"/>
        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);

        /// <inheritdoc cref="ReadCpuValue{T}(long)"/>
        public float ReadCpuFloat16(long i) => (float)ReadCpuValue<Half>(i);

        /// <inheritdoc cref="ReadCpuValue{T}(long)"/>
        public float ReadCpuBFloat16(long i) => (float)ReadCpuValue<BFloat16>(i);

        private Tensor Local()
        {
            using IDisposable mode = no_grad();
            Tensor here = cpu();
            Tensor whole = here.contiguous();
            if (!ReferenceEquals(here, this))
            {
                here.Dispose();
            }

            return whole;
        }

        private void RequireProcessor()
        {
            if (device_type != DeviceType.CPU)
            {
                throw new InvalidOperationException($"the data of a tensor on {device} cannot be read directly: call cpu() first");
            }
        }

        private void RequireType<T>()
        {
            ScalarType type = dtype;
            if (ClrType(type) != typeof(T))
            {
                throw new ArgumentException(
                    $"the elements are of type {type}, which in C# is {ClrType(type)?.Name ?? "nothing"}, "
                    + $"not {typeof(T).Name}");
            }
        }
    }

    private static Type? ClrType(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.QUInt8 => typeof(byte),
        ScalarType.Int8 or ScalarType.QInt8 => typeof(sbyte),
        ScalarType.Int16 => typeof(short),
        ScalarType.Int32 or ScalarType.QInt32 => typeof(int),
        ScalarType.Int64 => typeof(long),
        ScalarType.Float16 => typeof(Half),
        ScalarType.Float32 => typeof(float),
        ScalarType.Float64 => typeof(double),
        ScalarType.BFloat16 => typeof(BFloat16),
        ScalarType.Bool => typeof(bool),
        ScalarType.ComplexFloat32 => typeof((float, float)),
        ScalarType.ComplexFloat64 => typeof(System.Numerics.Complex),
        _ => null,
    };
}
