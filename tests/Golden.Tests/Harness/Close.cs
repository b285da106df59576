namespace Golden.Tests.Harness;

/// <summary>
/// The bounds of the golden set: a difference is measured against the largest value of the tensor (or, for gradients,
/// of the case), because an element near zero carries the rounding of its large neighbours.
/// </summary>
public static partial class Close
{
    /// <summary>Outputs, hidden states, losses, merged weights.</summary>
    public const double Exact = 1e-5;

    /// <summary>Logits of real models, and logits after training steps.</summary>
    public const double Loose = 1e-4;

    /// <summary>Fails where a number is further from the recorded one than <paramref name="bound"/> times the scale.</summary>
    public static void Check(double actual, GoldenTensor expected, double bound = Exact, double? scale = null) =>
        Check([actual], expected, bound, scale);

    /// <summary>Fails where a value is further from the recorded one than <paramref name="bound"/> times the scale.</summary>
    /// <param name="actual">What was computed, in row-major order.</param>
    /// <param name="expected">What is recorded.</param>
    /// <param name="bound">Relative to <paramref name="scale"/>.</param>
    /// <param name="scale">The value that the bound is relative to; by default the recorded tensor's largest.</param>
    public static void Check(double[] actual, GoldenTensor expected, double bound = Exact, double? scale = null)
    {
        if (actual.Length != expected.Values.Length)
        {
            throw new GoldenException($"{expected.Name}: {actual.Length} values, {expected.Values.Length} recorded.");
        }

        var allowed = bound * (scale ?? expected.Largest);
        var (worst, at) = (0.0, -1);
        for (var i = 0; i < actual.Length; i++)
        {
            var (a, e) = (actual[i], expected.Values[i]);
            var distance = a.Equals(e) ? 0 : Math.Abs(a - e);   // Equals: the same infinity, or NaN and NaN
            if (double.IsNaN(distance))
            {
                distance = double.PositiveInfinity;
            }

            if (distance > worst)
            {
                (worst, at) = (distance, i);
            }
        }

        if (worst > allowed)
        {
            throw new GoldenException(
                $"{expected.Name}{Position(at, expected.Shape)}: {actual[at]:g9}, recorded {expected.Values[at]:g9}; " +
                $"the difference {worst:g3} exceeds {allowed:g3} = {bound:g3} of {scale ?? expected.Largest:g3}.");
        }
    }

    /// <summary>Fails where two lists of ids differ, naming the first place.</summary>
    public static void Same(IReadOnlyList<long> actual, IReadOnlyList<long> expected, string name)
    {
        for (var i = 0; i < Math.Max(actual.Count, expected.Count); i++)
        {
            if (i >= actual.Count || i >= expected.Count || actual[i] != expected[i])
            {
                throw new GoldenException($"{name}[{i}]: got [{string.Join(" ", actual)}], recorded [{string.Join(" ", expected)}].");
            }
        }
    }

    private static string Position(int flat, long[] shape)
    {
        var index = new long[shape.Length];
        long rest = flat;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            (rest, index[d]) = Math.DivRem(rest, shape[d]);
        }

        return shape.Length == 0 ? "" : $"[{string.Join(", ", index)}]";
    }
}

/// <summary>A value that is not the recorded one.</summary>
public sealed class GoldenException(string message) : Exception(message);
