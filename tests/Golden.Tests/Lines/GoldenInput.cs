using Golden.Tests.Harness;
using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace Golden.Tests.Lines;

/// <summary>
/// Recorded inputs as tensors, and the models that take them, on the device that <c>WORKBOOK_DEVICE</c> names (the CPU
/// when unset).
/// </summary>
internal static class GoldenInput
{
    /// <summary>Where everything is computed.</summary>
    internal static Device Device { get; } =
        new(Environment.GetEnvironmentVariable("WORKBOOK_DEVICE") is { Length: > 0 } name ? name : "cpu");

    /// <summary>Loads a model onto the device.</summary>
    internal static PretrainedModel Model(string place, LoadOptions? options = null) =>
        PretrainedModel.FromPretrained(place, (options ?? new()) with { Device = Device });

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
        ? tensor(recorded.Integers, recorded.Shape, device: Device)
        : tensor(recorded.Values, recorded.Shape, ScalarType.Float32, Device);

    private static Tensor? Find(GoldenTensors recorded, string name) => recorded.Find(name) is { } found ? Tensor(found) : null;
}
