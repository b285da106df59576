using System.Net;
using System.Net.Sockets;

namespace Workbook.Zmtp;

/// <summary>An address to bind: <c>tcp://IP:PORT</c> or <c>ipc://PATH</c> (a Unix socket).</summary>
internal abstract record ZmtpEndpoint
{
    /// <summary>Reads a URL.</summary>
    /// <param name="url">Like <c>tcp://127.0.0.1:5555</c>, <c>tcp://[::1]:0</c> or <c>ipc:///tmp/kernel-1</c>.</param>
    /// <exception cref="FormatException">Another scheme, or a malformed address.</exception>
    public static ZmtpEndpoint Parse(string url)
    {
        if (url.StartsWith("ipc://", StringComparison.Ordinal) && url.Length > 6)
            return new IpcEndpoint(url[6..]);
        if (!url.StartsWith("tcp://", StringComparison.Ordinal))
            throw new FormatException($"'{url}' is neither a tcp:// nor an ipc:// address");
        var colon = url.LastIndexOf(':');
        var host = url[6..Math.Max(6, colon)].Trim('[', ']');
        if (host == "localhost")
            host = "127.0.0.1";
        else if (host == "*")
            host = "0.0.0.0";
        if (!IPAddress.TryParse(host, out var address) || !ushort.TryParse(url[(colon + 1)..], out var port))
            throw new FormatException($"'{url}' is not tcp://IP:PORT");
        return new TcpEndpoint(address, port);
    }

    /// <summary>Binds and listens.</summary>
    /// <returns>The listening socket.</returns>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    public abstract Socket Listen();

    /// <summary>Removes what <see cref="Listen"/> left in the file system.</summary>
    public virtual void Remove()
    {
    }

    private sealed record TcpEndpoint(IPAddress Address, int Port) : ZmtpEndpoint
    {
        private const int Backlog = 128;

        public override Socket Listen()
        {
            var socket = new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                // A restarted kernel gets the ports of the one before it, which may still be in TIME_WAIT.
                if (OperatingSystem.IsWindows())
                    socket.ExclusiveAddressUse = true;
                else
                    AllowReuseAfterRestart(socket);
                socket.Bind(new IPEndPoint(Address, Port));
                socket.Listen(Backlog);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        // SocketOptionName.ReuseAddress would also set SO_REUSEPORT, which lets two kernels share a port.
        private static void AllowReuseAfterRestart(Socket socket)
        {
            var (level, name) = OperatingSystem.IsLinux() ? (1, 2) : (0xFFFF, 4);
            socket.SetRawSocketOption(level, name, [1, 0, 0, 0]);
        }
    }

    private sealed record IpcEndpoint(string Path) : ZmtpEndpoint
    {
        public override Socket Listen()
        {
            var address = Address();
            RemoveStale(address);
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Bind(address);
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                socket.Listen(128);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        public override void Remove() => File.Delete(Path);

        private UnixDomainSocketEndPoint Address()
        {
            try
            {
                return new UnixDomainSocketEndPoint(Path);
            }
            catch (ArgumentOutOfRangeException)
            {
                throw new FormatException($"'{Path}' is too long for a Unix socket (108 bytes on Linux, 104 on macOS)");
            }
        }

        // A kernel that was killed leaves its socket file; one that lives still answers on it.
        private void RemoveStale(UnixDomainSocketEndPoint address)
        {
            if (!File.Exists(Path))
                return;
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                probe.Connect(address);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && IsSocket())
            {
                File.Delete(Path);
                return;
            }
            catch (SocketException)
            {
            }

            throw new SocketException((int)SocketError.AddressAlreadyInUse);
        }

        // A regular file is not ours to delete.
        private bool IsSocket() => new FileInfo(Path) is { Length: 0 } file
            && (file.Attributes & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == 0;
    }
}
