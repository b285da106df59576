using Golden.Tests.Harness;
using PeftWorkbook.Peft;
using TorchSharp;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Where a fresh adapter starts.</summary>
internal sealed partial class SurveyCase
{
    // A start that another seed does not change must be the recorded one; of vectors that follow from the base the sign is free. What is
    // trained and has no recorded start begins at zero.
    private void CheckStart(PeftModel peft)
    {
        using var other = Base();
        using var second = Wrap(other, seed: 1);
        var (ours, again) = (State(peft), State(second));
        foreach (var prefix in new[] { "init.", "frozen." })
        {
            foreach (var name in Expected.Below(prefix).Where(n => _names.KeyOf(n, ours.Keys) is not null))
            {
                var key = _names.KeyOf(name, ours.Keys)!;
                var layout = _names.LayoutOf(key);
                var start = layout.ToRecorded(ours[key]);
                // A frozen tensor of another size is the probe's.
                var recorded = Expected[prefix + name];
                if (!_names.IsFree(key) && start.numel() == recorded.Values.Length && Same(ours[key], again[key]))
                {
                    CheckStart(Close.Values(start), recorded, isSignFree: prefix == "frozen.");
                }
            }
        }

        foreach (var name in Expected.Below("adapter.").Where(n => !Expected.Has("init." + n)))
        {
            var key = _names.KeyOf(name, ours.Keys) ?? throw new GoldenException($"adapter.{name} has no place.");
            var start = _names.StartOf(name);
            Assert.True(Close.Values(ours[key]).All(v => v.Equals(start)), $"{key} does not start at {start}.");
        }
    }

    private static bool Same(Tensor one, Tensor other) => one.shape.SequenceEqual(other.shape) && one.eq(other).all().ToBoolean();

    private static void CheckStart(double[] ours, GoldenTensor recorded, bool isSignFree)
    {
        if (isSignFree)
        {
            const double Vectors = 1e-3;        // singular vectors of close values turn into each other
            Close.Check([.. ours.Select(Math.Abs)], recorded with { Values = [.. recorded.Values.Select(Math.Abs)] }, Vectors);
            return;
        }

        Close.Check(ours, recorded);
    }

    private static Dictionary<string, Tensor> State(PeftModel peft) =>
        peft.Attached(Name).State.DistinctBy(s => s.Key).ToDictionary(s => s.Key, s => s.Tensor);
}
