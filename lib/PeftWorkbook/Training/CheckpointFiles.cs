using PeftWorkbook.Hub;
using PeftWorkbook.Peft;
using static TorchSharp.torch;

namespace PeftWorkbook.Training;

/// <summary>
/// The files of a checkpoint beside its state: what is trained, in the optimiser's precision, with the model's buffers and the state of
/// the random numbers; the optimiser's state; and the adapter as PEFT saves it, for whoever wants to use it as it is.
/// </summary>
internal static class CheckpointFiles
{
    private const string WeightsFile = "weights.safetensors", OptimizerFile = "optimizer.bin", AdapterFolder = "adapter";
    private const string Trained = "trained.", Buffer = "buffer.", Kept = "kept.", Random = "random";

    internal static void Write(Trainer trainer, string folder)
    {
        using var scope = NewDisposeScope();
        var tensors = trainer.Trained.Optimized.Select(p => KeyValuePair.Create(Trained + p.Name, (Tensor)p.Parameter))
            .Concat(Beside(trainer).Select(b => KeyValuePair.Create(b.Name, b.Tensor)))
            .Append(KeyValuePair.Create(Random, get_rng_state()));
        SafeTensors.Save(Path.Combine(folder, WeightsFile), tensors);
        AtomicFile.Write(Path.Combine(folder, OptimizerFile), stream =>
        {
            using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            trainer.Optimizer.save_state_dict(writer);
        });
        (trainer.Model as PeftModel)?.Save(Path.Combine(folder, AdapterFolder));
    }

    internal static void Read(Trainer trainer, string folder)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var tensors = SafeTensors.Load(Path.Combine(folder, WeightsFile));
        foreach (var (name, parameter) in trainer.Trained.Optimized)
        {
            Set(parameter, Trained + name, tensors, folder);
        }

        foreach (var (name, tensor) in Beside(trainer))
        {
            Set(tensor, name, tensors, folder);
        }

        trainer.Trained.Publish();
        using var reader = new BinaryReader(File.OpenRead(Path.Combine(folder, OptimizerFile)));
        trainer.Optimizer.load_state_dict(reader);
        set_rng_state(tensors[Random]);
    }

    // What steps may change although nobody trains it: buffers, and what adapters keep for themselves.
    private static IEnumerable<(string Name, Tensor Tensor)> Beside(Trainer trainer)
    {
        foreach (var (name, buffer) in trainer.Model.named_buffers())
        {
            yield return (Buffer + name, buffer);
        }

        if (trainer.Model is PeftModel peft)
        {
            foreach (var adapter in peft.Adapters)
            {
                foreach (var tensor in peft.Attached(adapter).State.Where(s => !s.Tensor.requires_grad))
                {
                    yield return ($"{Kept}{adapter}.{tensor.Key}", tensor.Tensor);
                }
            }
        }
    }

    private static void Set(Tensor target, string name, Dictionary<string, Tensor> tensors, string folder)
    {
        if (!tensors.TryGetValue(name, out var value) || !value.shape.SequenceEqual(target.shape))
        {
            throw new InvalidDataException($"The checkpoint '{folder}' is of another model or adapter: it has no '{name}' of that shape.");
        }

        target.copy_(value);
    }
}
