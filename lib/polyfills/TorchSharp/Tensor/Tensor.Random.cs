namespace TorchSharp;

// Random numbers.
public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Ones with the probability that each element gives, zeros otherwise.</summary>
        public Tensor bernoulli(Generator? generator = null) => RandomOps.Bernoulli.Call(this, generator);

        /// <summary>Sets each element to one with a probability, to zero otherwise.</summary>
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) =>
            RandomOps.BernoulliFloatInPlace.CallInPlace(this, p, generator);

        /// <summary>Sets each element to one with the probability a tensor gives, to zero otherwise.</summary>
        public Tensor bernoulli_(Tensor p, Generator? generator = null) =>
            RandomOps.BernoulliTensorInPlace.CallInPlace(this, p, generator);

        /// <summary>Sets the elements to normal random numbers.</summary>
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            RandomOps.NormalInPlace.CallInPlace(this, mean, std, generator);

        /// <summary>Sets the elements to random numbers from one bound up to another.</summary>
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            RandomOps.UniformInPlace.CallInPlace(this, from, to, generator);

        /// <summary>Sets the elements to exponential random numbers.</summary>
        public Tensor exponential_(double lambda = 1, Generator? generator = null) =>
            RandomOps.ExponentialInPlace.CallInPlace(this, lambda, generator);

        /// <summary>Sets the elements to random numbers whose logarithm is normal.</summary>
        public Tensor log_normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            RandomOps.LogNormalInPlace.CallInPlace(this, mean, std, generator);

        /// <summary>Sets the elements to geometric random numbers.</summary>
        public Tensor geometric_(double p, Generator? generator = null) =>
            RandomOps.GeometricInPlace.CallInPlace(this, p, generator);

        /// <summary>Sets the elements to Cauchy random numbers.</summary>
        public Tensor cauchy_(double median = 0, double sigma = 1, Generator? generator = null) =>
            RandomOps.CauchyInPlace.CallInPlace(this, median, sigma, generator);

        /// <summary>Sets the elements to random integers from one bound up to, not including, another.</summary>
        public Tensor random_(double from, double to, Generator? generator = null) =>
            RandomOps.RandomFromInPlace.CallInPlace(this, (long)from, (long)to, generator);

        /// <summary>Positions drawn with the weights that the elements give, for each row.</summary>
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            RandomOps.Multinomial.Call(this, num_samples, replacement, generator);

        /// <summary>Poisson random numbers with the rates that the elements give.</summary>
        public Tensor poisson(Generator? generator = null) => RandomOps.Poisson.Call(this, generator);
    }
}
