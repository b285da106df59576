using PeftWorkbook.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PeftWorkbook.Models.Generation;

/// <summary>
/// Adds a token to each text of a batch, step by step, until all have ended. Nothing but its own memory lives between steps.
/// </summary>
internal sealed class TokenLoop : IDisposable
{
    private readonly GenerationOptions _options;
    private readonly Decoder _decoder;
    private readonly TokenSampler _sampler;
    private readonly List<long>[] _fed;              // all of one growth; a text that has ended repeats its last token
    private readonly int[] _lengths;
    private readonly bool[] _hasEnded;
    private int _steps;

    internal TokenLoop(Module<ModelInput, ModelOutput> model, IReadOnlyList<IReadOnlyList<long>> prompts, GenerationOptions options)
    {
        _options = options;
        _decoder = Decoder.For(model, prompts, options);
        _sampler = new(options, prompts.Count);
        _fed = [.. _decoder.Beginnings.Select(b => b.ToList())];
        _lengths = [.. _fed.Select(t => t.Count)];
        _hasEnded = new bool[prompts.Count];
    }

    /// <summary>The texts so far, each up to its end token.</summary>
    internal IReadOnlyList<IReadOnlyList<long>> Texts => [.. _fed.Select((t, i) => t.GetRange(0, _lengths[i]))];

    /// <summary>The token that the first text got last.</summary>
    internal long Last => _fed[0][_lengths[0] - 1];

    /// <summary>Whether a text ended by an end token.</summary>
    internal bool HasEnded(int row) => _hasEnded[row];

    /// <summary>Adds a token to every text that has not ended; false where none may grow.</summary>
    /// <exception cref="OperationCanceledException">It was ended from outside.</exception>
    internal bool Step(CancellationToken cancellation)
    {
        if (_steps == _options.MaxNewTokens || _hasEnded.All(e => e))
        {
            return false;
        }

        Interrupt.ThrowIfRequested(cancellation);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var picked = _sampler.Pick(_decoder.Scores(_fed), _fed);
        for (var row = 0; row < _fed.Length; row++)
        {
            if (_hasEnded[row])
            {
                _fed[row].Add(_fed[row][^1]);
                continue;
            }

            _fed[row].Add(picked[row]);
            _lengths[row]++;
            _hasEnded[row] = _options.EndTokens.Contains(picked[row]);
        }

        _steps++;
        return true;
    }

    public void Dispose() => _decoder.Dispose();
}
