using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbook.Scripting;

/// <summary>One piece of code to compile: a cell, or a file that a cell loads.</summary>
/// <param name="Code">The source.</param>
/// <param name="Path">What the debug information calls it: <c>Cell In[3]</c>, or a file's path.</param>
internal sealed record SubmissionSource(string Code, string Path);

/// <summary>A compiled submission, ready to load.</summary>
/// <param name="Compilation">The compilation, the end of the chain so far.</param>
/// <param name="Image">The assembly.</param>
/// <param name="Symbols">Its portable debug information.</param>
/// <param name="HasValue">Whether it ends in an expression whose value is to be shown.</param>
/// <param name="Warnings">What the compiler warned of.</param>
internal sealed record Submission(
    CSharpCompilation Compilation,
    byte[] Image,
    byte[] Symbols,
    bool HasValue,
    ImmutableArray<Diagnostic> Warnings);

/// <summary>The code does not compile.</summary>
/// <param name="source">The source.</param>
/// <param name="errors">The compiler's errors, in order of position.</param>
internal sealed class CompilationFailedException(SubmissionSource source, ImmutableArray<Diagnostic> errors)
    : Exception(errors.Length == 0 ? "The code does not compile." : errors[0].GetMessage())
{
    /// <summary>The source.</summary>
    public SubmissionSource Submission { get; } = source;

    /// <summary>The errors.</summary>
    public ImmutableArray<Diagnostic> Errors { get; } = errors;
}
