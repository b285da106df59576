namespace TorchSharp;

/// <summary>How a convolution pads its input.</summary>
public enum Padding
{
    /// <summary>Not at all.</summary>
    Valid = 0,

    /// <summary>So that the output has the size of the input.</summary>
    Same = 1,
}

/// <summary>What stands beyond the border of an input.</summary>
public enum PaddingModes
{
    /// <summary>Zeros.</summary>
    Zeros = 0,

    /// <summary>The input mirrored at its border elements.</summary>
    Reflect = 1,

    /// <summary>The border elements repeated.</summary>
    Replicate = 2,

    /// <summary>The input again from the other side.</summary>
    Circular = 3,

    /// <summary>A constant.</summary>
    Constant = 4,
}

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What becomes of the losses of the elements.</summary>
        public enum Reduction : long
        {
            /// <summary>They stay.</summary>
            None = 0,

            /// <summary>Their mean.</summary>
            Mean = 1,

            /// <summary>Their sum.</summary>
            Sum = 2,
        }

        /// <summary>Activation of a transformer's feed-forward part.</summary>
        public enum Activations
        {
            /// <summary>max(0, x).</summary>
            ReLU = 0,

            /// <summary>x Φ(x).</summary>
            GELU = 1,
        }

        /// <summary>Activation of a plain recurrent layer.</summary>
        public enum NonLinearities
        {
            /// <summary>max(0, x).</summary>
            ReLU = 0,

            /// <summary>tanh(x).</summary>
            Tanh = 1,
        }
    }
}
