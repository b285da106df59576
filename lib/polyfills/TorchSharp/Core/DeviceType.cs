namespace TorchSharp;

/// <summary>Kinds of devices, numbered as libtorch numbers them.</summary>
public enum DeviceType
{
    /// <summary>The processor.</summary>
    CPU = 0,

    /// <summary>An NVIDIA GPU.</summary>
    CUDA = 1,

    /// <summary>Intel's reserved kind.</summary>
    MKLDNN = 2,

    /// <summary>OpenGL, reserved.</summary>
    OPENGL = 3,

    /// <summary>OpenCL, reserved.</summary>
    OPENCL = 4,

    /// <summary>IDEEP, reserved.</summary>
    IDEEP = 5,

    /// <summary>An AMD GPU.</summary>
    HIP = 6,

    /// <summary>A field-programmable gate array.</summary>
    FPGA = 7,

    /// <summary>MSNPU, reserved.</summary>
    MSNPU = 8,

    /// <summary>XLA (TPU).</summary>
    XLA = 9,

    /// <summary>Apple's Metal.</summary>
    MPS = 13,

    /// <summary>Shapes without data.</summary>
    META = 14,
}
