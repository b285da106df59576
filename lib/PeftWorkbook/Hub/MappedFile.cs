using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace PeftWorkbook.Hub;

/// <summary>
/// A file mapped into memory for reading. Opening costs the same for any size; pages are read when they are touched.
/// Every access is checked against the file's length. Who writes to the memory changes a copy of the page, never the file.
/// The memory stays mapped until the file is closed and nobody holds it any more.
/// </summary>
public sealed unsafe class MappedFile : IDisposable
{
    private const int DontNeed = 4;

    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _start;
    private int _holders = 1;
    private bool _disposed;

    /// <summary>Maps the file at <paramref name="path"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public MappedFile(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        Length = stream.Length;
        if (Length == 0)
        {
            return;   // the system maps no empty files
        }

        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, true);
        _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.CopyOnWrite);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>The file's length in bytes.</summary>
    public long Length { get; }

    /// <summary>The bytes from <paramref name="offset"/>; at most 2 GB at once.</summary>
    /// <exception cref="InvalidDataException">They lie outside the file.</exception>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    public ReadOnlySpan<byte> Span(long offset, int count) => count == 0 ? [] : new(Pointer(offset, count), count);

    /// <summary>The address of <paramref name="count"/> bytes from <paramref name="offset"/>, valid until this is disposed.</summary>
    /// <exception cref="InvalidDataException">They lie outside the file.</exception>
    /// <exception cref="ObjectDisposedException">The file has been closed.</exception>
    public byte* Pointer(long offset, long count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (offset < 0 || count < 0 || offset > Length - count)
        {
            throw new InvalidDataException($"'{Path}' has {Length} bytes; {count} were asked for at {offset}.");
        }

        return _start + offset;
    }

    /// <summary>Keeps the memory mapped until the result is called, which may be on any thread.</summary>
    internal Action Hold()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Interlocked.Increment(ref _holders);
        return Release;
    }

    /// <summary>
    /// Lets the system take the whole pages between two places back, which it reads again when they are touched. Only for bytes
    /// that nobody has written to: what was written is lost.
    /// </summary>
    internal void Forget(long offset, long count)
    {
        var (page, at) = (Environment.SystemPageSize, (long)Pointer(offset, count));
        var (first, end) = ((at + page - 1) / page * page, (at + count) / page * page);
        if (OperatingSystem.IsLinux() && end > first)
        {
            _ = Advise((nint)first, (nuint)(end - first), DontNeed);   // advice: nothing is wrong where it is not taken
        }
    }

    /// <summary>Closes the file. Tensors that show its memory stay valid.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Release();
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Advise(nint address, nuint length, int advice);

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0 || _view is null)
        {
            return;
        }

        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _start = null;
        _view.Dispose();
        _file!.Dispose();
    }
}
