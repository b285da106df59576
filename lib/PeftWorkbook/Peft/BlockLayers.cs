using static TorchSharp.torch;

namespace PeftWorkbook.Peft;

/// <summary>What a linear layer of a transformer's block computes.</summary>
internal enum BlockRole
{
    /// <summary>Queries; a layer that computes keys and values too has all three roles.</summary>
    Query,

    /// <summary>Keys.</summary>
    Key,

    /// <summary>Values.</summary>
    Value,

    /// <summary>The attention's output.</summary>
    Output,

    /// <summary>What reads the feed-forward net's input, the gate too.</summary>
    Up,

    /// <summary>The feed-forward net's output.</summary>
    Down,
}

/// <summary>What the families call the linear layers of their blocks. Attention to an encoder's output is left out.</summary>
internal static class BlockLayers
{
    private static readonly Dictionary<BlockRole, string[]> s_names = new()
    {
        [BlockRole.Query] =
        [
            @"attention\.self\.query", @"attention\.attention\.query", @"attention\.q_lin", @"self_attn\.q_proj", @"SelfAttention\.q",
            @"attn\.c_attn",
        ],
        [BlockRole.Key] =
        [
            @"attention\.self\.key", @"attention\.attention\.key", @"attention\.k_lin", @"self_attn\.k_proj", @"SelfAttention\.k",
            @"attn\.c_attn",
        ],
        [BlockRole.Value] =
        [
            @"attention\.self\.value", @"attention\.attention\.value", @"attention\.v_lin", @"self_attn\.v_proj", @"SelfAttention\.v",
            @"attn\.c_attn",
        ],
        [BlockRole.Output] =
            [@"attention\.output\.dense", @"attention\.out_lin", @"self_attn\.o_proj", @"SelfAttention\.o", @"attn\.c_proj"],
        [BlockRole.Up] =
        [
            @"layer\.\d+\.intermediate\.dense", @"ffn\.lin1", @"mlp\.c_fc", @"mlp\.gate_proj", @"mlp\.up_proj",
            @"DenseReluDense\.wi(?:_[01])?",
        ],
        [BlockRole.Down] = [@"layer\.\d+\.output\.dense", @"ffn\.lin2", @"mlp\.c_proj", @"mlp\.down_proj", @"DenseReluDense\.wo"],
    };

    /// <summary>The layers of a model that have one of these roles, as target modules.</summary>
    /// <exception cref="ArgumentException">The model has none: its family's names are not known.</exception>
    internal static ModuleNames Of(nn.Module model, params BlockRole[] roles)
    {
        var names = model.named_modules().Select(m => m.name).ToList();
        List<string> found =
            [.. roles.SelectMany(r => s_names[r]).Distinct().Where(p => names.Any(((ModuleNames)Whole(p)).Matches))];
        return found.Count > 0
            ? Whole(string.Join('|', found))
            : throw new ArgumentException($"target_modules is not given, and what {model.GetName()} calls its layers is not known.");
    }

    /// <summary>Whether a layer of that name has one of these roles.</summary>
    internal static bool Has(string name, params BlockRole[] roles) =>
        roles.Any(r => s_names[r].Any(p => ((ModuleNames)Whole(p)).Matches(name)));

    private static string Whole(string names) => $@"(?:.*\.)?(?:{names})";
}
