using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>
/// An adapter that is parameters of the model, trained where they are. While it is active the model holds its values and
/// the base's lie
/// aside; otherwise it is the other way round. It costs no time in the forward pass, and stays when the model is given back merged.
/// </summary>
public class ParameterAttachment : Attachment
{
    /// <summary>What keys begin with in the file.</summary>
    private protected const string Prefix = "base_model.model.";

    /// <summary>Whether two are the very same parameter.</summary>
    private protected static readonly IEqualityComparer<Parameter> Same = ReferenceEqualityComparer.Instance;

    private readonly SavedModule _parameters;

    /// <summary>Takes parameters of the model; those that are tied are taken once.</summary>
    /// <param name="model">The model with adapters.</param>
    /// <param name="adapter">The adapter's name.</param>
    /// <param name="config">The settings, completed.</param>
    /// <param name="takes">Which ones, by their outer names.</param>
    /// <exception cref="ArgumentException">None is taken.</exception>
    protected internal ParameterAttachment(PeftModel model, string adapter, PeftConfig config, Func<string, bool> takes)
        : base(adapter, config)
    {
        Model = model;
        var taken = Named(model, takes);
        if (taken.Count == 0)
        {
            var names = ModuleNaming.BaseParameters(model.Model).Select(p => string.Join('.', p.Name.Split('.').TakeLast(2))).Distinct();
            throw new ArgumentException(
                $"'{adapter}' ({config.PeftType}) takes no parameter of the model; they are called {string.Join(", ", names)}.");
        }

        using var scope = NewDisposeScope();
        _parameters = new(taken);
        Train(false);
    }

    /// <summary>The model with adapters.</summary>
    protected PeftModel Model { get; }

    /// <inheritdoc/>
    public override IEnumerable<AttachmentTensor> State =>
        _parameters.State.Select(t => new AttachmentTensor(Prefix + t.Name, t.Tensor));

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Parameter Parameter)> Trainable => _parameters.Live;

    /// <inheritdoc/>
    protected internal override void Activate()
    {
        _parameters.SwapIn();
        base.Activate();
    }

    /// <inheritdoc/>
    protected internal override void Deactivate()
    {
        base.Deactivate();
        _parameters.SwapOut();
    }

    /// <summary>There is nothing to fold: its values are the model's while it is active.</summary>
    /// <exception cref="InvalidOperationException">It is not active.</exception>
    protected internal override void CheckMerge()
    {
        if (!Model.ActiveAdapters.Contains(Name))
        {
            throw new InvalidOperationException($"'{Name}' ({Config.PeftType}) is merged by being active: call SetAdapter first.");
        }
    }

    /// <inheritdoc/>
    protected internal override void Remove() => _parameters.Dispose();

    // Under the first of the model's namings that has any, or all that a file holds.
    private static List<(string Name, Parameter Parameter, IEnumerable<nn.Module> Owners)> Named(PeftModel model, Func<string, bool> takes)
    {
        var keys = model.FileKeys?.ToHashSet(StringComparer.Ordinal);
        var all = ModuleNaming.All(model.Model).Select(n => Taken(model, n, takes)).ToList();
        return all.FirstOrDefault(t => t.Count > 0 && (keys is null || t.All(p => keys.Contains(Prefix + p.Name)))) ?? all[0];
    }

    private static List<(string Name, Parameter Parameter, IEnumerable<nn.Module> Owners)> Taken(
        PeftModel model, ModuleNaming naming, Func<string, bool> takes) =>
    [
        .. from one in ModuleNaming.BaseParameters(model.Model).GroupBy(p => p.Parameter, Same)
           where one.Key.is_floating_point()
           let name = one.Select(p => naming.Of(p.Name)).FirstOrDefault(takes)
           where name is not null
           select (name, one.Key, one.Select(p => p.Owner)),
    ];
}
