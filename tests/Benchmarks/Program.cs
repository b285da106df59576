using Benchmarks;
using TorchSharp;

// usage: Benchmarks [name…]   a line a figure: bench NAME ratio R (ours X, theirs Y, unit); above 1 is better than them
torch.set_num_threads(Math.Min(2, Environment.ProcessorCount));
if (args is [Sst2Run.Argument])
{
    return Sst2Run.Run();
}

if (args is ["survey", ..])
{
    return GlueSurvey.Run(args[1..]);
}

Benchmark[] all =
[
    new LoraStep(64), new LoraStep(128), new LoraStepLimit(), new SmallOp(), new KernelLatency(), new Sst2(), new PeftTable(),
    new TokenizeSpeed(),
    new Embed(), new Decode(quantized: false), new Decode(quantized: true), new OpenFile(),
];
Benchmark[] chosen = args.Length == 0 ? all : [.. all.Where(b => b.Names.Any(n => args.Any(a => n.Contains(a, StringComparison.Ordinal))))];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"No figure is called that; there are {string.Join(", ", all.SelectMany(b => b.Names))}.");
    return 1;
}

Console.WriteLine(Machine.Describe());
foreach (Benchmark benchmark in chosen)
{
    foreach (string line in benchmark.Run())
    {
        Console.WriteLine(line);
    }
}

return 0;
