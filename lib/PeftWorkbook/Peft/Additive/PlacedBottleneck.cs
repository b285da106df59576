using PeftWorkbook.Models;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Additive;

/// <summary>A bottleneck in its place, for one pass.</summary>
internal sealed class PlacedBottleneck(Bottleneck unit, BottleneckConfig config, StateAxes axes) : ISubLayerAdapter
{
    public Tensor Adapt(Tensor h, ResidualSum sum)
    {
        using var scope = NewDisposeScope();
        if (config.IsParallel)
        {
            return unit.Update(sum.Input, null, axes).MoveToOuterDisposeScope();
        }

        var x = config.JoinsBefore ? sum.Of(h) : h;
        var residual = config.Residual switch
        {
            BottleneckResidual.Input => x,
            BottleneckResidual.Sum when config.JoinsBefore => h + sum.Input,
            _ => h,
        };
        return unit.Update(x, residual, axes).MoveToOuterDisposeScope();
    }

    public Tensor Finish(Tensor z, Tensor h, ResidualSum sum)
    {
        using var scope = NewDisposeScope();
        var state = config.IsParallel ? z + h : z.alias();
        return (config.JoinsAfter ? sum.Of(state) : state).MoveToOuterDisposeScope();
    }
}
