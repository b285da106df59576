using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that also remembers the order in which its entries came and can be indexed by
/// position.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
/// <remarks>Enumerating it yields tuples in order. Replacing the value of a key keeps its position.</remarks>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)> where TKey : notnull
{
    private readonly List<(TKey Key, TValue Value)> entries = [];
    private readonly Dictionary<TKey, TValue> lookup = [];

    /// <summary>The keys in order.</summary>
    public ICollection<TKey> Keys => entries.ConvertAll(entry => entry.Key);

    /// <summary>The values in order.</summary>
    public ICollection<TValue> Values => entries.ConvertAll(entry => entry.Value);

    /// <summary>Number of entries.</summary>
    public int Count => entries.Count;

    /// <summary>Always false.</summary>
    public bool IsReadOnly => false;

    /// <summary>The entry at a position.</summary>
    /// <param name="index">Position, from 0.</param>
    public (TKey, TValue) this[int index]
    {
        get => entries[index];
        set
        {
            lookup.Remove(entries[index].Key);
            entries[index] = value;
            lookup[value.Item1] = value.Item2;
        }
    }

    /// <summary>The value of a key; setting a new key appends it, setting a known one keeps its position.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">The key is read and absent.</exception>
    public TValue this[TKey key]
    {
        get => lookup[key];
        set
        {
            int index = lookup.ContainsKey(key) ? IndexOfKey(key) : -1;
            lookup[key] = value;
            if (index >= 0) entries[index] = (key, value);
            else entries.Add((key, value));
        }
    }

    /// <summary>Removes all entries.</summary>
    public void clear() => Clear();

    /// <summary>Enumerates the entries in order.</summary>
    public IEnumerator<(TKey, TValue)> items() => entries.GetEnumerator();

    /// <summary>Enumerates the keys in order.</summary>
    public IEnumerable<TKey> keys() => entries.Select(entry => entry.Key);

    /// <summary>Enumerates the values in order.</summary>
    public IEnumerable<TValue> values() => entries.Select(entry => entry.Value);

    /// <summary>Appends an entry.</summary>
    /// <param name="item">Key and value.</param>
    /// <exception cref="ArgumentException">The key is taken.</exception>
    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);

    /// <inheritdoc/>
    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    /// <inheritdoc/>
    public void Add(TKey key, TValue value)
    {
        lookup.Add(key, value);
        entries.Add((key, value));
    }

    /// <summary>Puts an entry at a position.</summary>
    /// <param name="index">Position, from 0.</param>
    /// <param name="item">Key and value.</param>
    /// <exception cref="ArgumentException">The key is taken.</exception>
    public void Insert(int index, (TKey, TValue) item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)entries.Count, nameof(index));
        lookup.Add(item.Item1, item.Item2);
        entries.Insert(index, item);
    }

    /// <summary>Removes an entry if key and value both match.</summary>
    /// <param name="item">Key and value.</param>
    public bool Remove((TKey, TValue) item)
    {
        int index = entries.IndexOf(item);
        if (index < 0) return false;
        RemoveAt(index);
        return true;
    }

    /// <inheritdoc/>
    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">The key is absent.</exception>
    public bool Remove(TKey key)
    {
        if (!lookup.Remove(key)) throw new KeyNotFoundException($"The key '{key}' is not in the dictionary.");
        entries.RemoveAt(IndexOfKey(key));
        return true;
    }

    /// <summary>Removes the entry at a position.</summary>
    /// <param name="index">Position, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such position.</exception>
    public void RemoveAt(int index)
    {
        if ((uint)index >= (uint)entries.Count) throw new IndexOutOfRangeException();
        lookup.Remove(entries[index].Key);
        entries.RemoveAt(index);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        lookup.Clear();
        entries.Clear();
    }

    /// <summary>Whether an entry of this key and value is present.</summary>
    /// <param name="item">Key and value.</param>
    public bool Contains((TKey, TValue) item) => entries.Contains(item);

    /// <summary>Whether the key of the pair is present.</summary>
    /// <param name="item">Key and value.</param>
    public bool Contains(KeyValuePair<TKey, TValue> item) => lookup.ContainsKey(item.Key);

    /// <inheritdoc/>
    public bool ContainsKey(TKey key) => lookup.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => lookup.TryGetValue(key, out value);

    /// <summary>The position of an entry, or -1.</summary>
    /// <param name="item">Key and value.</param>
    public int IndexOf((TKey, TValue) item) => entries.IndexOf(item);

    /// <summary>Copies the entries in order.</summary>
    /// <param name="array">Where to.</param>
    /// <param name="arrayIndex">First position to write.</param>
    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (var (key, value) in entries) array[arrayIndex++] = new(key, value);
    }

    /// <summary>Enumerates the entries in order.</summary>
    public IEnumerator<(TKey, TValue)> GetEnumerator() => entries.GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() =>
        entries.Select(entry => new KeyValuePair<TKey, TValue>(entry.Key, entry.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => entries.GetEnumerator();

    private int IndexOfKey(TKey key) => entries.FindIndex(entry => entry.Key.Equals(key));
}
