using Golden.Tests.Harness;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>Recorded inputs as tensors.</summary>
internal static class GoldenInput
{
    /// <summary>Whatever of a model's input is recorded under these names.</summary>
    internal static ModelInput Of(GoldenTensors recorded, string prefix = "") => new(Find(recorded, prefix + "input_ids"))
    {
        AttentionMask = Find(recorded, prefix + "attention_mask"),
        TokenTypeIds = Find(recorded, prefix + "token_type_ids"),
        Labels = Find(recorded, prefix + "labels"),
        PixelValues = Find(recorded, prefix + "pixel_values"),
        DecoderInputIds = Find(recorded, prefix + "decoder_input_ids"),
        TaskIds = Find(recorded, prefix + "task_ids"),
        InputTypeMask = Find(recorded, prefix + "input_type_mask"),
    };

    /// <summary>A recorded tensor in its dtype.</summary>
    internal static Tensor Tensor(GoldenTensor recorded) => recorded.Dtype.StartsWith('I')
        ? tensor(recorded.Integers, recorded.Shape)
        : tensor(recorded.Values, recorded.Shape, ScalarType.Float32);

    private static Tensor? Find(GoldenTensors recorded, string name) => recorded.Find(name) is { } found ? Tensor(found) : null;
}
