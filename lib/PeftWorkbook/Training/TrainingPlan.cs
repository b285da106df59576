using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PeftWorkbook.Training;

/// <summary>
/// Which examples come at which step: a function of the data and the settings alone, so that a step's number is the position in the
/// data.
/// </summary>
internal sealed class TrainingPlan
{
    // So many rows are enough for a matrix product to run at the processor's full rate.
    private const long TokensOnCpu = 1024;

    private readonly TrainerSettings _settings;
    private readonly bool _predictsNext;
    private readonly int _longest;
    private readonly long _tokensAtOnce;
    private (int Epoch, IReadOnlyList<int[]> Batches) _current = (-1, []);

    internal TrainingPlan(IReadOnlyList<Example> examples, TrainerSettings settings, bool predictsNext, bool isOnCpu = true)
    {
        (Examples, _settings, _predictsNext) = (examples, settings, predictsNext);
        StepsAnEpoch = (examples.Count + settings.BatchSize - 1) / settings.BatchSize;
        Steps = settings.MaxSteps ?? (settings.Epochs * StepsAnEpoch);
        _longest = examples.Max(e => e.Ids.Count);
        _tokensAtOnce = settings.TokensAtOnce ?? (isOnCpu ? TokensOnCpu : long.MaxValue);
    }

    internal IReadOnlyList<Example> Examples { get; }

    /// <summary>Steps until every example was seen once.</summary>
    internal int StepsAnEpoch { get; }

    /// <summary>Steps in all.</summary>
    internal int Steps { get; }

    /// <summary>The rows of a step, counted from 0.</summary>
    internal int[] Rows(int step)
    {
        var (epoch, index) = Math.DivRem(step, StepsAnEpoch);
        if (_current.Epoch != epoch)
        {
            _current = (epoch, Batches.Shuffled(Examples, _settings.BatchSize, _settings.Seed, epoch));
        }

        return _current.Batches[index];
    }

    /// <summary>A step's rows in parts, each with its share of what counts in the loss.</summary>
    internal IEnumerable<(int[] Rows, double Share)> Parts(int[] rows)
    {
        var least = Math.Clamp(DivideUp(rows.Length * (long)Length(rows), _tokensAtOnce), 1, rows.Length);
        var parts = Math.Max(_settings.AccumulationSteps, (int)least);
        var size = (int)DivideUp(rows.Length, parts);
        double total = rows.Sum(Asked);
        return rows.Chunk(size).Select(part => (part, part.Length == rows.Length ? 1 : part.Sum(Asked) / total));
    }

    /// <summary>The length that rows are padded to.</summary>
    internal int Length(int[] rows)
    {
        var (longest, multiple) = (rows.Max(r => Examples[r].Ids.Count), _settings.PadToMultipleOf);
        return Math.Min(_longest, (longest + multiple - 1) / multiple * multiple);
    }

    /// <summary>A hash of all that decides what a step does: a checkpoint of another training is known by it.</summary>
    internal string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[8];
        Append(hash, bytes, Steps);
        Append(hash, bytes, _settings.BatchSize);
        Append(hash, bytes, _settings.AccumulationSteps);
        Append(hash, bytes, _tokensAtOnce);
        Append(hash, bytes, _settings.PadToMultipleOf);
        Append(hash, bytes, _settings.Seed);
        Append(hash, bytes, BitConverter.DoubleToInt64Bits(_settings.LearningRate));
        foreach (var example in Examples)
        {
            Append(hash, bytes, BitConverter.DoubleToInt64Bits(example.Label));
            Append(hash, bytes, example.Ids.Count);
            foreach (var id in example.Ids.Concat(example.Targets ?? []))
            {
                Append(hash, bytes, id);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static long DivideUp(long a, long b) => (a / b) + (a % b > 0 ? 1 : 0);

    private int Asked(int row) => Examples[row].Asked(_predictsNext);

    private static void Append(IncrementalHash hash, Span<byte> bytes, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }
}
