namespace TorchSharp;

/// <summary>How a tensor is written as text.</summary>
public enum TensorStringStyle
{
    /// <summary>Shape, element type and device alone.</summary>
    Metadata,

    /// <summary>As Julia writes arrays: a header, then matrices in columns.</summary>
    Julia,

    /// <summary>As NumPy writes arrays: nested brackets.</summary>
    Numpy,

    /// <summary>As C# writes arrays: a header, then nested braces.</summary>
    CSharp,

    /// <summary>The style that <c>torch.TensorStringStyle</c> names.</summary>
    Default,
}
