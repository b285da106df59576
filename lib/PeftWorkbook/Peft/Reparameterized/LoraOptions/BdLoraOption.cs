using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized.LoraOptions;

/// <summary>
/// BD-LoRA (arXiv 2510.23346): A or B is block-diagonal with n blocks, so that a model that is split over n devices
/// computes the adapter
/// without an exchange. A block-diagonal A is stored <c>[r, in / n]</c>, a block-diagonal B <c>[out, r / n]</c>.
/// </summary>
public sealed record BdLoraOption : ILoraOption
{
    /// <summary>The modules whose A is block-diagonal: those that are split by their inputs.</summary>
    [JsonPropertyName("target_modules_bd_a")]
    public ModuleNames? InA { get; init; }

    /// <summary>The modules whose B is block-diagonal: those that are split by their outputs.</summary>
    [JsonPropertyName("target_modules_bd_b")]
    public ModuleNames? InB { get; init; }

    /// <summary>n, the number of blocks.</summary>
    [JsonPropertyName("nblocks")]
    public int Blocks { get; init; } = 1;

    /// <summary>Whether a module that is in neither list is an error; otherwise it gets plain LoRA.</summary>
    [JsonPropertyName("match_strict")]
    public bool MatchStrict { get; init; } = true;

    string ILoraOption.Name => "BD-LoRA";

    LoraAdapter? ILoraOption.Create(LoraPlace place, AdapterSite site)
    {
        var (isA, isB) = (InA?.Matches(place.Module) == true, InB?.Matches(place.Module) == true);
        if (isA && isB)
        {
            throw new ArgumentException($"use_bdlora names '{place.Module}' for A and for B: it can be one of them.");
        }

        if (!isA && !isB)
        {
            return MatchStrict
                ? throw new ArgumentException($"use_bdlora names '{place.Module}' neither for A nor for B, and match_strict is on.")
                : null;
        }

        var side = isA ? place.In : place.Out;
        return place.Rank % Blocks == 0 && side % Blocks == 0
            ? new BdLoraAdapter(place, Blocks, isA)
            : throw new ArgumentException(
                $"{Blocks} blocks do not divide the rank {place.Rank} and the width {side} of '{place.Module}'.");
    }
}

/// <summary>BD-LoRA on one linear layer.</summary>
internal sealed class BdLoraAdapter(LoraPlace place, int blocks, bool isA) : LoraAdapter(place)
{
    /// <inheritdoc/>
    protected override (Tensor A, Tensor B) Factors => isA ? (Spread(A), B) : (A, Spread(B));

    /// <summary>The factors without what lies outside the blocks; A is drawn for its own, shorter rows.</summary>
    protected override LoraFactors Start(LoraPlace place)
    {
        var whole = base.Start(place);
        return isA
            ? whole with { A = whole.A.narrow(1, 0, place.In / blocks) * Math.Sqrt(blocks) }
            : whole with { B = whole.B.narrow(1, 0, place.Rank / blocks) };
    }

    // [n rows, columns], n blocks under each other, to the block-diagonal [n rows, n columns]
    private Tensor Spread(Tensor stacked) => block_diag([.. stacked.chunk(blocks, 0)]);
}
