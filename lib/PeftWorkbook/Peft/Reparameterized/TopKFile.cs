using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// How VB-LoRA saves logits by their k largest alone: indices in the smallest integer type, and all weights but the last, which follows
/// from the others. What was not chosen comes back as -∞.
/// </summary>
internal sealed class TopKFile(int k, int vectors) : IDisposable
{
    private const string Indices = "_topk_indices", Weights = "_topk_weights";

    // What was read: logits that are still those are written as they came, since softmax does not undo log to the last bit.
    private readonly Dictionary<string, (Tensor Indices, Tensor Weights)> _read = [];
    private readonly Dictionary<string, Tensor> _waiting = [];

    private ScalarType IndexType => vectors < 1 << 8 ? ScalarType.Byte : vectors < 1 << 15 ? ScalarType.Int16 : ScalarType.Int32;

    internal IEnumerable<(string Suffix, Tensor Tensor)> Write(string name, Tensor logits)
    {
        using var _ = no_grad();
        if (_read.TryGetValue(name, out var held) && Unpack(held.Indices, held.Weights, logits).equal(logits).all().item<bool>())
        {
            return [(name + Indices, held.Indices), (name + Weights, held.Weights)];
        }

        var (top, chosen) = logits.topk(k);
        return [(name + Indices, chosen.to_type(IndexType)), (name + Weights, top.softmax(-1).narrow(-1, 0, k - 1).contiguous())];
    }

    /// <summary>Takes one half; the logits are set when both are there.</summary>
    internal void Read(string suffix, Tensor value, IEnumerable<AdapterTensor> state)
    {
        _waiting[suffix] = value.clone().DetachFromDisposeScope();
        var name = suffix[..^(suffix.EndsWith(Indices, StringComparison.Ordinal) ? Indices : Weights).Length];
        if (!_waiting.Remove(name + Indices, out var indices))
        {
            return;
        }

        if (!_waiting.Remove(name + Weights, out var weights))
        {
            _waiting[name + Indices] = indices;
            return;
        }

        if (indices.to_type(ScalarType.Int64).max().item<long>() >= vectors)
        {
            throw new InvalidDataException($"{name}{Indices} names a vector beyond the bank's {vectors}.");
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var logits = state.First(s => s.Suffix == name).Tensor;
        logits.copy_(Unpack(indices, weights, logits));
        _read[name] = (indices, weights);
    }

    public void Dispose()
    {
        foreach (var tensor in _read.Values.SelectMany(r => new[] { r.Indices, r.Weights }).Concat(_waiting.Values))
        {
            tensor.Dispose();
        }
    }

    private static Tensor Unpack(Tensor indices, Tensor weights, Tensor like)
    {
        var all = cat([weights, 1 - weights.sum(-1, keepdim: true)], -1).Like(like);
        return full_like(like, double.NegativeInfinity).scatter(-1, indices.to(ScalarType.Int64, like.device), all.log());
    }
}
