using PeftWorkbook.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Mixture;

/// <summary>The task of each row of a batch, for adapters that hold several.</summary>
internal static class RowTasks
{
    /// <summary>The tasks of the rows that a layer sees, int64 <c>[rows]</c>, in the caller's scope.</summary>
    /// <param name="input">What the model was given.</param>
    /// <param name="rows">Which rows the layer sees; null means all.</param>
    /// <param name="count">How many tasks there are.</param>
    /// <param name="method">The method's name, for messages.</param>
    /// <exception cref="InvalidOperationException">The input says no tasks, or one that the adapter does not have.</exception>
    internal static Tensor Of(ModelInput? input, Tensor? rows, long count, string method)
    {
        var tasks = input?.TaskIds
            ?? throw new InvalidOperationException($"{method} has something for each task: give the input TaskIds, one a row.");
        tasks = rows is null ? tasks : tasks.index_select(0, rows);
        var (least, most) = (tasks.min().ToInt64(), tasks.max().ToInt64());
        return least >= 0 && most < count
            ? tasks
            : throw new InvalidOperationException($"TaskIds has the task {(least < 0 ? least : most)}, and the adapter has {count}.");
    }
}
