using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Notebooks.Tests.Clients;

/// <summary>A Jupyter server on loopback, for one test; it and its kernels end with the test.</summary>
public sealed class JupyterServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> log = [];

    private JupyterServer(Process process, Uri address) => (this.process, Address) = (process, address);

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>What it said.</summary>
    public string Log
    {
        get
        {
            lock (log)
            {
                return string.Join('\n', log);
            }
        }
    }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="program">The program and the subcommand: <c>jupyter-lab</c>.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="folder">The folder it serves.</param>
    /// <param name="home">Jupyter's folders.</param>
    public static async Task<JupyterServer> StartAsync(string program, string[] options, string folder, JupyterHome home)
    {
        int port = FreePort();
        string[] common = ["--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}"];
        var start = new ProcessStartInfo(program, [.. common, .. options])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in home.Environment)
        {
            start.Environment[name] = value;
        }

        var server = new JupyterServer(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}/"));
        server.Follow();
        await server.WaitAsync();
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Follow()
    {
        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (log)
            {
                log.Add(line.Data ?? "");
            }
        }

        process.ErrorDataReceived += Keep;
        process.OutputDataReceived += Keep;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    private async Task WaitAsync()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(90) && !process.HasExited)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri(Address, "api"), TestContext.Current.CancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                // Not up yet.
            }

            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"The Jupyter server did not answer:\n{Log}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
