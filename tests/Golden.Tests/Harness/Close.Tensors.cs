using TorchSharp;

namespace Golden.Tests.Harness;

public static partial class Close
{
    /// <summary>Fails where a value is further from the recorded one than <paramref name="bound"/> times the scale.</summary>
    /// <param name="actual">What was computed; any dtype and device.</param>
    /// <param name="expected">What is recorded.</param>
    /// <param name="bound">Relative to <paramref name="scale"/>.</param>
    /// <param name="scale">The value that the bound is relative to; by default the recorded tensor's largest.</param>
    public static void Check(torch.Tensor actual, GoldenTensor expected, double bound = Exact, double? scale = null)
    {
        if (!actual.shape.SequenceEqual(expected.Shape))
        {
            throw new GoldenException(
                $"{expected.Name}: shape [{string.Join(", ", actual.shape)}], recorded [{string.Join(", ", expected.Shape)}].");
        }

        Check(Values(actual), expected, bound, scale);
    }

    /// <summary>The values of a tensor in row-major order, widened to double.</summary>
    public static double[] Values(torch.Tensor tensor)
    {
        using var wide = tensor.detach().cpu().to_type(torch.ScalarType.Float64).contiguous();
        return wide.data<double>().ToArray();
    }
}
