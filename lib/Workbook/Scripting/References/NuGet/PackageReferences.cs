namespace Workbook.Scripting;

/// <summary>A package someone asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The version as written, <c>*</c> where none was.</param>
internal sealed record PackageRequest(string Id, string Version)
{
    /// <summary>Whether any version will do.</summary>
    public bool AnyVersion => Version is "*" or "*-*";

    /// <summary>Reads <c>id</c> or <c>id, version</c>, with or without spaces.</summary>
    /// <param name="text">What follows <c>nuget:</c>.</param>
    /// <exception cref="DirectiveException">It is neither.</exception>
    public static PackageRequest Parse(string text)
    {
        var comma = text.IndexOf(',');
        var id = (comma < 0 ? text : text[..comma]).Trim();
        var version = comma < 0 ? "" : text[(comma + 1)..].Trim();
        if (id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            throw new DirectiveException($"'{id}' is no package id; write #r \"nuget: id, version\".");
        if (!version.All(c => char.IsAsciiLetterOrDigit(c) || ".*-+[](), ".Contains(c)))
            throw new DirectiveException($"'{version}' is no version of a package.");
        return new PackageRequest(id, version.Length == 0 ? "*" : version);
    }
}

/// <summary>The packages of a session and where they come from.</summary>
internal sealed class PackageReferences
{
    private readonly List<PackageRequest> _pending = [];
    private readonly Dictionary<string, PackageRequest> _wanted = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];

    /// <summary>Versions in use, by id.</summary>
    public Dictionary<string, string> Loaded { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sources beside those of the user's configuration.</summary>
    public IReadOnlyList<string> Sources => _sources;

    /// <summary>Everything asked for, what is pending included, in a fixed order.</summary>
    public IReadOnlyList<PackageRequest> All =>
        [.. _wanted.Values.Concat(_pending).OrderBy(p => p.Id, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether there is something to restore.</summary>
    public bool HasPending => _pending.Count > 0;

    /// <summary>Adds a source.</summary>
    /// <param name="source">A URL or a folder.</param>
    public void AddSource(string source)
    {
        if (!_sources.Contains(source)) _sources.Add(source);
    }

    /// <summary>Asks for a package.</summary>
    /// <param name="request">The package.</param>
    /// <exception cref="DirectiveException">Another version of it is in use.</exception>
    public void Add(PackageRequest request)
    {
        var before = _pending.FirstOrDefault(p => Same(p, request)) ?? _wanted.GetValueOrDefault(request.Id);
        var inUse = Loaded.GetValueOrDefault(request.Id) ?? (before?.AnyVersion == false ? before.Version : null);
        if (inUse is not null && (request.AnyVersion || Normal(request.Version) == Normal(inUse))) return;
        if (inUse is not null)
            throw new DirectiveException(
                $"{request.Id} version {request.Version} cannot be added because version {inUse} was added previously; "
                + "restart the kernel to use another one.");
        _pending.RemoveAll(p => Same(p, request));
        _pending.Add(request);
    }

    /// <summary>What was pending is in use now.</summary>
    /// <param name="closure">What it came to.</param>
    public void Commit(PackageClosure closure)
    {
        foreach (var request in _pending) _wanted[request.Id] = request;
        _pending.Clear();
        foreach (var package in closure.Packages) Loaded.TryAdd(package.Id, package.Version);
    }

    /// <summary>Forgets what is pending.</summary>
    public void Rollback() => _pending.Clear();

    private static bool Same(PackageRequest a, PackageRequest b) =>
        string.Equals(a.Id, b.Id, StringComparison.OrdinalIgnoreCase);

    private static string Normal(string version) =>
        Version.TryParse(version, out var v)
            ? new Version(v.Major, v.Minor, Math.Max(0, v.Build), Math.Max(0, v.Revision))
            .ToString() : version.ToLowerInvariant();
}
