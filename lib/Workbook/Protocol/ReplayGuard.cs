using System.Text;

namespace Workbook.Protocol;

/// <summary>Remembers the signatures of the last messages, so that a recorded message cannot be sent again.</summary>
internal sealed class ReplayGuard
{
    private const int Remembered = 1 << 16;

    private readonly HashSet<string> _known = [];
    private readonly Queue<string> _order = new();
    private readonly Lock _gate = new();

    /// <summary>Notes a signature.</summary>
    /// <param name="signature">The signature frame.</param>
    /// <returns>Whether it is new.</returns>
    public bool IsNew(byte[] signature)
    {
        var text = Encoding.ASCII.GetString(signature);
        lock (_gate)
        {
            if (!_known.Add(text))
                return false;
            _order.Enqueue(text);
            if (_order.Count > Remembered)
                _known.Remove(_order.Dequeue());
            return true;
        }
    }
}
