using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Selective.Entries;

/// <summary>How the trained entries of a tensor are kept.</summary>
internal enum EntryStorage
{
    /// <summary>Their new values alone: nothing else moves.</summary>
    Values,

    /// <summary>The whole tensor, of which the others get no gradient: an optimiser's weight decay moves them all the same.</summary>
    Dense,

    /// <summary>Their values, and what the next step adds to them, which is zero before every step.</summary>
    Increments,
}

/// <summary>
/// The trained entries of one tensor, <c>W'[i] = v_i</c> at the chosen places i and <c>W'[i] = W[i]</c> elsewhere; without places the
/// whole tensor is trained. What is kept are the new values, not differences.
/// </summary>
internal sealed class TrainedEntries : nn.Module
{
    private readonly Parameter? values;     // [n] of the places; the tensor's shape where it is kept whole
    private readonly Tensor? settled;       // [n], in the place of values where increments are trained
    private readonly Parameter? increment;  // [n]
    private readonly Tensor? indices;       // int32 [n], row-major numbers of entries
    private readonly EntryStorage _storage;

    /// <summary>Starts at the base's values.</summary>
    /// <param name="tensor">The base's tensor.</param>
    /// <param name="places">Row-major numbers of the entries, int64 <c>[n]</c>; null takes all.</param>
    /// <param name="storage">What is kept.</param>
    internal TrainedEntries(Tensor tensor, Tensor? places, EntryStorage storage) : base(nameof(TrainedEntries))
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        _storage = places is null ? EntryStorage.Dense : storage;
        if (places is not null && tensor.numel() > int.MaxValue)
        {
            throw new NotSupportedException($"A tensor of {tensor.numel()} entries has more than int32 can number.");
        }

        var start = _storage == EntryStorage.Dense ? tensor.detach().clone() : tensor.reshape(-1).index_select(0, places!);
        indices = places?.to(ScalarType.Int32, tensor.device).clone();
        if (_storage == EntryStorage.Increments)
        {
            var isCoarse = start.dtype is ScalarType.BFloat16 or ScalarType.Float16;
            settled = start.to_type(isCoarse ? ScalarType.Float32 : start.dtype).clone();     // so that small steps add up
            increment = new(zeros_like(start));
        }
        else
        {
            values = new(start.clone());
        }

        RegisterComponents();
        scope.Detach(parameters().Concat(buffers()));
    }

    /// <summary>How many entries are trained.</summary>
    internal long Count => indices?.numel() ?? values!.numel();

    /// <summary>The tensors, whose keys begin with <paramref name="name"/>.</summary>
    internal IEnumerable<AdapterTensor> State(string name)
    {
        yield return new($"{name}_values", values ?? settled!, IsTrained: increment is null);
        if (increment is not null)
        {
            yield return new($"{name}_increment", increment, IsSaved: false);
        }

        if (indices is not null)
        {
            yield return new($"{name}_indices", indices, IsTrained: false);
        }
    }

    /// <summary>What the file holds: the values that act, with what the last step added.</summary>
    internal IEnumerable<(string Suffix, Tensor Tensor)> Export(string name) => State(name).Where(s => s.IsSaved)
        .Select(s => (s.Suffix, ReferenceEquals(s.Tensor, settled) && increment is not null ? settled + increment.detach() : s.Tensor));

    /// <summary>The tensor with the new values, in the given one's shape; differentiable in them, and the caller's.</summary>
    internal Tensor Apply(Tensor given)
    {
        using var scope = NewDisposeScope();
        if (indices is null)
        {
            return values!.to_type(given.dtype).view(given.shape).alias().MoveToOuterDisposeScope();
        }

        var places = indices.to_type(ScalarType.Int64);
        if (_storage == EntryStorage.Dense)
        {
            var isTrained = zeros(given.numel(), ScalarType.Bool, given.device).index_fill(0, places, true).view(given.shape);
            return where(isTrained, values!, values!.detach()).MoveToOuterDisposeScope();
        }

        var all = increment is null ? values! : settled! + increment;
        return given.reshape(-1).index_copy(0, places, all.to_type(given.dtype)).view(given.shape).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the last step to the values.</summary>
    internal void Settle()
    {
        if (increment is not null)
        {
            using var _ = no_grad();
            settled!.add_(increment);
            increment.zero_();
        }
    }

    /// <summary>Refuses places outside a tensor.</summary>
    /// <exception cref="InvalidDataException">A number is negative or too large.</exception>
    internal static void Check(Tensor indices, long count, string suffix)
    {
        if (indices.numel() > 0 && (indices.max().ToInt64() >= count || indices.min().ToInt64() < 0))
        {
            throw new InvalidDataException($"{suffix} names an entry outside a tensor of {count}.");
        }
    }
}
