using PeftWorkbook.Hub;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace Pretrain;

/// <summary>Writes the trained encoder as a Hugging Face folder, in half precision.</summary>
internal static class Checkpoints
{
    internal static void Save(PretrainedModel model, Vocabulary vocabulary, string folder)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Directory.CreateDirectory(folder);
        var dim = model.Config.Long("hidden_size");
        var tensors = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.to_type(ScalarType.Float16));

        // Masked-language-model training has no pooler; one that hands the first token on leaves the choice to what is trained on it.
        tensors["bert.pooler.dense.weight"] = eye(dim).to_type(ScalarType.Float16);
        tensors["bert.pooler.dense.bias"] = zeros(dim, dtype: ScalarType.Float16);
        SafeTensors.Save(Path.Combine(folder, "model.safetensors"), tensors, new Dictionary<string, string> { ["format"] = "pt" });
        var config = model.Config.With(("torch_dtype", "float16"));
        File.WriteAllText(Path.Combine(folder, "config.json"), config.Json.ToJsonString(new() { WriteIndented = true }) + "\n");
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), string.Join('\n', vocabulary.Pieces) + "\n");
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """
            {
              "do_lower_case": true,
              "model_max_length": 64,
              "tokenizer_class": "BertTokenizer"
            }

            """);
    }
}
