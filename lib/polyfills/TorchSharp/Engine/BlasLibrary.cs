namespace TorchSharp.Engine;

/// <summary>The BLAS that Debian's libtorch calls for LAPACK and for matrix products that oneDNN does not take.</summary>
/// <param name="Path">The file that <c>libblas.so.3</c> leads to.</param>
/// <param name="Kind">Its name, such as <c>openblas-openmp</c>, <c>openblas-pthread</c> or <c>reference</c>.</param>
/// <param name="Advice">What to install for speed, one sentence; null when nothing is to be done.</param>
public sealed record BlasLibrary(string Path, string Kind, string? Advice)
{
    private static readonly string[] Folders =
        ["/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64"];

    internal static BlasLibrary? Find()
    {
        string? link = Folders.Select(f => System.IO.Path.Combine(f, "libblas.so.3")).FirstOrDefault(File.Exists);
        if (link is null)
        {
            return null;
        }

        string target = Resolve(link);
        string kind = KindOf(target);
        return new(target, kind, AdviceFor(kind));
    }

    /// <summary>Follows links of files and folders to the end (<c>/etc/alternatives</c> is one of them).</summary>
    private static string Resolve(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static string KindOf(string path) =>
        path.Contains("openblas-openmp") ? "openblas-openmp"
        : path.Contains("openblas-pthread") ? "openblas-pthread"
        : path.Contains("openblas-serial") ? "openblas-serial"
        : path.Contains("mkl") ? "mkl"
        : path.Contains("blis") ? "blis"
        : path.Contains("atlas") ? "atlas"
        : path.Contains("/blas/") ? "reference"
        : "unknown";

    private static string? AdviceFor(string kind) => kind switch
    {
        "reference" => "reference BLAS is about 9 times slower: apt-get install libopenblas0-openmp",
        "openblas-pthread" => "its threads fight with libtorch's OpenMP, about twice as slow: apt-get install libopenblas0-openmp",
        "openblas-serial" => "it uses one core: apt-get install libopenblas0-openmp",
        _ => null,
    };
}
