namespace Workbook.Zmtp;

/// <summary>The topics of one subscriber, counted: what is subscribed twice must be cancelled twice.
/// A topic matches every message whose first frame starts with it.</summary>
internal sealed class SubscriptionSet
{
    private readonly List<(byte[] Topic, int Count)> _topics = [];

    /// <summary>How many subscriptions are held, repeated ones counted.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one.</summary>
    /// <param name="topic">The prefix; empty for everything.</param>
    public void Add(ReadOnlySpan<byte> topic)
    {
        Count++;
        var at = Find(topic);
        if (at < 0)
            _topics.Add((topic.ToArray(), 1));
        else
            _topics[at] = (_topics[at].Topic, _topics[at].Count + 1);
    }

    /// <summary>Takes one away; a topic that is not held is ignored.</summary>
    /// <param name="topic">The prefix.</param>
    public void Remove(ReadOnlySpan<byte> topic)
    {
        var at = Find(topic);
        if (at < 0)
            return;
        Count--;
        if (_topics[at].Count == 1)
            _topics.RemoveAt(at);
        else
            _topics[at] = (_topics[at].Topic, _topics[at].Count - 1);
    }

    /// <summary>Whether a message with this first frame is wanted.</summary>
    /// <param name="firstFrame">The message's first frame.</param>
    public bool Matches(ReadOnlySpan<byte> firstFrame)
    {
        foreach (var (topic, _) in _topics)
        {
            if (firstFrame.StartsWith(topic))
                return true;
        }

        return false;
    }

    private int Find(ReadOnlySpan<byte> topic)
    {
        for (var i = 0; i < _topics.Count; i++)
        {
            if (topic.SequenceEqual(_topics[i].Topic))
                return i;
        }

        return -1;
    }
}
