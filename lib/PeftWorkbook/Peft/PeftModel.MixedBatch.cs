using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

public sealed partial class PeftModel
{
    /// <summary>
    /// Applies the model to a batch in which each row has an adapter of its own. Adapters that only add to layers go through the model
    /// together; one that brings more (a classifier of its own, a prompt, another base weight) makes a pass of its own
    /// for its rows. Nothing is trained so, and which adapters are active does not matter.
    /// </summary>
    /// <param name="input">The batch.</param>
    /// <param name="adapters">The adapter of each row; null is the base model.</param>
    /// <returns>The rows in the order of the input; the loss is there only where one pass was enough.</returns>
    /// <exception cref="ArgumentException">There are not as many names as rows, or a name is not known.</exception>
    /// <exception cref="NotSupportedException">The outputs of several passes cannot be put together.</exception>
    public ModelOutput Run(ModelInput input, IReadOnlyList<string?> adapters)
    {
        var batch = (input.InputIds ?? input.InputsEmbeds ?? input.PixelValues ?? input.DecoderInputIds)?.shape[0] ?? 0;
        if (batch != adapters.Count)
        {
            throw new ArgumentException(
                $"The batch has {batch} rows, and {adapters.Count} adapters are named: name one for each.",
                nameof(adapters));
        }

        var used = adapters.OfType<string>().Distinct().Select(Find).ToList();
        if (Switch.IsDisabled)
        {
            return call(input);
        }

        using var scope = NewDisposeScope();
        var (active, merged) = (Switch.Active, MergedAdapters);
        try
        {
            SetAdapter();
            return Passes(input, adapters, used).MoveToOuterDisposeScope();
        }
        finally
        {
            SetAdapter([.. active]);
            if (merged.Count > 0)
            {
                Merge([.. merged]);
            }
        }
    }

    private ModelOutput Passes(ModelInput input, IReadOnlyList<string?> adapters, List<Attachment> used)
    {
        List<IReadOnlyList<string?>> passes = [.. used.Where(a => !a.SharesPasses).Select(a => new[] { a.Name })];
        string?[] together = [.. used.Where(a => a.SharesPasses).Select(a => a.Name).Cast<string?>().Append(null).Where(adapters.Contains)];
        if (together.Length > 0)
        {
            passes.Insert(0, together);
        }

        if (passes.Count == 1)
        {
            return Pass(input, adapters, passes[0]);
        }

        if (input.Cache is not null)
        {
            throw new NotSupportedException("Adapters that need passes of their own cannot share a cache: generate with each by itself.");
        }

        List<int[]> rows = [.. passes.Select(p => Enumerable.Range(0, adapters.Count).Where(i => p.Contains(adapters[i])).ToArray())];
        var indices = rows.Select(r => tensor(r.Select(i => (long)i).ToArray(), device: input.Device)).ToList();
        var outputs = passes.Select((p, i) => Pass(
            MixedRows.Select(input, indices[i], adapters.Count), [.. rows[i].Select(r => adapters[r])], p)).ToList();
        return MixedRows.Join(outputs, cat(indices).argsort());
    }

    // The names are those of the input's rows.
    private ModelOutput Pass(ModelInput input, IReadOnlyList<string?> adapters, IReadOnlyList<string?> names)
    {
        if (names is [{ } one])
        {
            SetAdapter(one);
            var output = call(input);
            SetAdapter();
            return output;
        }

        Switch.Groups =
        [
            .. names.Select(n => new RowGroup(n, tensor(
                Enumerable.Range(0, adapters.Count).Where(i => adapters[i] == n).Select(i => (long)i).ToArray(), device: input.Device))),
        ];
        try
        {
            return call(input);
        }
        finally
        {
            Switch.Groups = null;
        }
    }
}
