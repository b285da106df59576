using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>
/// How much the loss needs each triplet of one AdaLoRA adapter (arXiv 2303.10512, equations 7 to 10): the running mean of
/// <c>|w · ∂L/∂w|</c> times that of its distance from the mean.
/// </summary>
internal sealed class TripletScores(AdaLoraAdapter adapter, AdaLoraConfig config) : IDisposable
{
    private readonly Running _a = new(adapter.A), _b = new(adapter.B), _e = new(adapter.E);

    /// <summary>Takes the gradients of the step that was made, with the values after it.</summary>
    internal void Update()
    {
        _a.Update(config);
        _b.Update(config);
        _e.Update(config);
    }

    /// <summary>The score of each triplet, <c>[r]</c>, in the caller's scope.</summary>
    internal Tensor Triplets()
    {
        using var scope = NewDisposeScope();
        return (_e.Scores.flatten() + (_a.Scores.mean([1]) + _b.Scores.mean([0]))).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _e.Dispose();
    }

    // In single precision whatever the parameter's: products of small numbers vanish otherwise.
    private sealed class Running(Parameter parameter) : IDisposable
    {
        private readonly Tensor _mean = zeros(parameter.shape, ScalarType.Float32, parameter.device).DetachFromDisposeScope();
        private readonly Tensor _spread = zeros(parameter.shape, ScalarType.Float32, parameter.device).DetachFromDisposeScope();

        internal Tensor Scores => _mean * _spread;

        internal void Update(AdaLoraConfig config)
        {
            if (parameter.grad is not { } gradient)
            {
                return;
            }

            using var scope = NewDisposeScope();
            var now = (parameter.to_type(ScalarType.Float32) * gradient.to_type(ScalarType.Float32)).abs();
            _mean.mul_(config.SensitivityBeta).add_(now * (1 - config.SensitivityBeta));
            _spread.mul_(config.UncertaintyBeta).add_((now - _mean).abs() * (1 - config.UncertaintyBeta));
        }

        public void Dispose()
        {
            _mean.Dispose();
            _spread.Dispose();
        }
    }
}
