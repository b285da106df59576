using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace PeftWorkbook.Tests.Hub;

/// <summary>A hub on this machine, byte by byte, so that it can do what no proper server does.</summary>
internal sealed class MisbehavingHub : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    internal MisbehavingHub()
    {
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The bytes of the one large file.</summary>
    internal byte[] Weights { get; } = RandomNumberGenerator.GetBytes(300_000);

    /// <summary>What the listing calls the file, and its hash.</summary>
    internal string FileName { get; set; } = "model.safetensors";

    internal string? Sha256 { get; set; }

    /// <summary>Whether the listing says hashes.</summary>
    internal bool HasHashes { get; set; } = true;

    /// <summary>Ends an answer: the connection stays open, and nothing more comes.</summary>
    internal static byte[] Silence { get; } = "\0silence\0"u8.ToArray();

    /// <summary>Answers a request instead of the proper answer; gives null to answer properly.</summary>
    internal Func<string, int, byte[]?> Behaviour { get; set; } = (_, _) => null;

    /// <summary>Answers nothing, ever.</summary>
    internal bool IsSilent { get; set; }

    /// <summary>The requests so far: the first line, and the headers that matter.</summary>
    internal List<string> Requests { get; } = [];

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    internal static byte[] Answer(string status, string headers, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n\r\n"), .. body];

    internal string Listing() => !HasHashes
        ? $$"""{"sha":"0123456789abcdef","siblings":[{"rfilename":"{{FileName}}","size":{{Weights.Length}}}]}"""
        : $$$"""{"sha":"0123456789abcdef","siblings":[{"rfilename":"config.json","size":2},{"rfilename":"pytorch_model.bin","size":9},{"rfilename":"{{{FileName}}}","size":{{{Weights.Length}}},"lfs":{"size":{{{Weights.Length}}},"sha256":"{{{Sha256 ?? Convert.ToHexString(SHA256.HashData(Weights))}}}"}}]}""";

    /// <summary>The proper answer to a request.</summary>
    internal byte[] Proper(string request)
    {
        if (request.Contains("/api/", StringComparison.Ordinal))
        {
            var listing = Encoding.UTF8.GetBytes(Listing());
            return Answer("200 OK", $"Content-Length: {listing.Length}", listing);
        }

        if (request.Contains("config.json", StringComparison.Ordinal))
        {
            return Answer("200 OK", "Content-Length: 2", "{}"u8.ToArray());
        }

        var from = From(request);
        var body = Weights[from..];
        return from == 0
            ? Answer("200 OK", $"Content-Length: {body.Length}", body)
            : Answer(
                "206 Partial Content",
                $"Content-Length: {body.Length}\r\nContent-Range: bytes {from}-{Weights.Length - 1}/{Weights.Length}",
                body);
    }

    internal static int From(string request)
    {
        var at = request.IndexOf("bytes=", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(request[(at + 6)..request.IndexOf('-', at)]);
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var buffer = new byte[8192];
            var count = await stream.ReadAsync(buffer);
            var request = Encoding.ASCII.GetString(buffer, 0, count);
            int number;
            lock (Requests)
            {
                Requests.Add(request);
                number = Requests.Count;
            }

            if (IsSilent)
            {
                await Task.Delay(TimeSpan.FromSeconds(20), _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            var answer = Behaviour(request, number) ?? Proper(request);
            var isSilent = answer.AsSpan().EndsWith(Silence);
            await stream.WriteAsync(isSilent ? answer.AsMemory(0, answer.Length - Silence.Length) : answer);
            if (isSilent)
            {
                await Task.Delay(TimeSpan.FromSeconds(20), _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            client.Client.Shutdown(SocketShutdown.Send);
        }
    }
}
