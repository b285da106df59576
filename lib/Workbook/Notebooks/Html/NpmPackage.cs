using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Workbook.Notebooks.Html;

/// <summary>One pinned package of the npm registry, of which some files are kept. npm itself is not needed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="Sha512">SHA-512 of the tarball, in base64 as the registry states it.</param>
/// <param name="Keep">Which files to keep, by their path within the package.</param>
internal sealed record NpmPackage(string Name, string Version, string Sha512, Func<string, bool> Keep)
{
    private const int LargestTarball = 32 << 20;
    private const string Done = ".complete";

    /// <summary>Where the files lie once fetched.</summary>
    public string Folder => Path.Combine(Commands.Repository.Cache, "npm", $"{Name}-{Version}");

    /// <summary>Whether they are there.</summary>
    public bool IsFetched => File.Exists(Path.Combine(Folder, Done));

    /// <summary>Fetches the tarball, checks it, and unpacks what is kept.</summary>
    /// <exception cref="HttpRequestException">The registry cannot be reached.</exception>
    /// <exception cref="InvalidDataException">The tarball is not the pinned one.</exception>
    public async Task FetchAsync(HttpClient client, CancellationToken cancellation)
    {
        string registry = Environment.GetEnvironmentVariable("NPM_CONFIG_REGISTRY")
            ?? Environment.GetEnvironmentVariable("npm_config_registry") ?? "https://registry.npmjs.org/";
        var address = new Uri(new Uri(registry.TrimEnd('/') + "/"), $"{Name}/-/{Name}-{Version}.tgz");
        byte[] tarball = await client.GetByteArrayAsync(address, cancellation);
        if (Convert.ToBase64String(SHA512.HashData(tarball)) != Sha512)
        {
            throw new InvalidDataException($"{address} is not the file that the workbook pins (its SHA-512 differs).");
        }

        await UnpackAsync(tarball, cancellation);
    }

    /// <summary>A client that gives up quickly: a workshop may have no network.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        Timeout = TimeSpan.FromSeconds(120),
        MaxResponseContentBufferSize = LargestTarball,
    };

    /// <summary>Into a folder beside the final one, which takes its name at the end: two set-ups at once do no harm.</summary>
    private async Task UnpackAsync(byte[] tarball, CancellationToken cancellation)
    {
        string temporary = $"{Folder}.{Environment.ProcessId}.tmp";
        Directory.CreateDirectory(temporary);
        await using var gzip = new GZipStream(new MemoryStream(tarball), CompressionMode.Decompress);
        await using var tar = new TarReader(gzip);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellation) is { } entry)
        {
            string name = entry.Name.StartsWith("package/", StringComparison.Ordinal) ? entry.Name["package/".Length..] : entry.Name;
            string target = Path.GetFullPath(Path.Combine(temporary, name));
            bool inside = target.StartsWith(temporary + Path.DirectorySeparatorChar, StringComparison.Ordinal);
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && inside && Keep(name))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await entry.ExtractToFileAsync(target, overwrite: true, cancellation);
            }
        }

        await File.WriteAllTextAsync(Path.Combine(temporary, Done), "", cancellation);
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        Directory.Move(temporary, Folder);
    }
}
