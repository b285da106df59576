using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbook.Scripting;

/// <summary>Which assembly of the shared framework defines a type, a namespace or an extension method. Built when a
/// name is missing for the first time (about 0.1 s), from metadata alone.</summary>
internal sealed class FrameworkIndex
{
    private static readonly Lazy<FrameworkIndex> Instance = new(() => new FrameworkIndex());

    /// <summary>Errors that a further reference may cure.</summary>
    private static readonly ImmutableHashSet<string> CurableErrors =
        ["CS0246", "CS0103", "CS0234", "CS1069", "CS0012", "CS1061", "CS1068", "CS0400", "CS7069", "CS1070", "CS1929",
         "CS0117", "CS1935", "CS0656", "CS0518", "CS1503", "CS0311", "CS0315", "CS0266", "CS0029"];

    private readonly Dictionary<string, SortedSet<string>> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _extensions = new(StringComparer.Ordinal);

    private FrameworkIndex()
    {
        foreach (var path in SharedFramework.Paths) Read(path);
    }

    /// <summary>The index of the framework that runs this process.</summary>
    public static FrameworkIndex Shared => Instance.Value;

    /// <summary>The assemblies that define a type of this simple name.</summary>
    /// <param name="name">The name, without generic arity.</param>
    public IReadOnlyCollection<string> WithType(string name) => _types.GetValueOrDefault(name) ?? [];

    /// <summary>The assemblies that define public types in a namespace.</summary>
    /// <param name="name">The namespace's full name.</param>
    public IReadOnlyCollection<string> WithNamespace(string name) => _namespaces.GetValueOrDefault(name) ?? [];

    /// <summary>The framework assemblies that may cure these errors.</summary>
    /// <param name="compilation">What failed to compile.</param>
    /// <param name="errors">Its errors.</param>
    /// <param name="cancellation">Gives up.</param>
    public IEnumerable<string> Missing(
        CSharpCompilation compilation, ImmutableArray<Diagnostic> errors, CancellationToken cancellation)
    {
        var found = new HashSet<string>();
        foreach (var error in errors.Where(e => CurableErrors.Contains(e.Id)))
        {
            cancellation.ThrowIfCancellationRequested();
            found.UnionWith(NamedInMessage(error));
            if (error.Location.SourceTree?.GetRoot(cancellation) is not { } root) continue;
            var token = root.FindToken(error.Location.SourceSpan.Start);
            var names = token.Parent?.AncestorsAndSelf().OfType<NameSyntax>().ToList() ?? [];
            foreach (var name in names.OfType<SimpleNameSyntax>().Take(1)) found.UnionWith(Named(name.Identifier.Text));
            foreach (var name in names) found.UnionWith(WithNamespace(name.ToString()));
            found.UnionWith(ErrorText(root, error).SelectMany(Named));
        }

        return found;
    }

    private IEnumerable<string> Named(string name) =>
        WithType(name).Concat(WithType(name + "Attribute")).Concat(_extensions.GetValueOrDefault(name) ?? []);

    private static IEnumerable<string> ErrorText(SyntaxNode root, Diagnostic error) =>
        root.FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true)
            .DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Take(8).Select(t => t.ValueText);

    /// <summary>CS0012, CS1069 and their like name the assembly: "…, Version=10.0.0.0, Culture=…".</summary>
    private static IEnumerable<string> NamedInMessage(Diagnostic error)
    {
        var message = error.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        var end = message.IndexOf(", Version=", StringComparison.Ordinal);
        if (end < 0) yield break;
        var start = message.LastIndexOf('\'', end) + 1;
        if (SharedFramework.PathOf(message[start..end]) is { } path) yield return path;
    }

    private void Read(string path)
    {
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        if (!image.HasMetadata) return;
        var reader = image.GetMetadataReader();
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if ((type.Attributes & TypeAttributes.VisibilityMask) != TypeAttributes.Public) continue;
            Add(_types, WithoutArity(reader.GetString(type.Name)), path);
            Add(_namespaces, reader.GetString(type.Namespace), path);
            if (IsStatic(type.Attributes)) ReadExtensions(reader, type, path);
        }
    }

    private void ReadExtensions(MetadataReader reader, TypeDefinition type, string path)
    {
        if (!IsExtension(reader, type.GetCustomAttributes())) return;
        foreach (var handle in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(handle);
            if ((method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public
                && IsExtension(reader, method.GetCustomAttributes()))
                Add(_extensions, reader.GetString(method.Name), path);
        }
    }

    private static bool IsStatic(TypeAttributes attributes) =>
        (attributes & (TypeAttributes.Abstract | TypeAttributes.Sealed))
        == (TypeAttributes.Abstract | TypeAttributes.Sealed);

    private static bool IsExtension(MetadataReader reader, CustomAttributeHandleCollection attributes)
    {
        foreach (var handle in attributes)
        {
            var constructor = reader.GetCustomAttribute(handle).Constructor;
            if (NameOfDeclaringType(reader, constructor) == "ExtensionAttribute") return true;
        }

        return false;
    }

    private static string? NameOfDeclaringType(MetadataReader reader, EntityHandle constructor)
    {
        var parent = constructor.Kind switch
        {
            HandleKind.MemberReference => reader.GetMemberReference((MemberReferenceHandle)constructor).Parent,
            HandleKind.MethodDefinition =>
                reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType(),
            _ => default,
        };
        return parent.Kind switch
        {
            HandleKind.TypeReference => reader.GetString(reader.GetTypeReference((TypeReferenceHandle)parent).Name),
            HandleKind.TypeDefinition => reader.GetString(reader.GetTypeDefinition((TypeDefinitionHandle)parent).Name),
            _ => null,
        };
    }

    private static string WithoutArity(string name) => name.IndexOf('`') is >= 0 and var i ? name[..i] : name;

    private static void Add(Dictionary<string, SortedSet<string>> index, string name, string path)
    {
        if (!index.TryGetValue(name, out var paths))
            index[name] = paths = new SortedSet<string>(StringComparer.Ordinal);
        paths.Add(path);
    }
}
