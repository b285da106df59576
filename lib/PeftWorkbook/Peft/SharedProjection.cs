using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>What decides a random projection: two adapters that agree in it use the same one.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Rank">r.</param>
/// <param name="Kind">How it is drawn.</param>
/// <param name="ShapeA">The first matrix's shape, which the widest layers decide.</param>
/// <param name="ShapeB">The second's.</param>
internal sealed record ProjectionKey(long Seed, int Rank, string Kind, string ShapeA, string ShapeB);

/// <summary>
/// Two frozen random matrices, large enough for the widest layer; each layer takes the part it needs. All adapters of a method on one
/// model use one pair, so that another adapter costs its own few numbers alone.
/// </summary>
internal sealed class SharedProjection : AdapterShare
{
    private readonly string _prefix;
    private readonly ProjectionKey _key;
    private readonly bool _isSaved;
    private Tensor projection_A, projection_B;
    private bool _isBorrowed;

    /// <param name="prefix">What the tensors' names begin with, as <c>vera</c>.</param>
    /// <param name="key">What decided the draw.</param>
    /// <param name="isSaved">Whether the file holds them.</param>
    /// <param name="a">The first matrix.</param>
    /// <param name="b">The second.</param>
    internal SharedProjection(string prefix, ProjectionKey key, bool isSaved, Tensor a, Tensor b) : base(nameof(SharedProjection))
    {
        (_prefix, _key, _isSaved, projection_A, projection_B) = (prefix, key, isSaved, a, b);
        RegisterComponents();
    }

    internal Tensor A => projection_A;

    internal Tensor B => projection_B;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => Tensors(_isSaved);

    /// <summary>The same under the names that layers have them by.</summary>
    internal IEnumerable<AdapterTensor> Tensors(bool isSaved) =>
    [
        new($"{_prefix}_A", projection_A, IsTrained: false, isSaved),
        new($"{_prefix}_B", projection_B, IsTrained: false, isSaved),
    ];

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        var held = suffix == $"{_prefix}_A" ? projection_A : projection_B;
        if (!_isBorrowed)
        {
            base.Import(suffix, value);
        }
        else if (!held.equal(value.to(held.dtype, held.device)).all().item<bool>())
        {
            throw new InvalidDataException(
                $"{suffix} differs from that of the adapter which is there, and all adapters of a method share it: " +
                "put this one on a model of its own.");
        }
    }

    /// <inheritdoc/>
    protected internal override string? ShareWith(AdapterShare earlier)
    {
        var other = (SharedProjection)earlier;
        if (other._key != _key)
        {
            return "all adapters of the method share one random projection, and this one asks for " +
                $"{Difference(_key, other._key)} (use the same seed, rank and widest layer, or a model of its own)";
        }

        // Handles of its own on the same memory: either adapter may go first.
        var (a, b) = (other.projection_A.alias(), other.projection_B.alias());
        projection_A.Dispose();
        projection_B.Dispose();
        (projection_A, projection_B, _isBorrowed) = (a, b, true);
        ConditionallyRegisterBuffer(nameof(projection_A), a);
        ConditionallyRegisterBuffer(nameof(projection_B), b);
        return null;
    }

    private static string Difference(ProjectionKey asked, ProjectionKey there) =>
        asked.Seed != there.Seed ? $"the seed {asked.Seed} where {there.Seed} is in use"
        : asked.Rank != there.Rank ? $"the rank {asked.Rank} where {there.Rank} is in use"
        : asked.Kind != there.Kind ? $"a {asked.Kind} one where a {there.Kind} one is in use"
        : $"{asked.ShapeA} and {asked.ShapeB} where {there.ShapeA} and {there.ShapeB} are in use";
}
