using System.Numerics;
using System.Runtime.CompilerServices;

namespace PeftWorkbook.Notebook;

/// <summary>Checks for notebook cells: a claim that holds prints a tick, one that does not fails the cell.</summary>
public static class Check
{
    /// <summary>Checks a claim.</summary>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="claim">The claim in words.</param>
    /// <param name="expression">The checked expression, filled in by the compiler.</param>
    /// <exception cref="CheckFailedException">It does not hold.</exception>
    public static void That(
        bool holds, string claim, [CallerArgumentExpression(nameof(holds))] string expression = "")
    {
        if (!holds) throw new CheckFailedException($"This should hold and does not: {claim} ({expression}).");
        Console.WriteLine($"✓ {claim}");
    }

    /// <summary>Checks that a number is what a formula says, exactly.</summary>
    /// <typeparam name="T">A number type.</typeparam>
    /// <param name="expected">What the formula says.</param>
    /// <param name="actual">What was counted.</param>
    /// <param name="claim">The claim in words.</param>
    /// <exception cref="CheckFailedException">The two differ.</exception>
    public static void Equal<T>(T expected, T actual, string claim) where T : INumber<T>
    {
        if (expected != actual)
            throw new CheckFailedException($"This should hold and does not: {claim} (expected {expected}, found {actual}).");
        Console.WriteLine($"✓ {claim}: {actual:N0}");
    }

    /// <summary>Checks that an error stays below a bound, and prints its order of magnitude only: the digits of a
    /// rounding error differ from machine to machine.</summary>
    /// <param name="error">The error, not negative.</param>
    /// <param name="bound">The bound.</param>
    /// <param name="claim">The claim in words.</param>
    /// <exception cref="CheckFailedException">The error reaches the bound or is not a number.</exception>
    public static void Below(double error, double bound, string claim)
    {
        if (!(error < bound))
            throw new CheckFailedException($"This should hold and does not: {claim} (error {error:g3}, bound {bound:g3}).");
        Console.WriteLine($"✓ {claim} (difference below {bound:g1})");
    }
}

/// <summary>A claim of a notebook does not hold.</summary>
/// <param name="message">Which one, and what was found instead.</param>
public sealed class CheckFailedException(string message) : Exception(message);
