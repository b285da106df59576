namespace PeftWorkbook.Hub;

/// <summary>One download of a repository at a time, over all processes; the system frees the lock of one that dies.</summary>
internal static class HubLock
{
    /// <summary>Waits for the lock, and holds it until the result is disposed.</summary>
    internal static async Task<IDisposable> TakeAsync(string path, CancellationToken cancelled)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(100, cancelled);
            }
        }
    }
}
