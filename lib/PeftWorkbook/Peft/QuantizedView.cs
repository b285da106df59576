using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace PeftWorkbook.Peft;

/// <summary>A linear layer whose weight stays in a GGUF file's blocks: adapters learn beside it, and none is merged into it.</summary>
internal sealed class QuantizedView(QuantizedDense layer) : BaseLayer
{
    public override Module<Tensor, Tensor> Module => layer;

    public override long InFeatures => layer.Weight.Columns;

    public override long OutFeatures => layer.Weight.Rows;

    /// <summary>The widened weight, made anew at each call.</summary>
    public override Tensor Weight => layer.Weight.Dequantize();

    public override Parameter? Bias => layer.Bias;

    public override Tensor Apply(Tensor x, Tensor weight, Tensor? bias) => F.linear(x, weight, bias);

    public override void Write(Tensor weight, Tensor? bias) => throw new NotSupportedException(
        "A weight that stays quantised cannot be written, so nothing is merged into it; load the model without KeepQuantized.");
}
