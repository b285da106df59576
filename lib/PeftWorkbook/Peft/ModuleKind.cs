namespace PeftWorkbook.Peft;

/// <summary>Which layers of a model are the same layer of other blocks: those that share tensors in some methods.</summary>
internal static class ModuleKind
{
    /// <summary>What follows the last number in a module's name, as <c>self_attn.q_proj</c>; the whole name where it has none.</summary>
    internal static string Of(string module)
    {
        var parts = module.Split('.');
        var number = Array.FindLastIndex(parts, p => p.All(char.IsAsciiDigit));
        return number < 0 || number == parts.Length - 1 ? module : string.Join('.', parts[(number + 1)..]);
    }

    /// <summary>The layers by their kind.</summary>
    /// <exception cref="ArgumentException">Layers of one kind have several sizes.</exception>
    internal static IEnumerable<IGrouping<string, AdapterSite>> Group(IEnumerable<AdapterSite> sites)
    {
        foreach (var kind in sites.GroupBy(s => Of(s.Module)))
        {
            if (kind.Select(s => (s.Layer.InFeatures, s.Layer.OutFeatures)).Distinct().Count() > 1)
            {
                throw new ArgumentException($"The layers '{kind.Key}' have several sizes, so they cannot share tensors.");
            }

            yield return kind;
        }
    }
}
