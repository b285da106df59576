using System.Diagnostics;
using PeftWorkbook.Hub;

namespace PeftWorkbook.Tests.Hub;

/// <summary>Downloads from a hub that breaks connections, lies, redirects, is slow, and refuses.</summary>
[Collection("environment")]
public sealed class HubDownloadTests : IDisposable
{
    private readonly string _cache = Directory.CreateTempSubdirectory("hub").FullName;
    private readonly MisbehavingHub _server = new();

    public HubDownloadTests()
    {
        Environment.SetEnvironmentVariable("HF_HUB_CACHE", _cache);
        Environment.SetEnvironmentVariable("HF_HUB_OFFLINE", null);
    }

    private HubOptions Options => new()
    {
        Download = true,
        Endpoint = _server.Address,
        Token = "secret",
        Patience = TimeSpan.FromSeconds(1),
        Attempts = 3,
    };

    public void Dispose()
    {
        _server.Dispose();
        Environment.SetEnvironmentVariable("HF_HUB_CACHE", null);
        Environment.SetEnvironmentVariable("HF_HUB_OFFLINE", null);
        Directory.Delete(_cache, true);
    }

    [Fact]
    public void Brings_the_files_once_and_never_a_pickle()
    {
        var folder = PeftWorkbook.Hub.Hub.Resolve("org/name", Options);
        Assert.Equal(_server.Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.False(File.Exists(Path.Combine(folder, "pytorch_model.bin")));
        Assert.Contains("Authorization: Bearer secret", _server.Requests[0], StringComparison.OrdinalIgnoreCase);
        var requests = _server.Requests.Count;
        Assert.Equal(folder, PeftWorkbook.Hub.Hub.Resolve("org/name", Options));
        Assert.Equal(requests, _server.Requests.Count);
    }

    [Fact]
    public void Takes_a_broken_transfer_up_where_it_broke()
    {
        // Each answer ends after 100,000 bytes, although it announces all.
        _server.Behaviour = (request, _) => request.Contains("model.safetensors", StringComparison.Ordinal)
            ? _server.Proper(request)[..Math.Min(_server.Proper(request).Length, 100_000)]
            : null;
        var folder = PeftWorkbook.Hub.Hub.Resolve("org/name", Options);
        Assert.Equal(_server.Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.True(_server.Requests.Count(r => MisbehavingHub.From(r) > 0) >= 2);
    }

    [Fact]
    public void Starts_again_where_the_server_ignores_the_range()
    {
        _server.Behaviour = (request, number) => !request.Contains("model.safetensors", StringComparison.Ordinal) ? null
            : MisbehavingHub.From(request) == 0
                && _server.Requests.Count(r => r.Contains("model.safetensors", StringComparison.Ordinal)) == 1
                ? _server.Proper(request)[..50_000]
                : MisbehavingHub.Answer("200 OK", $"Content-Length: {_server.Weights.Length}", _server.Weights);
        Assert.Equal(
            _server.Weights,
            File.ReadAllBytes(Path.Combine(PeftWorkbook.Hub.Hub.Resolve("org/name", Options), "model.safetensors")));
    }

    [Fact]
    public void Throws_away_what_has_another_hash()
    {
        _server.Sha256 = new string('0', 64);
        var fault = Assert.Throws<HubException>(() => PeftWorkbook.Hub.Hub.Resolve("org/name", Options));
        Assert.Contains("another content", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_cache, "model.safetensors*", SearchOption.AllDirectories));
        Assert.False(PeftWorkbook.Hub.Hub.Has("org/name"));
    }

    [Theory]
    [InlineData(200_000)]
    [InlineData(400_000)]
    public void Finds_out_a_length_that_is_a_lie(int length)
    {
        var body = new byte[length];
        _server.Behaviour = (request, _) => request.Contains("model.safetensors", StringComparison.Ordinal)
            ? MisbehavingHub.Answer("200 OK", $"Content-Length: {length}", body)
            : null;
        Assert.Throws<HubException>(() => PeftWorkbook.Hub.Hub.Resolve("org/name", Options));
        Assert.False(PeftWorkbook.Hub.Hub.Has("org/name"));
    }

    [Fact]
    public void Follows_a_redirect_without_the_token()
    {
        using var storage = new MisbehavingHub();
        storage.Behaviour = (_, _) => MisbehavingHub.Answer("200 OK", $"Content-Length: {_server.Weights.Length}", _server.Weights);
        _server.Behaviour = (request, _) => request.Contains("model.safetensors", StringComparison.Ordinal)
            ? MisbehavingHub.Answer("302 Found", $"Content-Length: 0\r\nLocation: {storage.Address}blob", [])
            : null;
        Assert.Equal(
            _server.Weights,
            File.ReadAllBytes(Path.Combine(PeftWorkbook.Hub.Hub.Resolve("org/name", Options), "model.safetensors")));
        Assert.DoesNotContain("secret", storage.Requests.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("401 Unauthorized", "refuses access")]
    [InlineData("403 Forbidden", "refuses access")]
    [InlineData("404 Not Found", "nothing of that name")]
    [InlineData("418 I'm a teapot", "418")]
    public void Says_in_one_sentence_what_the_hub_answered(string status, string expected)
    {
        _server.Behaviour = (_, _) => MisbehavingHub.Answer(status, "Content-Length: 0", []);
        var fault = Assert.Throws<HubException>(() => PeftWorkbook.Hub.Hub.Resolve("org/name", Options));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Waits_when_requests_come_too_fast()
    {
        var refused = 0;
        _server.Behaviour = (request, _) => request.Contains("model.safetensors", StringComparison.Ordinal) && refused++ == 0
            ? MisbehavingHub.Answer("429 Too Many Requests", "Content-Length: 0\r\nRetry-After: 1", [])
            : null;
        var watch = Stopwatch.StartNew();
        PeftWorkbook.Hub.Hub.Resolve("org/name", Options);
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public void Gives_up_on_silence_and_on_nobody()
    {
        _server.IsSilent = true;
        var watch = Stopwatch.StartNew();
        Assert.Contains(
            "no answer in time",
            Assert.Throws<HubException>(() => PeftWorkbook.Hub.Hub.Resolve("org/name", Options)).Message,
            StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
        var nobody = Options with { Endpoint = new("http://127.0.0.1:9/") };
        Assert.Contains(
            "cannot be reached",
            Assert.Throws<HubException>(() => PeftWorkbook.Hub.Hub.Resolve("org/name", nobody)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Gives_up_on_a_transfer_that_stalls_and_keeps_what_came()
    {
        var half = _server.Weights.Length / 2;
        _server.Behaviour = (request, _) => !request.Contains("model.safetensors", StringComparison.Ordinal) ? null
            : MisbehavingHub.From(request) > 0 ? MisbehavingHub.Silence
            : [.. MisbehavingHub.Answer("200 OK", $"Content-Length: {_server.Weights.Length}", _server.Weights[..half]),
                .. MisbehavingHub.Silence];
        var options = Options with { Patience = TimeSpan.FromSeconds(0.3), Attempts = 1 };
        var fault = Assert.Throws<HubException>(() => PeftWorkbook.Hub.Hub.Resolve("org/name", options));
        Assert.Contains($"broke after {half} of {_server.Weights.Length} bytes", fault.Message, StringComparison.Ordinal);
        _server.Behaviour = (_, _) => null;
        var folder = PeftWorkbook.Hub.Hub.Resolve("org/name", Options);
        Assert.Equal(half, MisbehavingHub.From(_server.Requests[^1]));
        Assert.Equal(_server.Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
    }

    [Fact]
    public void Tries_again_after_the_hubs_own_failure()
    {
        var failed = 0;
        _server.Behaviour = (request, _) => request.Contains("model.safetensors", StringComparison.Ordinal) && failed++ < 2
            ? MisbehavingHub.Answer("503 Service Unavailable", "Content-Length: 0", [])
            : null;
        PeftWorkbook.Hub.Hub.Resolve("org/name", Options);
        Assert.Equal(3, failed);
    }

    [Fact]
    public void Follows_no_circle_of_redirects()
    {
        _server.Behaviour = (_, _) => MisbehavingHub.Answer("302 Found", $"Content-Length: 0\r\nLocation: {_server.Address}again", []);
        Assert.Contains(
            "302",
            Assert.Throws<HubException>(() => PeftWorkbook.Hub.Hub.Resolve("org/name", Options)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Checks_the_entity_tag_where_the_list_has_no_hash(bool isRight)
    {
        var hash = isRight ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(_server.Weights)) : new string('A', 64);
        _server.HasHashes = false;
        _server.Behaviour = (request, _) => request.Contains("model.safetensors", StringComparison.Ordinal)
            ? MisbehavingHub.Answer("200 OK", $"Content-Length: {_server.Weights.Length}\r\nETag: \"{hash}\"", _server.Weights)
            : null;
        var fault = Record.Exception(() => PeftWorkbook.Hub.Hub.Resolve("org/name", Options));
        Assert.Equal(isRight, fault is null);
        Assert.Equal(isRight, PeftWorkbook.Hub.Hub.Has("org/name"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"sha\": \"../../..\", \"siblings\": []}")]
    [InlineData("{\"sha\": \"0123456789\", \"siblings\": [{\"rfilename\": \"a.json\", \"size\": 9223372036854775807}, {\"rfilename\": \"b.json\", \"size\": 9}]}")]
    [InlineData("{\"sha\": \"0123456789\", \"siblings\": [{\"rfilename\": \"a.json\", \"size\": 1}, {\"rfilename\": \"A.json\", \"size\": 1}]}")]
    [InlineData("{\"sha\": \"0123456789\", \"siblings\": [{\"rfilename\": \"a.json\", \"size\": 1}, {\"rfilename\": \"a.json/b.json\", \"size\": 1}]}")]
    [InlineData("{\"sha\": \"0123456789\", \"siblings\": [{\"rfilename\": null, \"size\": 1}]}")]
    [InlineData("<html>not found</html>")]
    public void Says_that_a_list_of_files_is_none(string listing)
    {
        _server.Behaviour = (_, _) => MisbehavingHub.Answer(
            "200 OK", $"Content-Length: {listing.Length}", System.Text.Encoding.ASCII.GetBytes(listing));
        var fault = Assert.Throws<HubException>(() => PeftWorkbook.Hub.Hub.Resolve("org/name", Options));
        Assert.Contains("list of files cannot be read", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Reads_no_list_of_files_without_an_end()
    {
        var body = new byte[40 << 20];
        _server.Behaviour = (_, _) => MisbehavingHub.Answer("200 OK", $"Content-Length: {body.Length}", body);
        var fault = Assert.Throws<HubException>(
            () => PeftWorkbook.Hub.Hub.Resolve("org/name", Options with { Patience = TimeSpan.FromSeconds(20) }));
        Assert.Contains("longer than", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_how_far_it_is_and_stops_when_told_to()
    {
        var told = new Told();
        PeftWorkbook.Hub.Hub.Resolve("org/name", Options with { Progress = told });
        Assert.Equal(told.Reports.Select(r => r.Done).Order(), told.Reports.Select(r => r.Done));
        Assert.Equal(told.Reports[^1].Total, told.Reports[^1].Done);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => PeftWorkbook.Hub.Hub.Resolve("org/other", Options with { CancellationToken = stop.Token }));
        Assert.False(PeftWorkbook.Hub.Hub.Has("org/other"));
    }

    [Theory]
    [InlineData("../../evil.json")]
    [InlineData("/etc/evil.json")]
    [InlineData("a/../../evil.json")]
    public void Believes_no_file_name_that_leads_out(string name)
    {
        _server.FileName = name;
        Assert.Throws<HubException>(() => PeftWorkbook.Hub.Hub.Resolve("org/name", Options));
        Assert.Empty(Directory.EnumerateFiles(_cache, "evil*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("../org")]
    [InlineData("a/b/c")]
    [InlineData("/abs/olute")]
    [InlineData("")]
    public void Takes_no_id_that_leads_out(string id) => Assert.Throws<ArgumentException>(() => PeftWorkbook.Hub.Hub.Resolve(id, Options));

    [Fact]
    public void Stays_offline_when_told_to()
    {
        Environment.SetEnvironmentVariable("HF_HUB_OFFLINE", "1");
        Assert.Contains(
            "HF_HUB_OFFLINE",
            Assert.Throws<DirectoryNotFoundException>(() => PeftWorkbook.Hub.Hub.Resolve("org/name", Options)).Message,
            StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Lets_one_download_at_a_time()
    {
        var folders = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => PeftWorkbook.Hub.Hub.Resolve("org/name", Options))));
        Assert.Single(folders.Distinct());
        Assert.Single(_server.Requests, r => r.Contains("/api/", StringComparison.Ordinal));
    }

    [Fact]
    public void Finds_data_sets_by_their_own_address()
    {
        PeftWorkbook.Hub.Hub.ResolveDataset("org/data", Options);
        Assert.Contains("/api/datasets/org/data", _server.Requests[0], StringComparison.Ordinal);
        Assert.Contains("/datasets/org/data/resolve/", _server.Requests[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Brings_data_sets_as_it_brings_models()
    {
        _server.Behaviour = (request, _) =>
            request.Contains("model.safetensors", StringComparison.Ordinal) && MisbehavingHub.From(request) == 0
                ? _server.Proper(request)[..100_000]
                : null;
        var folder = PeftWorkbook.Hub.Hub.ResolveDataset("org/data", Options);
        Assert.Equal(_server.Weights, File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.Equal(folder, PeftWorkbook.Hub.Hub.ResolveDataset("org/data", Options));
        _server.Behaviour = (_, _) => MisbehavingHub.Answer("404 Not Found", "Content-Length: 0", []);
        var fault = Assert.Throws<HubException>(() => PeftWorkbook.Hub.Hub.ResolveDataset("org/absent", Options));
        Assert.StartsWith("Dataset 'org/absent'", fault.Message, StringComparison.Ordinal);
        Environment.SetEnvironmentVariable("HF_HUB_OFFLINE", "1");
        Assert.Throws<DirectoryNotFoundException>(() => PeftWorkbook.Hub.Hub.ResolveDataset("org/absent", Options));
    }

    private sealed class Told : IProgress<HubProgress>
    {
        internal List<HubProgress> Reports { get; } = [];

        public void Report(HubProgress value) => Reports.Add(value);
    }
}
