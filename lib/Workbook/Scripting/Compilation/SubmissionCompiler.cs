using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Workbook.Scripting;

/// <summary>The chain of script compilations: each sees the variables, types and usings of those before it.</summary>
/// <remarks>References go into the first compilation that needs them and are inherited from there. Repeating them in
/// every compilation would make each one's tables grow with references × earlier cells. Compiling and committing happen
/// one at a time; <see cref="Model"/> may run beside them.</remarks>
internal sealed class SubmissionCompiler
{
    private const int MaxReferenceRounds = 6;

    internal static readonly CSharpParseOptions ParseOptions =
        new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);

    private readonly string _prefix;
    private readonly Lock _gate = new();
    private ImmutableList<MetadataReference> _pending = [];
    private int _count;
    private readonly HashSet<string> _paths = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Starts a chain.</summary>
    /// <param name="prefix">Prefix of the assemblies' names, unique in the process.</param>
    /// <param name="imports">Namespaces and static types that every cell sees.</param>
    public SubmissionCompiler(string prefix, ImmutableArray<string> imports)
    {
        _prefix = prefix;
        Imports = imports;
        foreach (var reference in SharedFramework.Core) AddReference(reference);
    }

    /// <summary>Namespaces and static types that every cell sees.</summary>
    public ImmutableArray<string> Imports { get; }

    /// <summary>The last committed compilation, or <see langword="null"/> before the first.</summary>
    public CSharpCompilation? Last { get; private set; }

    /// <summary>Adds a reference for the submissions to come.</summary>
    /// <param name="reference">The reference; one with the path of an earlier one is ignored.</param>
    /// <returns>Whether it was new.</returns>
    public bool AddReference(PortableExecutableReference reference)
    {
        lock (_gate)
        {
            if (reference.FilePath is { } path && !_paths.Add(path)) return false;
            _pending = _pending.Add(reference);
            return true;
        }
    }

    /// <summary>Compiles a submission on top of the chain, without committing it.</summary>
    /// <param name="source">The code.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CompilationFailedException">It does not compile.</exception>
    public Submission Compile(SubmissionSource source, CancellationToken cancellation)
    {
        for (var round = 0; ; round++)
        {
            var written = Parse(source);
            var compiled =
                InterruptRewriter.Rewrite(written, () => CreateCompilation(written).GetSemanticModel(written));
            var compilation = CreateCompilation(compiled);
            using var image = new MemoryStream();
            using var symbols = new MemoryStream();
            var options = new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb);
            var result = compilation.Emit(image, symbols, options: options, cancellationToken: cancellation);
            var problems = result.Diagnostics;
            if (result.Success)
            {
                var warnings = problems.Where(d => d.Severity == DiagnosticSeverity.Warning).ToImmutableArray();
                return new Submission(compilation, image.ToArray(), symbols.ToArray(), HasValue(compilation), warnings);
            }

            if (compiled != written) (compilation, problems) = Diagnose(written, cancellation);
            var errors = problems.Where(d => d.Severity == DiagnosticSeverity.Error)
                .OrderBy(d => d.Location.SourceSpan.Start).ToImmutableArray();
            if (round == MaxReferenceRounds || !AddMissingFrameworkReferences(compilation, errors, cancellation))
                throw new CompilationFailedException(source, errors);
        }
    }

    /// <summary>The meaning of code that is being typed on top of the chain. Framework assemblies whose names it says
    /// are added.</summary>
    /// <param name="tree">The code.</param>
    /// <param name="cancellation">Gives up.</param>
    public SemanticModel Model(SyntaxTree tree, CancellationToken cancellation)
    {
        var compilation = CreateCompilation(tree);
        var model = compilation.GetSemanticModel(tree);
        var errors = model.GetDiagnostics(cancellationToken: cancellation)
            .Where(d => d.Severity == DiagnosticSeverity.Error).ToImmutableArray();
        return errors.Length > 0 && AddMissingFrameworkReferences(compilation, errors, cancellation)
            ? CreateCompilation(tree).GetSemanticModel(tree) : model;
    }

    /// <summary>Makes a compiled submission the end of the chain.</summary>
    /// <param name="submission">The submission, compiled on the current end.</param>
    public void Commit(Submission submission)
    {
        lock (_gate)
        {
            Last = submission.Compilation;
            _pending = _pending.RemoveRange(submission.Compilation.ExternalReferences);
        }
    }

    /// <summary>A submission without a statement would have no script class, and its usings would be lost to the cells
    /// after it; so it gets an empty one.</summary>
    private static SyntaxTree Parse(SubmissionSource source)
    {
        var tree = Parse(source, source.Code);
        var hasMembers = ((CompilationUnitSyntax)tree.GetRoot()).Members.Count > 0;
        return hasMembers ? tree : Parse(source, source.Code + "\n;");
    }

    private static SyntaxTree Parse(SubmissionSource source, string code) =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), ParseOptions, source.Path);

    /// <summary>The errors of the text as written, with its own columns.</summary>
    private (CSharpCompilation Compilation, ImmutableArray<Diagnostic> Problems) Diagnose(
        SyntaxTree written, CancellationToken cancellation)
    {
        var compilation = CreateCompilation(written);
        return (compilation, compilation.GetDiagnostics(cancellation));
    }

    private CSharpCompilation CreateCompilation(SyntaxTree tree)
    {
        int number;
        CSharpCompilation? last;
        ImmutableList<MetadataReference> pending;
        lock (_gate) (number, last, pending) = (_count++, Last, _pending);
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: "Submission#" + number,
            usings: last is null ? Imports : [],
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            concurrentBuild: false,
            nullableContextOptions: NullableContextOptions.Disable,
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);
        return CSharpCompilation.CreateScriptCompilation(
            $"{_prefix}{number}", tree, pending, options, last, typeof(object));
    }

    private bool AddMissingFrameworkReferences(
        CSharpCompilation compilation, ImmutableArray<Diagnostic> errors, CancellationToken cancellation)
    {
        var added = false;
        foreach (var path in FrameworkIndex.Shared.Missing(compilation, errors, cancellation))
            added |= AddReference(SharedFramework.Reference(path));
        return added;
    }

    private static bool HasValue(CSharpCompilation compilation)
    {
        var tree = compilation.SyntaxTrees[0];
        var last = ((CompilationUnitSyntax)tree.GetRoot()).Members.LastOrDefault();
        if (last is not GlobalStatementSyntax { Statement: ExpressionStatementSyntax expression }) return false;
        if (!expression.SemicolonToken.IsMissing) return false;
        var type = compilation.GetSemanticModel(tree).GetTypeInfo(expression.Expression).Type;
        return type?.SpecialType != SpecialType.System_Void;
    }
}
