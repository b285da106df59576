using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Workbook.Protocol;
using Workbook.Zmtp;

namespace Workbook.Tests.Protocol;

/// <summary>A kernel in this process, on ports of its own, with a scripted session.</summary>
internal sealed class KernelFixture : IDisposable
{
    public KernelFixture(TimeSpan? grace = null)
    {
        ZmtpLog.Sink = _ => { };
        Kernel = new Kernel(Connection(), () => Session, grace ?? TimeSpan.FromSeconds(1));
        Kernel.Start();
        Client = new TestClient(Kernel);
    }

    public ScriptedSession Session { get; } = new();

    public Kernel Kernel { get; }

    public TestClient Client { get; }

    public static ConnectionFile Connection() => ConnectionFile.Parse(
        Encoding.UTF8.GetBytes(ConnectionText("tcp", "127.0.0.1", FreePorts()).ToJsonString()), "test.json");

    public static JsonObject ConnectionText(string transport, string ip, int[] ports) => new()
    {
        ["transport"] = transport,
        ["ip"] = ip,
        ["shell_port"] = ports[0],
        ["iopub_port"] = ports[1],
        ["stdin_port"] = ports[2],
        ["control_port"] = ports[3],
        ["hb_port"] = ports[4],
        ["key"] = TestClient.Key,
        ["signature_scheme"] = "hmac-sha256",
        ["kernel_name"] = "ignored",
    };

    public static int[] FreePorts()
    {
        var listeners = Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    public void Dispose()
    {
        Client.Dispose();
        Kernel.Dispose();
    }
}
