using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace PeftWorkbook.Training;

/// <summary>What a checkpoint says about the training.</summary>
/// <param name="Fingerprint">That of the <see cref="TrainingPlan"/>.</param>
/// <param name="Steps">All steps so far; their number is the position in the data and in the schedule.</param>
/// <param name="Evaluations">All evaluations so far.</param>
/// <param name="Hashes">SHA-256 of every other file, by its path in the checkpoint.</param>
internal sealed record TrainingState(
    string Fingerprint, IReadOnlyList<TrainingStep> Steps, IReadOnlyList<Evaluation> Evaluations,
    IReadOnlyDictionary<string, string> Hashes);

/// <summary>
/// The checkpoints of a training, a folder each: <c>checkpoint-N</c>. One is written under another name and renamed when it is whole, so
/// a folder of that name is a whole checkpoint whenever the process ends.
/// </summary>
internal sealed class TrainingCheckpoints(CheckpointSettings settings, string fingerprint)
{
    private const string Prefix = "checkpoint-", StateFile = "state.json", Unfinished = ".unfinished", Doomed = ".doomed";

    /// <summary>The latest checkpoint's folder that was saved or loaded here; null where there is none.</summary>
    internal string? Latest { get; private set; }

    /// <summary>Saves everything that the rest of the training depends on, and drops what is older than what is kept.</summary>
    internal void Save(Trainer trainer, IReadOnlyList<TrainingStep> steps, IReadOnlyList<Evaluation> evaluations)
    {
        Directory.CreateDirectory(settings.Folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{steps.Count:D6}");
        var (final, draft) = (Path.Combine(settings.Folder, name), Path.Combine(settings.Folder, name + Unfinished));
        DeleteFolder(draft);
        Directory.CreateDirectory(draft);
        CheckpointFiles.Write(trainer, draft);
        var hashes = Files(draft).ToDictionary(f => Path.GetRelativePath(draft, f), Hash);
        Hub.AtomicFile.Write(
            Path.Combine(draft, StateFile),
            stream => JsonSerializer.Serialize(stream, new TrainingState(fingerprint, steps, evaluations, hashes), TrainingLog.Json));
        DeleteFolder(final);
        Directory.Move(draft, final);
        Latest = final;
        foreach (var old in Existing().Skip(settings.Keep))
        {
            DeleteFolder(old);
        }
    }

    /// <summary>Loads the latest whole checkpoint into the trainer; null where there is none, or none is wanted.</summary>
    /// <exception cref="InvalidDataException">It is of another training.</exception>
    internal TrainingState? Load(Trainer trainer)
    {
        if (!Directory.Exists(settings.Folder))
        {
            return null;
        }

        var all = Directory.GetDirectories(settings.Folder, Prefix + "*");
        foreach (var rest in all.Where(f => Path.GetExtension(f) is Unfinished or Doomed))
        {
            DeleteFolder(rest);
        }

        if (!settings.Resume)
        {
            return null;
        }

        foreach (var folder in Existing())
        {
            if (Read(folder) is { } state)
            {
                if (state.Fingerprint != fingerprint)
                {
                    throw new InvalidDataException(
                        $"The checkpoint '{folder}' is of another training: its data, batch size, seed, learning rate or number of steps " +
                        "differ. Give another folder, or set Resume to false.");
                }

                CheckpointFiles.Read(trainer, folder);
                Latest = folder;
                return state;
            }
        }

        return null;
    }

    private IEnumerable<string> Existing() => Directory.EnumerateDirectories(settings.Folder, Prefix + "*")
        .Where(f => int.TryParse(Path.GetFileName(f)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .OrderByDescending(f => f, StringComparer.Ordinal);

    // Null where a file is missing or is not what was saved: then an earlier checkpoint is taken.
    private static TrainingState? Read(string folder)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine(folder, StateFile));
            var state = JsonSerializer.Deserialize<TrainingState>(stream, TrainingLog.Json);
            var files = Files(folder).Where(f => Path.GetFileName(f) != StateFile).ToDictionary(f => Path.GetRelativePath(folder, f), Hash);
            return state is not null && files.Count == state.Hashes.Count
                && state.Hashes.All(h => files.TryGetValue(h.Key, out var hash) && hash == h.Value) ? state : null;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    // Renamed first: a deletion that is cut off leaves no folder that looks whole.
    private static void DeleteFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        if (folder.EndsWith(Doomed, StringComparison.Ordinal))
        {
            Directory.Delete(folder, recursive: true);
            return;
        }

        DeleteFolder(folder + Doomed);
        Directory.Move(folder, folder + Doomed);
        Directory.Delete(folder + Doomed, recursive: true);
    }
}
