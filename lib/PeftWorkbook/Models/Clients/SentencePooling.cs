using System.Text.Json;
using System.Text.Json.Nodes;
using PeftWorkbook.Hub;
using static TorchSharp.torch;

namespace PeftWorkbook.Models.Clients;

/// <summary>How the vectors of a text's tokens become one.</summary>
public enum PoolingMode
{
    /// <summary>The first token's.</summary>
    FirstToken,

    /// <summary>The largest value of each dimension.</summary>
    Max,

    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The sum over the square root of the number of tokens.</summary>
    MeanSquareRootLength,
}

/// <summary>A sentence vector's making, as a folder of sentence-transformers (arXiv 1908.10084) describes it.</summary>
/// <param name="Modes">The vectors that are laid end to end; most often one.</param>
/// <param name="Normalize">Whether the result is scaled to length one.</param>
public sealed record SentencePooling(IReadOnlyList<PoolingMode> Modes, bool Normalize)
{
    private static readonly (string Setting, PoolingMode Mode)[] s_settings =
    [
        ("pooling_mode_cls_token", PoolingMode.FirstToken),
        ("pooling_mode_max_tokens", PoolingMode.Max),
        ("pooling_mode_mean_tokens", PoolingMode.Mean),
        ("pooling_mode_mean_sqrt_len_tokens", PoolingMode.MeanSquareRootLength),
    ];

    /// <summary>Reads <c>modules.json</c> and the files it names; a folder without it means the mean, not scaled.</summary>
    /// <exception cref="InvalidDataException">A file is broken.</exception>
    /// <exception cref="NotSupportedException">A module or a way of pooling is not known here.</exception>
    public static SentencePooling Read(string folder)
    {
        var (modes, normalize) = ((IReadOnlyList<PoolingMode>)[PoolingMode.Mean], false);
        foreach (var (kind, path) in Modules(Path.Combine(folder, "modules.json")))
        {
            switch (kind)
            {
                case "Transformer" when path.Length == 0:
                    break;
                case "Pooling":
                    modes = ReadModes(ConfigFile.Read(Path.Combine(SafePath.Inside(folder, path), "config.json")));
                    break;
                case "Normalize":
                    normalize = true;
                    break;
                default:
                    throw new NotSupportedException(
                        $"'{folder}' has a module {kind} in '{path}'; known are Transformer, in the folder itself, Pooling and Normalize.");
            }
        }

        return new(modes, normalize);
    }

    /// <summary>Makes the vectors.</summary>
    /// <param name="hidden"><c>[batch, seq, dim]</c>.</param>
    /// <param name="mask">1 for a token, 0 for padding: <c>[batch, seq]</c>; null where nothing is padding.</param>
    /// <returns><c>[batch, modes · dim]</c>.</returns>
    public Tensor Apply(Tensor hidden, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var weights = (mask ?? ones(hidden.shape[..2], ScalarType.Int64, hidden.device)).unsqueeze(-1);
        var pooled = cat([.. Modes.Select(m => Pool(m, hidden, weights))], -1);
        return (Normalize ? SentenceEmbedding.Normalize(pooled) : pooled).MoveToOuterDisposeScope();
    }

    private static Tensor Pool(PoolingMode mode, Tensor hidden, Tensor weights)
    {
        var (sum, count) = ((hidden * weights).sum(1), weights.sum(1).clamp(min: 1).to_type(hidden.dtype));
        return mode switch
        {
            PoolingMode.FirstToken => hidden.select(1, 0),
            PoolingMode.Max => hidden.masked_fill(weights.eq(0), double.NegativeInfinity).max(1).values,
            PoolingMode.Mean => sum / count,
            _ => sum / count.sqrt(),
        };
    }

    private static IReadOnlyList<PoolingMode> ReadModes(ConfigFile file)
    {
        var known = s_settings.Select(s => s.Setting);
        var asked = (from setting in file.Json
                     where setting.Key.StartsWith("pooling_mode", StringComparison.Ordinal)
                     where setting.Value?.GetValueKind() == JsonValueKind.True
                     select setting.Key).ToList();
        if (asked.Except(known).FirstOrDefault() is { } unknown)
        {
            throw new NotSupportedException($"'{file.Path}' asks for {unknown}; known are {string.Join(", ", known)}.");
        }

        return asked.Count > 0
            ? [.. s_settings.Where(s => asked.Contains(s.Setting)).Select(s => s.Mode)]
            : throw new InvalidDataException($"'{file.Path}' names no way of pooling.");
    }

    private static List<(string Kind, string Path)> Modules(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        try
        {
            return
            [
                .. from module in JsonNode.Parse(File.ReadAllText(file))!.AsArray()
                   select (module["type"]!.GetValue<string>().Split('.')[^1], module["path"]!.GetValue<string>()),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new InvalidDataException($"'{file}' is no list of modules with a type and a path: {e.Message}", e);
        }
    }
}
