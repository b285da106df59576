namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Helpers for sequences of different lengths.</summary>
            public static partial class rnn
            {
                /// <summary>Puts sequences into one tensor and fills what is missing.</summary>
                /// <param name="sequences">Sequences <c>[length, ...]</c> that differ in length alone.</param>
                /// <param name="batch_first">Whether the result is <c>[batch, longest, ...]</c> or <c>[longest,
                /// batch, ...]</c>.
                /// </param>
                /// <param name="padding_value">What fills.</param>
                /// <exception cref="ArgumentException">There are no sequences.</exception>
                public static Tensor pad_sequence(IEnumerable<Tensor> sequences, bool batch_first = false,
                    double padding_value = 0.0)
                {
                    var all = sequences.ToArray();
                    if (all.Length == 0) throw new ArgumentException("pad_sequence needs at least one sequence.",
                        nameof(sequences));
                    using var scope = NewDisposeScope();
                    long longest = all.Max(sequence => sequence.size(0));
                    var padded = stack(all.Select(sequence => Lengthen(sequence, longest, padding_value)));
                    return (batch_first ? padded : padded.transpose(0, 1).contiguous()).MoveToOuterDisposeScope();
                }

                // Padding is given from the last dimension to the first.
                private static Tensor Lengthen(Tensor sequence, long length, double value)
                {
                    var pad = new long[2 * sequence.ndim];
                    pad[^1] = length - sequence.size(0);
                    return functional.pad(sequence, pad, PaddingModes.Constant, value);
                }
            }
        }
    }
}
