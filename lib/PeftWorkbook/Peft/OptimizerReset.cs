namespace PeftWorkbook.Peft;

/// <summary>What an optimiser shall forget after a step, since an adapter has begun again.</summary>
public enum OptimizerReset
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>The running means; the count of steps, which their correction takes, goes on.</summary>
    Moments,

    /// <summary>All that it remembers.</summary>
    Everything,
}
