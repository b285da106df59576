using System.Text;
using System.Text.Json;

namespace Workbook.Protocol;

/// <summary>What a Jupyter client writes into the connection file: where to listen, and the key that signs messages.
/// </summary>
internal sealed record ConnectionFile
{
    private static readonly string[] Channels = ["shell", "iopub", "stdin", "control", "hb"];
    private Dictionary<string, int> _ports = [];

    /// <summary><c>tcp</c> or <c>ipc</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>The address to bind; for ipc the prefix of the sockets' paths.</summary>
    public required string Ip { get; init; }

    /// <summary>The HMAC key; empty where messages are not signed.</summary>
    public required byte[] Key { get; init; }

    /// <summary>The port of a channel (for ipc a small number that ends the path).</summary>
    /// <param name="channel"><c>shell</c>, <c>iopub</c>, <c>stdin</c>, <c>control</c> or <c>hb</c>.</param>
    public int Port(string channel) => _ports[channel];

    /// <summary>The address of a channel.</summary>
    /// <param name="channel"><c>shell</c>, <c>iopub</c>, <c>stdin</c>, <c>control</c> or <c>hb</c>.</param>
    public string Url(string channel)
    {
        if (Transport == "ipc")
            return $"ipc://{Ip}-{Port(channel)}";
        var host = Ip.Contains(':') && !Ip.StartsWith('[') ? $"[{Ip}]" : Ip;
        return $"tcp://{host}:{Port(channel)}";
    }

    /// <summary>Reads a connection file.</summary>
    /// <param name="path">Where it lies.</param>
    /// <exception cref="KernelStartException">It is not there, or something in it is missing or wrong.</exception>
    public static ConnectionFile Load(string path)
    {
        byte[] json;
        try
        {
            json = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new KernelStartException($"The connection file '{path}' cannot be read: {e.Message}", e);
        }

        return Parse(json, path);
    }

    /// <summary>Reads a connection file's text; keys that it does not know are ignored.</summary>
    /// <param name="json">The text, UTF-8.</param>
    /// <param name="path">Named in errors.</param>
    /// <exception cref="KernelStartException">Something is missing or wrong.</exception>
    public static ConnectionFile Parse(ReadOnlyMemory<byte> json, string path)
    {
        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw Wrong(path, "it is not a JSON object");
            CheckScheme(root, path);
            var transport = Text(root, "transport", path, "tcp");
            if (transport is not ("tcp" or "ipc"))
                throw Wrong(path, $"its transport '{transport}' is neither tcp nor ipc");
            return new ConnectionFile
            {
                Transport = transport,
                Ip = Text(root, "ip", path),
                Key = Encoding.UTF8.GetBytes(Text(root, "key", path)),
                _ports = Channels.ToDictionary(channel => channel, channel => ReadPort(root, $"{channel}_port", path)),
            };
        }
        catch (JsonException e)
        {
            throw new KernelStartException($"The connection file '{path}' is not JSON: {e.Message}", e);
        }
    }

    private static void CheckScheme(JsonElement root, string path)
    {
        var scheme = Text(root, "signature_scheme", path, MessageSigner.Scheme);
        if (scheme.Length > 0 && scheme != MessageSigner.Scheme)
            throw Wrong(path, $"its signature_scheme '{scheme}' is not {MessageSigner.Scheme}");
    }

    private static string Text(JsonElement root, string name, string path, string? missing = null)
    {
        if (!root.TryGetProperty(name, out var value))
            return missing ?? throw Wrong(path, $"'{name}' is missing");
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(path, $"'{name}' is no text");
    }

    private static int ReadPort(JsonElement root, string name, string path)
    {
        if (!root.TryGetProperty(name, out var value))
            throw Wrong(path, $"'{name}' is missing");
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var port) && port is >= 0 and <= 65535)
            return port;
        throw Wrong(path, $"'{name}' is not a port number");
    }

    private static KernelStartException Wrong(string path, string what)
        => new($"The connection file '{path}' cannot be used: {what}.");
}
