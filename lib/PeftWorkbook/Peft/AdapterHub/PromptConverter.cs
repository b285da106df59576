using System.Text.Json.Nodes;
using PeftWorkbook.Models;
using PeftWorkbook.Peft.Prompt;

namespace PeftWorkbook.Peft.AdapterHub;

/// <summary>Prompt tuning, behind the embeddings.</summary>
[AdapterHubArchitecture("prompt_tuning")]
internal sealed class PromptConverter : AdapterHubConverter
{
    internal override PeftConfig Convert(AdapterHubSettings settings) => PeftConfig.Parse(new JsonObject
    {
        ["peft_type"] = "PROMPT_TUNING",
        ["num_virtual_tokens"] = settings.Value("prompt_length", 10),
        ["prompt_tuning_init"] = "UNIFORM",
        ["prompt_place"] = settings.Text("combine") switch
        {
            null or "prefix" => "embeddings",
            "prefix_after_bos" => "after_first",
            var other => throw new InvalidDataException($"{settings.Origin} combines prompt and text by '{other}', which is not known."),
        },
    }.ToJsonString(), settings.Origin);

    // What is trained has another name than what the file holds.
    internal override string? Key(AdapterHubAdapter adapter, string tensor) =>
        IsPrompt(adapter, tensor) ? "prompt_encoder.embedding.weight" : null;

    internal override ITensorSource Tensors(AdapterHubAdapter adapter, ITensorSource file) =>
        new RenamedTensors(file, t => IsPrompt(adapter, t) ? PromptEncoder.Result : null, _ => false);

    private static bool IsPrompt(AdapterHubAdapter adapter, string tensor) =>
        adapter.Behind(tensor, "prompt_tuning.prompt_tunings") == "prompt_embedding.weight";
}
