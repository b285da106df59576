namespace Microsoft.ML.Tokenizers;

/// <summary>What an encoding may do.</summary>
public struct EncodeSettings
{
    /// <summary>Normalization and pre-tokenization on, no limit.</summary>
    public EncodeSettings()
    {
        ConsiderNormalization = true;
        ConsiderPreTokenization = true;
        MaxTokenCount = int.MaxValue;
    }

    /// <summary>Whether to normalize.</summary>
    public bool ConsiderNormalization { get; set; }

    /// <summary>Whether to split the text before the model sees it.</summary>
    public bool ConsiderPreTokenization { get; set; }

    /// <summary>The most tokens to make.</summary>
    public int MaxTokenCount { get; set; }
}
