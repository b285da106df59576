using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Engine;

/// <summary>The C functions of the shim. Only numbers and addresses cross; a negative status means that an error text waits.</summary>
internal static unsafe class Native
{
    private const string Library = "workbook_shim";
    private const long Failed = -1, Interrupted = -2, Missing = -3;
    private static nint loaded;

    internal static bool IsLoaded => loaded != 0;

#pragma warning disable CA2255 // A resolver must be in place before the first native call, whichever type makes it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
        {
            return 0;
        }

        lock (Library)
        {
            return loaded != 0 ? loaded : loaded = Load();
        }
    }

    private static nint Load()
    {
        nint library = NativeLibrary.Load(ShimBuild.Ensure());
        // Before the first tensor: memory must go back to the allocator it came from.
        ((delegate* unmanaged<void>)NativeLibrary.GetExport(library, "wb_memory_install"))();
        return library;
    }

    /// <summary>Throws what a status stands for.</summary>
    /// <exception cref="ExternalException">libtorch reported an error.</exception>
    /// <exception cref="ArgumentNullException">A required argument of an operator was null.</exception>
    /// <exception cref="OperationCanceledException">An interrupt was requested.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Check(long status) => status < 0 ? Throw(status) : status;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Throw(long status) => throw (status switch
    {
        Interrupted => new OperationCanceledException("interrupted"),
        Missing => new ArgumentNullException(null, ErrorText()),
        _ => new ExternalException(ErrorText()),
    });

    private static string ErrorText()
    {
        Span<byte> buffer = stackalloc byte[4096];
        fixed (byte* start = buffer)
        {
            long length = Error(start, buffer.Length);
            return Encoding.UTF8.GetString(buffer[..(int)Math.Min(length, buffer.Length)]);
        }
    }

    [DllImport(Library, EntryPoint = "wb_error")]
    private static extern long Error(byte* buffer, long size);

    [DllImport(Library, EntryPoint = "wb_op_find")]
    internal static extern long OpFind(byte* name, byte* overload, nint* result);

    [DllImport(Library, EntryPoint = "wb_op_call")]
    internal static extern long OpCall(nint op, OpValue* given, long count, OpValue* results, long room);

    [DllImport(Library, EntryPoint = "wb_op_overflow")]
    internal static extern void OpOverflow(OpValue* results);

    [DllImport(Library, EntryPoint = "wb_interrupt_flag")]
    internal static extern int* InterruptFlag();

    [DllImport(Library, EntryPoint = "wb_tensor_free")]
    internal static extern void TensorFree(nint tensor);

    [DllImport(Library, EntryPoint = "wb_tensor_alias")]
    internal static extern nint TensorAlias(nint tensor);

    [DllImport(Library, EntryPoint = "wb_tensor_dim"), SuppressGCTransition]
    internal static extern long TensorDim(nint tensor);

    [DllImport(Library, EntryPoint = "wb_tensor_numel"), SuppressGCTransition]
    internal static extern long TensorNumel(nint tensor);

    [DllImport(Library, EntryPoint = "wb_tensor_sizes"), SuppressGCTransition]
    internal static extern long TensorSizes(nint tensor, long* sizes);

    [DllImport(Library, EntryPoint = "wb_tensor_strides"), SuppressGCTransition]
    internal static extern long TensorStrides(nint tensor, long* strides);

    [DllImport(Library, EntryPoint = "wb_tensor_dtype"), SuppressGCTransition]
    internal static extern long TensorDtype(nint tensor);

    [DllImport(Library, EntryPoint = "wb_tensor_itemsize"), SuppressGCTransition]
    internal static extern long TensorItemSize(nint tensor);

    [DllImport(Library, EntryPoint = "wb_tensor_device"), SuppressGCTransition]
    internal static extern long TensorDevice(nint tensor);

    [DllImport(Library, EntryPoint = "wb_tensor_layout"), SuppressGCTransition]
    internal static extern long TensorLayout(nint tensor);

    [DllImport(Library, EntryPoint = "wb_tensor_storage_offset"), SuppressGCTransition]
    internal static extern long TensorStorageOffset(nint tensor);

    [DllImport(Library, EntryPoint = "wb_tensor_is_contiguous"), SuppressGCTransition]
    internal static extern long TensorIsContiguous(nint tensor);

    [DllImport(Library, EntryPoint = "wb_tensor_data")]
    internal static extern long TensorData(nint tensor, nint* data);

    [DllImport(Library, EntryPoint = "wb_tensor_version")]
    internal static extern long TensorVersion(nint tensor);

    [DllImport(Library, EntryPoint = "wb_tensor_from_memory")]
    internal static extern long TensorFromMemory(
        nint data, long* sizes, long* strides, long dim, long dtype, delegate* unmanaged<long, void> release, long state, nint* result);

    [DllImport(Library, EntryPoint = "wb_tensor_from_bytes")]
    internal static extern long TensorFromBytes(void* bytes, long length, long* sizes, long dim, long dtype, nint* result);

    [DllImport(Library, EntryPoint = "wb_requires_grad"), SuppressGCTransition]
    internal static extern long RequiresGrad(nint tensor);

    [DllImport(Library, EntryPoint = "wb_set_requires_grad")]
    internal static extern long SetRequiresGrad(nint tensor, long value);

    [DllImport(Library, EntryPoint = "wb_is_leaf"), SuppressGCTransition]
    internal static extern long IsLeaf(nint tensor);

    [DllImport(Library, EntryPoint = "wb_retain_grad")]
    internal static extern long RetainGrad(nint tensor);

    [DllImport(Library, EntryPoint = "wb_grad")]
    internal static extern long Grad(nint tensor, nint* result);

    [DllImport(Library, EntryPoint = "wb_set_grad")]
    internal static extern long SetGrad(nint tensor, nint grad);

    [DllImport(Library, EntryPoint = "wb_backward")]
    internal static extern long Backward(
        nint* roots, long rootCount, nint* gradients, long gradientCount, long retainGraph, long createGraph,
        nint* inputs, long inputCount);

    [DllImport(Library, EntryPoint = "wb_gradients")]
    internal static extern long Gradients(
        nint* outputs, long outputCount, nint* inputs, long inputCount, nint* gradients, long gradientCount,
        long retainGraph, long createGraph, long allowUnused, nint* results);

    [DllImport(Library, EntryPoint = "wb_grad_mode"), SuppressGCTransition]
    internal static extern long GradMode();

    [DllImport(Library, EntryPoint = "wb_set_grad_mode"), SuppressGCTransition]
    internal static extern void SetGradMode(long enabled);

    [DllImport(Library, EntryPoint = "wb_inference_mode"), SuppressGCTransition]
    internal static extern long InferenceMode();

    [DllImport(Library, EntryPoint = "wb_inference_enter")]
    internal static extern nint InferenceEnter(long enabled);

    [DllImport(Library, EntryPoint = "wb_inference_leave")]
    internal static extern void InferenceLeave(nint guard);

    [DllImport(Library, EntryPoint = "wb_set_anomaly_mode")]
    internal static extern void SetAnomalyMode(long enabled, long checkNan);

    [DllImport(Library, EntryPoint = "wb_version")]
    internal static extern byte* Version();

    [DllImport(Library, EntryPoint = "wb_num_threads")]
    internal static extern long NumThreads();

    [DllImport(Library, EntryPoint = "wb_set_num_threads")]
    internal static extern long SetNumThreads(long count);

    [DllImport(Library, EntryPoint = "wb_num_interop_threads")]
    internal static extern long NumInteropThreads();

    [DllImport(Library, EntryPoint = "wb_set_num_interop_threads")]
    internal static extern long SetNumInteropThreads(long count);

    [DllImport(Library, EntryPoint = "wb_cuda_device_count")]
    internal static extern long CudaDeviceCount();

    [DllImport(Library, EntryPoint = "wb_has_cudnn")]
    internal static extern long HasCudnn();

    [DllImport(Library, EntryPoint = "wb_synchronize")]
    internal static extern long Synchronize(long deviceType, long index);

    [DllImport(Library, EntryPoint = "wb_allow_tf32")]
    internal static extern long AllowTf32(long value);

    [DllImport(Library, EntryPoint = "wb_default_dtype")]
    internal static extern long DefaultDtype(long value);

    [DllImport(Library, EntryPoint = "wb_deterministic")]
    internal static extern long Deterministic(long mode, long warnOnly);

    [DllImport(Library, EntryPoint = "wb_manual_seed")]
    internal static extern long ManualSeed(ulong seed);

    [DllImport(Library, EntryPoint = "wb_generator_default")]
    internal static extern long GeneratorDefault(long deviceType, long index, nint* result);

    [DllImport(Library, EntryPoint = "wb_generator_new")]
    internal static extern long GeneratorNew(ulong seed, long deviceType, long index, nint* result);

    [DllImport(Library, EntryPoint = "wb_generator_free")]
    internal static extern void GeneratorFree(nint generator);

    [DllImport(Library, EntryPoint = "wb_generator_seed")]
    internal static extern long GeneratorSeed(nint generator, long set, ulong seed, ulong* result);

    [DllImport(Library, EntryPoint = "wb_generator_state")]
    internal static extern long GeneratorState(nint generator, nint state, nint* result);

    [DllImport(Library, EntryPoint = "wb_memory_statistics")]
    internal static extern void MemoryStatistics(long* inUse, long* kept, long* peak, long* limit);

    [DllImport(Library, EntryPoint = "wb_memory_empty")]
    internal static extern long MemoryEmpty();

    [DllImport(Library, EntryPoint = "wb_memory_set_limit")]
    internal static extern void MemorySetLimit(long bytes);

    [DllImport(Library, EntryPoint = "wb_memory_reset_peak")]
    internal static extern void MemoryResetPeak();
}
