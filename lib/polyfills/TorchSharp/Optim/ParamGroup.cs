namespace TorchSharp.Modules;

/// <summary>Parameters that share the options of an optimizer.</summary>
public class ParamGroup : torch.optim.ILearningRateController
{
    /// <summary>The parameters. Give a list: a lazy query is run again at every step.</summary>
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    /// <summary>The options; the optimizer completes them with its own.</summary>
    public OptimizerOptions? Options { get; set; }

    /// <inheritdoc/>
    public double LearningRate
    {
        get => Options!.LearningRate!.Value;
        set => Options!.LearningRate = value;
    }

    /// <inheritdoc/>
    public double InitialLearningRate
    {
        get => Options!.InitialLearningRate;
        set => Options!.InitialLearningRate = value;
    }
}

/// <summary>Parameters that share the options of one kind of optimizer.</summary>
/// <typeparam name="TOptions">Options of the optimizer.</typeparam>
public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions
{
    /// <summary>An empty group.</summary>
    public ParamGroup()
    {
    }

    /// <summary>A group of these parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="options">Their options, or null for those of the optimizer.</param>
    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null) =>
        (Parameters, Options) = (parameters, options);

    /// <summary>The options; the optimizer completes them with its own.</summary>
    public new TOptions? Options
    {
        get => (TOptions?)base.Options;
        set => base.Options = value;
    }
}
