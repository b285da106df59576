using PeftWorkbook.Peft.Combining;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

public sealed partial class PeftModel
{
    /// <summary>
    /// Makes one LoRA adapter of several. By default it is their exact weighted sum, <c>ΔW = Σ w_i ΔW_i</c>: of adapters of any ranks, on
    /// any layers, scaled in any way, and with modules that were trained whole (<c>V = V_0 + Σ w_i (V_i - V_0)</c>, in every type).
    /// It does not act until <see cref="SetAdapter"/> names it.
    /// </summary>
    /// <param name="adapters">The adapters.</param>
    /// <param name="weights">How much each counts; negative takes it away.</param>
    /// <param name="adapter">The new adapter's name.</param>
    /// <param name="type">How they are combined.</param>
    /// <param name="options">Density, rank, and what else the type leaves open.</param>
    /// <exception cref="ArgumentException">
    /// The name is taken, an adapter is not there, there are not as many weights, or the ranks differ where the type needs one.
    /// </exception>
    /// <exception cref="NotSupportedException">An adapter is not a plain LoRA one.</exception>
    public void AddWeightedAdapter(
        IReadOnlyList<string> adapters,
        IReadOnlyList<double> weights,
        string adapter,
        CombinationType type = CombinationType.Exact,
        CombinationOptions? options = null)
    {
        if (adapters.Count == 0 || adapters.Count != weights.Count)
        {
            throw new ArgumentException($"{adapters.Count} adapters have {weights.Count} weights: give each one.", nameof(weights));
        }

        (options ??= new()).Check();
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var disabled = Switch.IsDisabled ? null : DisableAdapter();
        var combination = new LoraCombination(adapters.Select(Find).Zip(weights), CombinationRule.Of(type), options);
        Attach(adapter, combination.Config(), 0, null);
        combination.Fill((LayerAttachment)_adapters[adapter]);
    }
}
