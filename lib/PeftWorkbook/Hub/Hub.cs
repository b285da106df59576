namespace PeftWorkbook.Hub;

/// <summary>
/// Finds the folder of a model or data set by its Hugging Face id: embedded in the workbook, below <c>WORKBOOK_HUB</c>, in the
/// Hugging Face cache; and downloads it there where that is allowed.
/// </summary>
public static class Hub
{
    /// <summary>The folder of a model: an existing folder as it is, else looked up by id (<c>org/name</c>).</summary>
    /// <param name="idOrFolder">An id such as <c>sentence-transformers/all-MiniLM-L6-v2</c>, or a folder.</param>
    /// <param name="options">Revision, and whether a download is allowed; by default it is not.</param>
    /// <exception cref="ArgumentException">It is neither a folder nor a valid id.</exception>
    /// <exception cref="DirectoryNotFoundException">It is nowhere; the message says where was looked and what to do.</exception>
    /// <exception cref="HubException">The download failed.</exception>
    public static string Resolve(string idOrFolder, HubOptions? options = null) => Find(HubKind.Model, idOrFolder, options ?? new());

    /// <summary>The folder of a data set, found as models are: <c>datasets/…</c> of <c>WORKBOOK_HUB</c>, then the cache.</summary>
    /// <inheritdoc cref="Resolve"/>
    public static string ResolveDataset(string idOrFolder, HubOptions? options = null) =>
        Find(HubKind.Dataset, idOrFolder, options ?? new());

    /// <summary>The folder of a tokenizer: <c>tokenizers/…</c> of <c>WORKBOOK_HUB</c>, else that of the model of the same id.</summary>
    /// <inheritdoc cref="Resolve"/>
    public static string ResolveTokenizer(string idOrFolder, HubOptions? options = null) =>
        (Directory.Exists(idOrFolder) ? null : HubFolders.Find(HubKind.Tokenizer, idOrFolder))
            ?? Find(HubKind.Model, idOrFolder, options ?? new());

    /// <summary>Whether <see cref="Resolve"/> would find a model without a download.</summary>
    public static bool Has(string idOrFolder) => Directory.Exists(idOrFolder) || HubFolders.Find(HubKind.Model, idOrFolder) is not null;

    private static string Find(HubKind kind, string idOrFolder, HubOptions options)
    {
        if (Directory.Exists(idOrFolder))
        {
            return Path.GetFullPath(idOrFolder);
        }

        HubId.Check(idOrFolder);
        if (HubFolders.Find(kind, idOrFolder, options.Revision) is { } found)
        {
            return found;
        }

        if (!options.Download || HubOptions.Offline)
        {
            var why = HubOptions.Offline ? "HF_HUB_OFFLINE forbids a download" : "a download was not asked for";
            throw new DirectoryNotFoundException(
                $"{kind} '{idOrFolder}' is neither embedded, nor below WORKBOOK_HUB, " +
                $"nor in the Hugging Face cache ({HubFolders.Cache}), and {why}.");
        }

        return HubDownload.Run(kind, idOrFolder, options);
    }
}

/// <summary>What an id names.</summary>
internal enum HubKind
{
    Model,
    Dataset,
    Tokenizer,
}

/// <summary>How <see cref="Hub"/> looks and downloads.</summary>
public sealed record HubOptions
{
    /// <summary>Whether a download is allowed where nothing is found here.</summary>
    public bool Download { get; init; }

    /// <summary>Branch, tag or commit.</summary>
    public string Revision { get; init; } = "main";

    /// <summary>The hub's address: <c>HF_ENDPOINT</c>, else https://huggingface.co.</summary>
    public Uri Endpoint { get; init; } = new(Setting("HF_ENDPOINT") ?? "https://huggingface.co");

    /// <summary>Sent to the hub alone, never to where it redirects: <c>HF_TOKEN</c>, else none.</summary>
    public string? Token { get; init; } = Setting("HF_TOKEN") ?? Setting("HUGGING_FACE_HUB_TOKEN");

    /// <summary>How long to wait for a connection, for an answer, and for the next bytes of one.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How often a broken transfer is taken up again while it makes progress.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Told about bytes as they arrive.</summary>
    public IProgress<HubProgress>? Progress { get; init; }

    /// <summary>Cancels the download; what has arrived is kept and taken up next time.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Whether <c>HF_HUB_OFFLINE</c> forbids the network.</summary>
    public static bool Offline => Setting("HF_HUB_OFFLINE")?.ToUpperInvariant() is "1" or "TRUE" or "YES" or "ON";

    internal static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

/// <summary>How far a download is.</summary>
/// <param name="File">The file that is arriving.</param>
/// <param name="Done">Bytes of all files here so far.</param>
/// <param name="Total">Bytes of all files together.</param>
public sealed record HubProgress(string File, long Done, long Total);

/// <summary>A download failed; the message is one sentence that says why and what to do.</summary>
public sealed class HubException(string message, Exception? inner = null) : IOException(message, inner);
