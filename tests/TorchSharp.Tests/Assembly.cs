using Xunit.Sdk;
using Xunit.v3;

// Counts of live tensors, interrupts and the default generator belong to the process; and OpenMP's threads spin.
[assembly: Parallelization(Mode = ParallelMode.None)]
