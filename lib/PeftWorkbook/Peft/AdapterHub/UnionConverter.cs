using System.Text.Json.Nodes;
using PeftWorkbook.Models;
using PeftWorkbook.Peft.Additive;
using PeftWorkbook.Peft.Hybrid;
using PeftWorkbook.Peft.Prompt;
using PeftWorkbook.Peft.Reparameterized;

namespace PeftWorkbook.Peft.AdapterHub;

/// <summary>Unions, of which those that are MAM's and UniPELT's parts become these.</summary>
[AdapterHubArchitecture("union")]
internal sealed class UnionConverter : AdapterHubConverter
{
    internal override PeftConfig Convert(AdapterHubSettings settings) =>
        Parts(settings).Select(p => For(p).Convert(p)).ToList() switch
        {
            [PrefixTuningConfig prefix, BottleneckConfig { IsParallel: true } bottleneck] =>
                new MamConfig { Prefix = prefix, FeedForward = bottleneck },
            [PrefixTuningConfig { Gate: not null } prefix, BottleneckConfig { HasGate: true } adapter, LoraConfig lora]
                when lora.UseGating == true => new UniPeltConfig { Prefix = prefix, Adapter = adapter, Lora = lora },
            var parts => new UnionConfig { Configs = parts },
        };

    internal override string? Key(AdapterHubAdapter adapter, string tensor) =>
        Parts(adapter).Select(p => For(p.Settings).Key(p, tensor)).FirstOrDefault(k => k is not null);

    internal override ITensorSource Tensors(AdapterHubAdapter adapter, ITensorSource file) =>
        new FittedTensors(base.Tensors(adapter, file), adapter.Attachment);

    internal override bool IsRepeated(AdapterHubAdapter adapter, string tensor) =>
        Parts(adapter).Any(p => For(p.Settings).IsRepeated(p, tensor));

    private protected override bool IsKnown(AdapterHubSettings settings) => Parts(settings).All(Knows);

    private static IEnumerable<AdapterHubSettings> Parts(AdapterHubSettings settings) =>
        (settings.Fields["configs"] as JsonArray ?? []).Select(c => settings.Of(c as JsonObject
            ?? throw new InvalidDataException($"{settings.Origin} has a part that is no configuration.")));

    private static IEnumerable<AdapterHubAdapter> Parts(AdapterHubAdapter adapter) =>
        Parts(adapter.Settings).Zip(((UnionAttachment)adapter.Attachment).Parts, (s, a) => adapter with { Settings = s, Attachment = a });
}
