namespace TorchSharp.Modules;

/// <summary>Options that all optimizers share. What is null is taken from the optimizer's own.</summary>
public class OptimizerOptions
{
    /// <summary>The current learning rate.</summary>
    public double? LearningRate { get; set; }

    /// <summary>The learning rate that schedules start from.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>Writes the options.</summary>
    /// <param name="writer">Where to.</param>
    public virtual void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(InitialLearningRate);
        writer.Write(LearningRate!.Value);
    }

    /// <summary>Reads the options.</summary>
    /// <param name="reader">Where from.</param>
    public virtual void LoadStateDict(BinaryReader reader)
    {
        InitialLearningRate = reader.ReadDouble();
        LearningRate = reader.ReadDouble();
    }

    /// <summary>Takes the options of another optimizer over.</summary>
    /// <param name="source">Its options.</param>
    public virtual void LoadStateDict(OptimizerOptions source)
    {
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
    }
}
