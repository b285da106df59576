using TorchSharp.Engine;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op CrossEntropy = Op.Find("aten::cross_entropy_loss");
            private static readonly Op NllLoss = Op.Find("aten::nll_loss_nd");
            private static readonly Op MseLoss = Op.Find("aten::mse_loss");
            private static readonly Op L1Loss = Op.Find("aten::l1_loss");
            private static readonly Op Bce = Op.Find("aten::binary_cross_entropy");
            private static readonly Op BceWithLogits = Op.Find("aten::binary_cross_entropy_with_logits");
            private static readonly Op KlDiv = Op.Find("aten::kl_div");
            private static readonly Op HuberLoss = Op.Find("aten::huber_loss");
            private static readonly Op SmoothL1Loss = Op.Find("aten::smooth_l1_loss");
            private static readonly Op SoftMarginLoss = Op.Find("aten::soft_margin_loss");
            private static readonly Op HingeEmbeddingLoss = Op.Find("aten::hinge_embedding_loss");
            private static readonly Op MarginRankingLoss = Op.Find("aten::margin_ranking_loss");
            private static readonly Op CosineEmbeddingLoss = Op.Find("aten::cosine_embedding_loss");
            private static readonly Op TripletMarginLoss = Op.Find("aten::triplet_margin_loss");
            private static readonly Op PoissonNllLoss = Op.Find("aten::poisson_nll_loss");

            /// <summary>Cross entropy of logits with classes, or with class probabilities.</summary>
            /// <param name="input">Logits <c>[batch, classes, ...]</c> or <c>[classes]</c>.</param>
            /// <param name="target">Classes (int64) <c>[batch, ...]</c>, or probabilities of the shape of the
            /// input.</param>
            /// <param name="weight">Weight of each class, or null.</param>
            /// <param name="ignore_index">Class that does not count.</param>
            /// <param name="reduction">Mean over what counts (weighted), sum, or none.</param>
            /// <param name="label_smoothing">Part of the target that is spread over all classes, 0 to 1.</param>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null,
                long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                CrossEntropy.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>Negative log likelihood: minus the log probability of the class.</summary>
            /// <param name="input">Log probabilities <c>[batch, classes, ...]</c>.</param>
            /// <param name="target">Classes (int64) <c>[batch, ...]</c>; -100 does not count.</param>
            /// <param name="weight">Weight of each class, or null.</param>
            /// <param name="reduction">Mean over what counts (weighted), sum, or none.</param>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean) => NllLoss.Call(input, target, weight, (long)reduction, -100L);

            /// <summary>Squared differences.</summary>
            /// <param name="input">Prediction of any shape.</param>
            /// <param name="target">Target of the same shape.</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                MseLoss.Call(input, target, (long)reduction);

            /// <summary>Absolute differences.</summary>
            /// <param name="input">Prediction of any shape.</param>
            /// <param name="target">Target of the same shape.</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                L1Loss.Call(input, target, (long)reduction);

            /// <summary>Binary cross entropy of probabilities.</summary>
            /// <param name="input">Probabilities of any shape.</param>
            /// <param name="target">Targets in 0 to 1, of the same shape.</param>
            /// <param name="weight">Weight of each element, or null.</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean) => Bce.Call(input, target, weight, (long)reduction);

            /// <summary>Binary cross entropy of logits.</summary>
            /// <param name="input">Logits of any shape.</param>
            /// <param name="target">Targets in 0 to 1, of the same shape.</param>
            /// <param name="weight">Weight of each element, or null.</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            /// <param name="pos_weights">Weight of positive targets, or null.</param>
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                BceWithLogits.Call(input, target, weight, pos_weights, (long)reduction);

            /// <summary>Kullback-Leibler divergence of the target from the prediction.</summary>
            /// <param name="input">Log probabilities of any shape.</param>
            /// <param name="target">Log probabilities, or probabilities, of the same shape.</param>
            /// <param name="log_target">Whether the target holds log probabilities (here the default; in PyTorch it
            /// is not).
            /// </param>
            /// <param name="reduction">Mean over elements, sum, or none.</param>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true,
                Reduction reduction = Reduction.Mean) => KlDiv.Call(input, target, (long)reduction, log_target);

            /// <summary>Half the squared difference up to δ, linear beyond.</summary>
            /// <param name="input">Prediction of any shape.</param>
            /// <param name="target">Target of the same shape.</param>
            /// <param name="delta">Where the loss becomes linear.</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1.0,
                Reduction reduction = Reduction.Mean) => HuberLoss.Call(input, target, (long)reduction, delta);

            /// <summary>The Huber loss divided by β (absolute differences where β is 0).</summary>
            /// <param name="input">Prediction of any shape.</param>
            /// <param name="target">Target of the same shape.</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            /// <param name="beta">Where the loss becomes linear.</param>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean,
                double beta = 1.0) => SmoothL1Loss.Call(input, target, (long)reduction, beta);

            /// <summary>log(1 + exp(-y x)).</summary>
            /// <param name="input">Prediction of any shape.</param>
            /// <param name="target">Targets 1 and -1, of the same shape.</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            public static Tensor soft_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                SoftMarginLoss.Call(input, target, (long)reduction);

            /// <summary>x where the target is 1, max(0, margin - x) where it is -1.</summary>
            /// <param name="input">Distances of any shape.</param>
            /// <param name="target">Targets 1 and -1, of the same shape.</param>
            /// <param name="margin">The margin.</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            public static Tensor hinge_embedding_loss(Tensor input, Tensor target, double margin = 0.0,
                Reduction reduction = Reduction.Mean) =>
                    HingeEmbeddingLoss.Call(input, target, margin, (long)reduction);

            /// <summary>max(0, -y (x₁ - x₂) + margin).</summary>
            /// <param name="input1">First scores <c>[batch]</c>.</param>
            /// <param name="input2">Second scores <c>[batch]</c>.</param>
            /// <param name="target">1 where the first should rank higher, -1 otherwise.</param>
            /// <param name="margin">The margin.</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            public static Tensor margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0,
                Reduction reduction = Reduction.Mean) =>
                MarginRankingLoss.Call(input1, input2, target, margin, (long)reduction);

            /// <summary>1 - cos(x₁, x₂) where the target is 1, max(0, cos(x₁, x₂) - margin) where it is -1.</summary>
            /// <param name="input1">First vectors <c>[batch, dim]</c>.</param>
            /// <param name="input2">Second vectors <c>[batch, dim]</c>.</param>
            /// <param name="target">Targets 1 and -1 <c>[batch]</c>.</param>
            /// <param name="margin">The margin, -1 to 1.</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            public static Tensor cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, double margin = 0.0,
                Reduction reduction = Reduction.Mean) =>
                CosineEmbeddingLoss.Call(input1, input2, target, margin, (long)reduction);

            /// <summary>max(0, d(a, p) - d(a, n) + margin).</summary>
            /// <param name="anchor">Anchors a <c>[batch, dim]</c>.</param>
            /// <param name="positive">Positives p <c>[batch, dim]</c>.</param>
            /// <param name="negative">Negatives n <c>[batch, dim]</c>.</param>
            /// <param name="margin">The margin.</param>
            /// <param name="p">Order of the norm that measures distances.</param>
            /// <param name="eps">Added to differences.</param>
            /// <param name="swap">Whether to use d(p, n) where it is smaller than d(a, n).</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            public static Tensor triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative,
                double margin = 1.0,
                long p = 2, double eps = 1e-06, bool swap = false, Reduction reduction = Reduction.Mean) =>
                TripletMarginLoss.Call(anchor, positive, negative, margin, (double)p, eps, swap, (long)reduction);

            /// <summary>Negative log likelihood of counts under a Poisson distribution.</summary>
            /// <param name="input">Expected counts, or their logarithm, of any shape.</param>
            /// <param name="target">Counts of the same shape.</param>
            /// <param name="log_input">Whether the input holds logarithms.</param>
            /// <param name="full">Whether to add Stirling's term.</param>
            /// <param name="eps">Keeps the logarithm finite.</param>
            /// <param name="reduction">Mean, sum, or none.</param>
            public static Tensor poisson_nll_loss(Tensor input, Tensor target, bool log_input = true, bool full = false,
                float eps = 1e-8f, Reduction reduction = Reduction.Mean) =>
                PoissonNllLoss.Call(input, target, log_input, full, (double)eps, (long)reduction);
        }
    }
}
