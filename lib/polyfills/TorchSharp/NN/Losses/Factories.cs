using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Cross entropy of logits with classes; <see cref="functional.cross_entropy"/> explains the
        /// arguments.</summary>
        public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null,
            Reduction reduction = Reduction.Mean) => new(weight, ignore_index, reduction);

        /// <summary>Negative log likelihood; <see cref="functional.nll_loss"/> explains the arguments.</summary>
        public static NLLLoss NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
            new(weight, reduction);

        /// <summary>Binary cross entropy of probabilities; <see cref="functional.binary_cross_entropy"/> explains the
        /// arguments.</summary>
        public static BCELoss BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
            new(weight, reduction);

        /// <summary>Binary cross entropy of logits.</summary>
        public static BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean,
            Tensor? pos_weights = null) => new(weight, reduction, pos_weights);

        /// <summary>Squared differences.</summary>
        public static MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <summary>Absolute differences.</summary>
        public static L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <summary>Half the squared difference up to δ, linear beyond.</summary>
        public static HuberLoss HuberLoss(double delta = 1.0, Reduction reduction = Reduction.Mean) =>
            new(delta, reduction);

        /// <summary>The Huber loss divided by β.</summary>
        public static SmoothL1Loss SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1.0) =>
            new(reduction, beta);

        /// <summary>Kullback-Leibler divergence; targets are log probabilities by default, unlike PyTorch.</summary>
        public static KLDivLoss KLDivLoss(bool log_target = true, Reduction reduction = Reduction.Mean) =>
            new(log_target, reduction);

        /// <summary>Negative log likelihood of counts under a Poisson distribution.</summary>
        public static PoissonNLLLoss PoissonNLLLoss(bool log_input = true, bool full = false, float eps = 1e-8f,
            Reduction reduction = Reduction.Mean) => new(log_input, full, eps, reduction);

        /// <summary>log(1 + exp(-y x)).</summary>
        public static SoftMarginLoss SoftMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <summary>x where the target is 1, max(0, margin - x) where it is -1.</summary>
        public static HingeEmbeddingLoss HingeEmbeddingLoss(double margin = 1.0,
            Reduction reduction = Reduction.Mean) =>
            new(margin, reduction);

        /// <summary>max(0, -y (x₁ - x₂) + margin).</summary>
        public static MarginRankingLoss MarginRankingLoss(double margin = 0, Reduction reduction = Reduction.Mean) =>
            new(margin, reduction);

        /// <summary>1 - cos where the target is 1, max(0, cos - margin) where it is -1.</summary>
        public static CosineEmbeddingLoss CosineEmbeddingLoss(double margin = 0.0,
            Reduction reduction = Reduction.Mean) =>
            new(margin, reduction);

        /// <summary>max(0, d(a, p) - d(a, n) + margin).</summary>
        public static TripletMarginLoss TripletMarginLoss(double margin = 1.0, long p = 2, double eps = 1e-06,
            bool swap = false, Reduction reduction = Reduction.Mean) => new(margin, p, eps, swap, reduction);
    }
}
