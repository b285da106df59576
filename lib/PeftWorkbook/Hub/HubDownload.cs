using System.Net;
using System.Net.Http.Headers;

namespace PeftWorkbook.Hub;

/// <summary>
/// Brings a repository into the Hugging Face cache: one at a time by a lock file, each file taken up where a broken transfer
/// left it, checked by length and hash, and the snapshot visible only when it is whole.
/// </summary>
internal sealed class HubDownload : IDisposable
{
    private const long MaxListingBytes = 32 << 20;
    private readonly HubKind _kind;
    private readonly string _id;
    private readonly HubOptions _options;
    private readonly HttpClient _client;
    private readonly CancellationToken _cancelled;
    private string? _etag;

    private HubDownload(HubKind kind, string id, HubOptions options)
    {
        (_kind, _id, _options) = (kind, id, options);
        _cancelled = options.CancellationToken;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.Patience,
            MaxAutomaticRedirections = 5,
            AutomaticDecompression = DecompressionMethods.None,
        };
        _client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };   // each wait has its own limit
        _client.DefaultRequestHeaders.UserAgent.Add(new("PeftWorkbook", "0.1"));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Downloads, and returns the snapshot's folder.</summary>
    internal static string Run(HubKind kind, string id, HubOptions options)
    {
        using var download = new HubDownload(kind, id, options);
        return Task.Run(download.RunAsync).GetAwaiter().GetResult();
    }

    private string What => $"{_kind} '{_id}'";

    private string Repository => Path.Combine(HubFolders.Cache, HubId.CacheName(_kind, _id));

    private async Task<string> RunAsync()
    {
        Directory.CreateDirectory(Path.Combine(HubFolders.Cache, ".locks"));
        var lockFile = Path.Combine(HubFolders.Cache, ".locks", HubId.CacheName(_kind, _id) + ".lock");
        using var held = await HubLock.TakeAsync(lockFile, _cancelled);
        if (HubFolders.Snapshot(_kind, _id, _options.Revision) is { } done)
        {
            return done;   // another process brought it while this one waited
        }

        var listing = HubListing.Parse(await GetTextAsync(ApiAddress()), What);
        var snapshot = Path.Combine(Repository, "snapshots", listing.Commit);
        Directory.CreateDirectory(snapshot);
        await File.WriteAllTextAsync(HubFolders.Unfinished(snapshot), "", _cancelled);
        long before = 0;
        foreach (var file in listing.Files)
        {
            await BringAsync(file, SafePath.Inside(snapshot, file.Name), listing, before);
            before += file.Size;
        }

        var reference = SafePath.Inside(Path.Combine(Repository, "refs"), _options.Revision);
        Directory.CreateDirectory(Path.GetDirectoryName(reference)!);
        AtomicFile.Write(reference, s => s.Write(System.Text.Encoding.ASCII.GetBytes(listing.Commit)));
        File.Delete(HubFolders.Unfinished(snapshot));
        return snapshot;
    }

    private Uri ApiAddress() =>
        new(
            _options.Endpoint,
            $"api/{(_kind == HubKind.Dataset ? "datasets" : "models")}/{_id}/revision/" +
            $"{Uri.EscapeDataString(_options.Revision)}?blobs=true");

    private Uri FileAddress(HubListing listing, HubFile file) => new(
        _options.Endpoint,
        $"{(_kind == HubKind.Dataset ? "datasets/" : "")}{_id}/resolve/{listing.Commit}/" +
        $"{string.Join('/', file.Name.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>One file: what has arrived stays in a part file; it counts only when length and hash are right.</summary>
    private async Task BringAsync(HubFile file, string target, HubListing listing, long before)
    {
        if (File.Exists(target) && new FileInfo(target).Length == file.Size)
        {
            return;   // it was checked before it got its name
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var part = target + ".part";
        var fruitless = 0;
        while (!File.Exists(part) || new FileInfo(part).Length < file.Size || file.Size == 0)
        {
            var had = File.Exists(part) ? new FileInfo(part).Length : 0;
            var fault = await TransferAsync(file, FileAddress(listing, file), part, had, n => Report(file, before + n, listing.Total));
            if (fault is null)
            {
                break;
            }

            fruitless = new FileInfo(part).Length > had ? 0 : fruitless + 1;
            if (fruitless >= _options.Attempts || !fault.Retry)
            {
                throw new HubException(fault.Sentence, fault.Cause);
            }

            await Task.Delay(fault.Wait, _cancelled);
        }

        if (HubHash.Complaint(WithHash(file), part) is { } complaint)
        {
            File.Delete(part);
            throw new HubException($"{What}: '{file.Name}' arrived {complaint}, so it was thrown away; try again.");
        }

        File.Move(part, target, overwrite: true);
    }

    // A listing without hashes leaves what the hub said with the file itself.
    private HubFile WithHash(HubFile file) => file.Sha256 is not null || file.GitSha1 is not null || _etag is null ? file
        : HubListing.IsHash(_etag, 64) ? file with { Sha256 = _etag }
        : HubListing.IsHash(_etag, 40) ? file with { GitSha1 = _etag }
        : file;

    private void Report(HubFile file, long done, long total) => _options.Progress?.Report(new(file.Name, done, total));

    /// <summary>Asks for the file from byte <paramref name="had"/> on and appends what comes. Null when it came to its end.</summary>
    private async Task<HubFault?> TransferAsync(HubFile file, Uri address, string part, long had, Action<long> report)
    {
        await using var target = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1 << 16);
        try
        {
            using var response = await SendAsync(address, had);
            if (HubFault.Of(response, $"{What}, file '{file.Name}'", _options) is { } fault)
            {
                return fault;
            }

            _etag = Etag(response);
            // A server that ignores the range sends the file from its start.
            had = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == had ? had : 0;
            target.SetLength(had);
            target.Position = had;
            await using var body = await response.Content.ReadAsStreamAsync(_cancelled);
            await CopyAsync(body, target, file.Size, report);
            return target.Position < file.Size ? HubFault.Broken(What, file.Name, target.Position, file.Size, null) : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            or OperationCanceledException && !_cancelled.IsCancellationRequested)
        {
            return target.Length > 0
                ? HubFault.Broken(What, file.Name, target.Length, file.Size, e)
                : HubFault.Unreachable(What, _options.Endpoint, e);
        }
    }

    // Reads one byte more than is due at most: a longer file than announced is found out, and never filled a disk.
    private async Task CopyAsync(Stream body, Stream target, long size, Action<long> report)
    {
        var buffer = new byte[1 << 16];
        while (target.Position <= size)
        {
            using var limit = Limit();
            var count = await body.ReadAsync(buffer, limit.Token);
            if (count == 0)
            {
                return;
            }

            await target.WriteAsync(buffer.AsMemory(0, (int)Math.Min(count, size + 1 - target.Position)), _cancelled);
            report(Math.Min(target.Position, size));
        }
    }

    private async Task<string> GetTextAsync(Uri address)
    {
        try
        {
            using var response = await SendAsync(address, 0);
            if (HubFault.Of(response, What, _options) is { } fault)
            {
                throw new HubException(fault.Sentence, fault.Cause);
            }

            using var limit = Limit();
            return await ReadListingAsync(response, limit.Token);
        }
        catch (Exception e) when (
            (e is HttpRequestException or OperationCanceledException || (e is IOException and not HubException))
            && !_cancelled.IsCancellationRequested)
        {
            throw new HubException(HubFault.Unreachable(What, _options.Endpoint, e).Sentence, e);
        }
    }

    private async Task<string> ReadListingAsync(HttpResponseMessage response, CancellationToken cancelled)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancelled);
        using var text = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = await body.ReadAsync(buffer, cancelled)) > 0;)
        {
            text.Write(buffer, 0, count);
            if (text.Length > MaxListingBytes)
            {
                throw new HubException($"{What}: the hub's list of files is longer than {MaxListingBytes} bytes, so it is not read.");
            }
        }

        return System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    // Of the hub alone: where it redirects to, an entity tag is the storage's own affair.
    private string? Etag(HttpResponseMessage response)
    {
        var isHub = response.RequestMessage?.RequestUri?.Authority == _options.Endpoint.Authority;
        var tag = response.Headers.TryGetValues("X-Linked-ETag", out var linked) ? linked.FirstOrDefault() : response.Headers.ETag?.Tag;
        return isHub ? tag?.Trim('"') : null;
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, long from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (_options.Token is { } token)
        {
            request.Headers.Authorization = new("Bearer", token);   // .NET drops it when the hub redirects
        }

        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        using var limit = Limit();
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
    }

    private CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(_cancelled);
        limit.CancelAfter(_options.Patience);
        return limit;
    }
}
