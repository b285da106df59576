using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>
/// A prefix for each kind of attention that shall have one, with its gates; keys begin with the attention's word.
/// </summary>
internal sealed class PrefixGroups : PromptEncoder
{
    private readonly List<PrefixGroup> _groups = [];

    internal PrefixGroups(PrefixTuningConfig config, PretrainedModel body, Generator generator) : base(nameof(PrefixGroups))
    {
        foreach (var (word, first, count) in Attentions(config, body))
        {
            List<int> layers = [.. Enumerable.Range(0, count).Where(l => config.LeftOut?.Contains(first + l) != true)];
            if (layers.Count == 0)
            {
                throw new ArgumentException($"leave_out leaves no layer to the prefix of '{word}' attention.");
            }

            var table = config.CreateTable(layers.Count, generator);
            register_module(word, table);
            Dictionary<int, SequenceGate> gates = [];
            foreach (var layer in config.Gates == 0 ? [] : layers)
            {
                gates[layer] = new(body.Config.HiddenSize, config.Gates, generator.initial_seed() + layer, body.parameters().First());
                register_module($"{word}_gate_{layer}", gates[layer]);
            }

            _groups.Add(new(word, layers, table, gates));
        }

        RegisterComponents();
    }

    /// <summary>The prefixes by the attention's word.</summary>
    internal IReadOnlyList<PrefixGroup> Groups => _groups;

    public override Tensor forward(Tensor? tasks) => _groups[0].Table.call(tasks);

    /// <summary>All that is trained: what a network made does not say what it is.</summary>
    internal override IEnumerable<(string Key, Tensor Tensor)> Export() =>
        named_parameters().Select(p => ("prompt_encoder." + p.name, (Tensor)p.parameter));

    private static IEnumerable<(string Word, int First, int Count)> Attentions(PrefixTuningConfig config, PretrainedModel body)
    {
        var encoder = body.Task == ModelTask.SequenceToSequence ? body.Config.Count("num_layers") : 0;
        var own = encoder > 0 ? (int)body.Config.Long("num_decoder_layers", encoder) : config.Layers!.Value;
        (string Word, int First, int Count)[] known = encoder > 0
            ? [("encoder", 0, encoder), ("self", encoder, own), ("cross", encoder, own)]
            : [("self", 0, own)];
        IReadOnlyList<string> wanted = config.Attentions ?? ["self"];
        return wanted.Count > 0 && wanted.All(w => known.Any(k => k.Word == w))
            ? known.Where(k => wanted.Contains(k.Word))
            : throw new ArgumentException(
                $"prefix_attentions is [{string.Join(", ", wanted)}]; this model has {string.Join(", ", known.Select(k => k.Word))}.");
    }
}

/// <summary>The prefix of one kind of attention.</summary>
/// <param name="Word"><c>encoder</c>, <c>self</c> or <c>cross</c>.</param>
/// <param name="Layers">The layers that have it.</param>
/// <param name="Table">Makes it: <c>[P, 2 L d]</c>, keys and values of each of the layers.</param>
/// <param name="Gates">The gates by layer.</param>
internal sealed record PrefixGroup(
    string Word, IReadOnlyList<int> Layers, PromptEncoder Table, IReadOnlyDictionary<int, SequenceGate> Gates);
