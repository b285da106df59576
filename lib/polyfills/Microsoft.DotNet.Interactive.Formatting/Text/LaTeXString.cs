namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>LaTeX that a notebook typesets: <c>(LaTeXString)@"\begin{align}…\end{align}"</c>.</summary>
/// <param name="latexCode">The code.</param>
public class LaTeXString(string latexCode)
{
    /// <summary>A string taken as LaTeX.</summary>
    /// <param name="source">The code.</param>
    public static implicit operator LaTeXString(string source) => new(source);

    /// <summary>The code.</summary>
    public override string ToString() => latexCode;
}
