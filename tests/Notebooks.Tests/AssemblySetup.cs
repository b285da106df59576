using Xunit.Sdk;
using Xunit.v3;

// One front end at a time: each starts a kernel, and two libtorch at once slow each other down ten times.
[assembly: Parallelization(Mode = ParallelMode.None)]
