using System.Text.Json.Serialization;
using PeftWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// XPrompt (arXiv 2210.04457): of a trained prompt the tokens and pieces that matter least are left out, and the rest is trained
/// again from the values it had. A token's importance is <c>|∂L/∂γ_i|</c> of <c>γ_i P_i</c>, added up over texts; then a piece's of
/// the kept tokens, <c>|∂L/∂ζ_ij|</c>, where D is cut into k pieces and the other tokens are zero. Tokens left out are gone, pieces
/// left out are zero. It trains as many numbers as the kept pieces have: <c>pieces · D / k</c>.
/// </summary>
[PeftMethod("XPROMPT", ArXiv = "2210.04457")]
public sealed record XPromptConfig : PromptConfig
{
    /// <summary>k, the number of pieces of a token.</summary>
    [JsonPropertyName("num_pieces")]
    public int Pieces { get; init; } = 16;

    /// <summary>How many tokens are kept; null keeps all.</summary>
    [JsonPropertyName("kept_tokens")]
    public int? KeptTokens { get; init; }

    /// <summary>How many pieces are kept of all kept tokens'; null keeps all.</summary>
    [JsonPropertyName("kept_pieces")]
    public int? KeptPieces { get; init; }

    /// <summary>The folder of the PROMPT_TUNING adapter that was trained; null draws a prompt.</summary>
    [JsonPropertyName("source_prompt")]
    public string? SourceFolder { get; init; }

    /// <summary>Whether anything is left out, which follows from batches.</summary>
    protected internal override bool NeedsBatches => Tokens < VirtualTokens || PieceCount < Tokens * Pieces;

    /// <summary><see cref="KeptTokens"/>, decided.</summary>
    internal int Tokens => KeptTokens ?? VirtualTokens;

    /// <summary><see cref="KeptPieces"/>, decided.</summary>
    internal int PieceCount => KeptPieces ?? (Tokens * Pieces);

    /// <inheritdoc/>
    private protected override PromptEncoder CreateEncoder(PretrainedModel model, long seed)
    {
        if (Pieces < 1 || TokenDim!.Value % Pieces != 0)
        {
            throw new ArgumentException($"num_pieces {Pieces} does not divide the width {TokenDim} of a token.");
        }

        if (Tokens < 1 || Tokens > VirtualTokens || PieceCount < 1 || PieceCount > Tokens * Pieces)
        {
            throw new ArgumentException(
                $"XPROMPT keeps from 1 to {VirtualTokens} tokens and from 1 to {Tokens * Pieces} of their pieces, " +
                $"not {Tokens} and {PieceCount}.");
        }

        using var generator = new Generator((ulong)seed);
        return new XPromptTable(this, SourceFolder is null || InferenceMode
            ? TorchDraws.Normal(generator, 0.5, VirtualTokens, TokenDim.Value)
            : SourcePrompts.Load(SourceFolder, VirtualTokens, TokenDim.Value));
    }

    /// <inheritdoc/>
    private protected override Attachment Attach(PeftModel model, PretrainedModel body, string adapter, PromptEncoder encoder) =>
        new XPromptAttachment(model, body, adapter, this, encoder);
}

/// <summary>The pieces that are left of a prompt.</summary>
internal sealed class XPromptTable : PromptEncoder
{
    private const string TokenMask = "token_mask", PieceMask = "piece_mask";

    private readonly PrunedMatrix prompt;
    private readonly long _pieces;
    private readonly Tensor token_mask;         // bytes [n], one for a token that is there
    private Tensor? _gates;

    internal XPromptTable(XPromptConfig config, Tensor start) : base(nameof(XPromptTable))
    {
        _pieces = config.Pieces;
        prompt = new(start);
        token_mask = ones(start.shape[0], ScalarType.Byte);
        Count = start.shape[0];
        RegisterComponents();
    }

    /// <summary>What is left and how it is put in.</summary>
    internal PrunedMatrix Prompt => prompt;

    /// <summary>Which tokens are there, bytes <c>[n]</c>.</summary>
    internal Tensor Tokens => token_mask;

    /// <summary>How many tokens are there.</summary>
    internal long Count { get; private set; }

    /// <summary>Which pieces are there, bytes <c>[n, k]</c>.</summary>
    internal Tensor PieceMap()
    {
        using var _ = no_grad();
        using var mask = prompt.Mask();
        return mask.view(mask.shape[0], _pieces, -1).amax(2);
    }

    /// <summary>Multiplies the pieces while it is set, <c>[n, k]</c> or <c>[n, 1]</c>.</summary>
    internal Tensor? Gates
    {
        set => _gates = value;
    }

    /// <summary>The kept tokens, <c>[kept, D]</c>.</summary>
    public override Tensor forward(Tensor? tasks)
    {
        using var scope = NewDisposeScope();
        var all = prompt.Weight();
        if (_gates is not null)
        {
            all = (all.view(all.shape[0], _gates.shape[1], -1) * _gates.unsqueeze(-1)).view(all.shape);
        }

        return all.index_select(0, token_mask.ne(0).nonzero().flatten()).MoveToOuterDisposeScope();
    }

    /// <summary>Takes a prompt of which everything is there, <c>[n, D]</c>.</summary>
    internal void Begin(Tensor start)
    {
        using var scope = NewDisposeScope();
        prompt.Keep(ones(start.shape, ScalarType.Byte), start);
        KeepTokens(ones(start.shape[0], device: token_mask.device));
    }

    /// <summary>Makes tokens zero, those whose number in <paramref name="kept"/> is zero, <c>[n]</c>; they keep their places.</summary>
    internal void Clear(Tensor kept)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var mask = prompt.Mask();
        prompt.Keep(mask * kept.ne(0).to_type(ScalarType.Byte).to(mask.device).unsqueeze(1));
    }

    /// <summary>Leaves tokens out, those whose number in <paramref name="kept"/> is zero, <c>[n]</c>.</summary>
    internal void KeepTokens(Tensor kept)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Clear(kept);
        token_mask.copy_(kept.ne(0));
        Count = token_mask.sum().ToInt64();
    }

    /// <summary>Leaves pieces out, those whose number in <paramref name="kept"/> is zero, <c>[n, k]</c>.</summary>
    internal void KeepPieces(Tensor kept)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var mask = prompt.Mask();
        prompt.Keep(mask * kept.ne(0).to_type(ScalarType.Byte).to(mask.device).repeat_interleave(mask.shape[1] / _pieces, 1));
    }

    internal override IEnumerable<(string Key, Tensor Tensor)> Export() =>
        [(Result, prompt.Weight().detach()), (TokenMask, token_mask), (PieceMask, PieceMap())];

    internal override bool TryImport(string key, Tensor value)
    {
        switch (key)
        {
            case TokenMask:
                KeepTokens(value);
                break;
            case PieceMask:
                KeepPieces(value);
                break;
            default:
                Begin(value);
                break;
        }

        return true;
    }
}
