using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>The edit of one place of a block: <c>[…, H]</c> to what is added to it, of the same shape.</summary>
internal sealed class ReftUnit : nn.Module<Tensor, Tensor>
{
    private readonly Dense learned_source;
    private readonly ReftProjection projection;
    private readonly Func<Tensor, Tensor>? _activation;
    private readonly bool _subtracts;
    private readonly double _dropout;

    internal ReftUnit(long width, ReftConfig config, Generator generator) : base(nameof(ReftUnit))
    {
        if (config.Rank < 1 || config.Rank > width)
        {
            throw new ArgumentException($"ReFT's r is {config.Rank}, and the hidden states are {width} wide: give one from 1 to {width}.");
        }

        (_subtracts, _dropout) = (config.SubtractsProjection, config.Dropout);
        _activation = config.Activation is { } name ? Activation.Named(name) : null;
        learned_source = new(width, config.Rank);
        projection = config.IsOrthogonal
            ? new OrthonormalProjection(config.Rank, width, config.HasBase == true, generator)
            : new FreeProjection(config.Rank, width, generator);
        RegisterComponents();
        SeededStart.Linears(this, generator);
    }

    /// <summary>R <c>[r, H]</c>.</summary>
    internal Tensor Rows() => projection.Rows();

    public override Tensor forward(Tensor h)
    {
        using var scope = NewDisposeScope();
        var rows = Rows();                                                   // R [r, H]
        var source = learned_source.call(h);
        source = _activation is null ? source : _activation(source);
        var edit = (_subtracts ? source - F.linear(h, rows) : source).matmul(rows);
        return (training && _dropout > 0 ? F.dropout(h + edit, _dropout) - h : edit).MoveToOuterDisposeScope();
    }
}

/// <summary>Gives R <c>[r, H]</c>.</summary>
internal abstract class ReftProjection(string name) : nn.Module(name)
{
    internal abstract Tensor Rows();
}

/// <summary>Any R.</summary>
internal sealed class FreeProjection : ReftProjection
{
    private readonly Parameter weight;

    internal FreeProjection(long rank, long width, Generator generator) : base(nameof(FreeProjection))
    {
        weight = new(TorchDraws.Linear(generator, rank, width));
        RegisterComponents();
    }

    internal override Tensor Rows() => weight.alias();
}

/// <summary>
/// An R whose rows are orthonormal whatever the numbers are: the first r columns of a product of r reflections <c>I − 2
/// v vᵀ / vᵀv</c>, where the i-th v is zero before its i-th entry, 1 there, and the i-th row of the numbers after it;
/// each with the sign of the numbers' i-th diagonal entry. It is PyTorch's parametrisation, which however takes the
/// diagonal's whole part: any weight decay makes that zero.
/// </summary>
internal sealed class OrthonormalProjection : ReftProjection
{
    private readonly Parameter original;
    private readonly Tensor? @base;

    internal OrthonormalProjection(long rank, long width, bool hasBase, Generator generator)
        : base(nameof(OrthonormalProjection))
    {
        // Of 1/√H the first column is any direction; larger ones leave it near the first axis.
        original = new(TorchDraws.Normal(generator, 1 / Math.Sqrt(width), rank, width).triu(1) + eye(rank, width));
        @base = hasBase ? eye(width) : null;
        RegisterComponents();
    }

    internal override Tensor Rows()
    {
        using var scope = NewDisposeScope();
        var numbers = original.to_type(ScalarType.Float32).t();
        var below = numbers.tril(-1);                                        // [H, r]
        var columns = linalg.householder_product(below, (below.square().sum(dim: 0) + 1).pow(-1) * 2);
        columns = columns * numbers.detach().diagonal().sign();
        columns = @base is null ? columns : @base.to_type(columns.dtype).mm(columns);
        return columns.t().to_type(original.dtype).MoveToOuterDisposeScope();
    }
}
