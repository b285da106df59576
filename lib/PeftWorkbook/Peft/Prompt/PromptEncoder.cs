using PeftWorkbook.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Prompt;

/// <summary>Gives the virtual tokens: takes the rows' tasks (or null), gives <c>[rows, width]</c> or <c>[batch, rows, width]</c>.</summary>
/// <param name="name">The class's name.</param>
internal abstract class PromptEncoder(string name) : nn.Module<Tensor?, Tensor>(name)
{
    /// <summary>What PEFT calls the virtual tokens in its file.</summary>
    internal const string Result = "prompt_embeddings";

    /// <summary>Parameters that are not trained.</summary>
    internal virtual IReadOnlyList<string> Fixed => [];

    /// <summary>What the file holds: most often the virtual tokens alone, whatever made them.</summary>
    internal virtual IEnumerable<(string Key, Tensor Tensor)> Export()
    {
        using var _ = no_grad();
        return [(Result, call(null))];
    }

    /// <summary>
    /// Takes what the file holds into the parameters; false where they cannot give exactly these virtual tokens, as what came out of a
    /// network does not say what went in.
    /// </summary>
    internal virtual bool TryImport(string key, Tensor value) => false;
}

/// <summary>Virtual tokens that are a table, trained directly.</summary>
internal sealed class PromptTable : PromptEncoder
{
    private readonly TokenEmbedding embedding;

    /// <param name="start">The table's start, <c>[rows, width]</c>.</param>
    internal PromptTable(Tensor start) : base(nameof(PromptTable))
    {
        embedding = new(start.shape[0], start.shape[1]);
        RegisterComponents();
        using var _ = no_grad();
        embedding.Weight.copy_(start);
    }

    public override Tensor forward(Tensor? tasks) => embedding.Weight.alias();

    internal override bool TryImport(string key, Tensor value)
    {
        using var _ = no_grad();
        embedding.Weight.copy_(value);
        return true;
    }
}

/// <summary>An activation as a module.</summary>
/// <param name="function">Its name, as <see cref="Activation"/> has it.</param>
internal sealed class Elementwise(string function) : nn.Module<Tensor, Tensor>(nameof(Elementwise))
{
    private readonly Func<Tensor, Tensor> _function = Activation.Named(function);

    public override Tensor forward(Tensor x) => _function(x);
}

/// <summary>Virtual tokens that a network makes of a table: P-tuning's, and the projection of prefix tuning.</summary>
internal sealed class PromptNetwork : PromptEncoder
{
    private readonly TokenEmbedding embedding;
    private readonly LSTM? lstm_head;
    private readonly Sequential? mlp_head;
    private readonly Sequential? transform;

    private PromptNetwork(long rows, long width, LSTM? lstm, Sequential? mlp, Sequential? transform, Generator generator)
        : base(nameof(PromptNetwork))
    {
        embedding = new(rows, width);
        (lstm_head, mlp_head, this.transform) = (lstm, mlp, transform);
        RegisterComponents();
        SeededStart.Normal(embedding.Weight, generator);
        SeededStart.Linears(this, generator);
    }

    /// <summary>Three linear layers with ReLU between them.</summary>
    internal static PromptNetwork Mlp(long rows, long width, long hidden, Generator generator) => new(
        rows, width, null,
        nn.Sequential(new Dense(width, hidden), nn.ReLU(), new Dense(hidden, hidden), nn.ReLU(), new Dense(hidden, width)),
        null, generator);

    /// <summary>An LSTM in both directions over the virtual tokens, then two linear layers.</summary>
    internal static PromptNetwork Lstm(long rows, long width, long hidden, long layers, double dropout, Generator generator)
    {
        var lstm = nn.LSTM(width, hidden, layers, batchFirst: true, dropout: dropout, bidirectional: true);
        foreach (var parameter in lstm.parameters())
        {
            SeededStart.Uniform(parameter, generator, 1 / Math.Sqrt(hidden));
        }

        var mlp = nn.Sequential(new Dense(2 * hidden, 2 * hidden), nn.ReLU(), new Dense(2 * hidden, width));
        return new(rows, width, lstm, mlp, null, generator);
    }

    /// <summary>Two linear layers with an activation between them, to another width.</summary>
    internal static PromptNetwork Projection(
        long rows, long width, long hidden, long outWidth, Generator generator, string activation = "tanh") => new(
        rows, width, null, null,
        nn.Sequential(new Dense(width, hidden), new Elementwise(activation), new Dense(hidden, outWidth)), generator);

    /// <summary>Makes the projection give zeros.</summary>
    internal PromptNetwork WithZeroOutput()
    {
        using var _ = no_grad();
        foreach (var parameter in transform!.children().OfType<Dense>().Last().parameters())
        {
            parameter.zero_();
        }

        return this;
    }

    public override Tensor forward(Tensor? tasks)
    {
        using var scope = NewDisposeScope();
        Tensor x = embedding.Weight;
        if (lstm_head is not null)
        {
            x = lstm_head.call(x.unsqueeze(0)).Item1.squeeze(0);
        }

        return (mlp_head ?? transform)!.call(x).MoveToOuterDisposeScope();
    }
}
