namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The dimensions in reverse order, as a view.</summary>
        public Tensor T => ndim == 2 ? t() : permute([.. Enumerable.Range(0, (int)ndim).Select(i => ndim - 1 - i)]);

        /// <summary>The last two dimensions exchanged, as a view.</summary>
        public Tensor mT => transpose(-2, -1);

        /// <summary>The conjugate transpose of a matrix.</summary>
        public Tensor H => adjoint();

        /// <summary>The conjugate transpose of the last two dimensions.</summary>
        public Tensor mH => adjoint();

        /// <summary>The real part, as a view; a real tensor itself.</summary>
        public Tensor real => is_complex() ? view_as_real().select(-1, 0) : this;

        /// <summary>The imaginary part of a complex tensor, as a view.</summary>
        public Tensor imag => view_as_real().select(-1, 1);
    }
}
