using System.Globalization;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace PeftWorkbook.Peft.Reparameterized;

/// <summary>What FRoD's layers of one role share: the basis V and the places of the sparse S.</summary>
internal sealed class FrodBasis : AdapterShare
{
    private readonly SortedDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly FrodConfig _config;

    internal FrodBasis(FrodConfig config, IReadOnlyList<AdapterSite> sites) : base(nameof(FrodBasis))
    {
        _config = config;
        using var generator = new Generator((ulong)config.ProjectionSeed);
        foreach (var role in sites.GroupBy(s => RoleOf(s.Module)).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if (role.Select(s => s.Layer.InFeatures).Distinct().Count() > 1)
            {
                throw new ArgumentException(
                    $"FRoD takes '{role.Key}' for one role, and its layers differ in width: target one kind of them.");
            }

            var name = $"role_{_names.Count}";
            var weights = role.OrderBy(s => LayerOf(s.Module, s.Index)).Select(s => s.Layer.Weight.detach().to(ScalarType.Float32, CPU));
            var (v, places) = (Joint([.. weights]), Places(role.First().Layer.InFeatures, generator));
            var weight = role.First().Layer.Weight;
            _names.Add(role.Key, name);
            register_buffer(name + "_V", v.contiguous().Like(weight));
            register_buffer(name + "_places", places.to(weight.device));
            register_buffer(name + "_size", tensor(new[] { v.shape[0], v.shape[0] }).to(weight.device));
        }
    }

    /// <summary>Tells that a role's V was replaced.</summary>
    internal event Action<string>? Changed;

    /// <inheritdoc/>
    protected internal override IEnumerable<AdapterTensor> State => _names.SelectMany(n => new AdapterTensor[]
    {
        new($"frod_V.{n.Key}", Buffer(n.Value + "_V"), false, _config.SaveProjection),
        new($"frod_s_indices.{n.Key}", Buffer(n.Value + "_places"), false, _config.SaveProjection),
        new($"frod_s_size.{n.Key}", Buffer(n.Value + "_size"), false, _config.SaveProjection),
    });

    /// <summary>V <c>[in, in]</c> and the places <c>[2, nnz]</c> of a module's role.</summary>
    internal (Tensor V, Tensor Places) Of(string module)
    {
        var name = _names[RoleOf(module)];
        return (Buffer(name + "_V"), Buffer(name + "_places"));
    }

    /// <summary>U and l, so that <c>U diag(l) Vᵀ</c> is the weight and U's columns have length one.</summary>
    internal static (Tensor U, Tensor L) Split(Tensor weight, Tensor v)
    {
        var (w, basis) = (weight.detach().to_type(ScalarType.Float64), v.to_type(ScalarType.Float64));
        var product = Solve(basis, w.t()).t();
        var length = product.norm(0);
        return (product / length.clamp_min(1e-12), length);
    }

    /// <summary>The role of a module: its name and its parent's, as PEFT joins them.</summary>
    internal static string RoleOf(string module)
    {
        var parts = module.Split('.');
        return parts switch
        {
            [var only] => only,
            [.., var parent, var last] when parent.All(char.IsAsciiDigit) => last,
            [.., "attention", "output", "dense"] => "attention_output",
            [.., var parent, var last] => $"{parent}_{last}",
            _ => module,
        };
    }

    /// <inheritdoc/>
    protected internal override void Import(string suffix, Tensor value)
    {
        var (kind, role) = (suffix.Split('.', 2)[0], suffix.Split('.', 2)[1]);
        var wide = Buffer(_names[role] + "_V").shape[0];
        var last = kind == "frod_s_size" ? wide : wide - 1;
        if (kind != "frod_V" && value.numel() > 0 && (value.min().item<long>() < 0 || value.max().item<long>() > last))
        {
            throw new InvalidDataException($"{suffix} leaves the {wide} x {wide} entries of its basis.");
        }

        base.Import(suffix, value);
        if (kind == "frod_V")
        {
            Changed?.Invoke(role);
        }
    }

    /// <inheritdoc/>
    protected internal override string? ShareWith(AdapterShare earlier)
    {
        var (mine, theirs) = (_config.ProjectionSeed, ((FrodBasis)earlier)._config.ProjectionSeed);
        return mine == theirs
            ? null
            : $"all adapters of the method take the same places, and this one asks for the seed {mine} where {theirs} is in use";
    }

    // Layers that agree in a direction leave V singular.
    private static Tensor Solve(Tensor v, Tensor right)
    {
        try
        {
            return linalg.solve(v, right);
        }
        catch (ExternalException)
        {
            return linalg.pinv(v, rtol: 1e-6).mm(right);
        }
    }

    private Tensor Buffer(string name) => _internal_buffers[name].Item1;

    private static int LayerOf(string module, int fallback)
    {
        var parts = module.Split('.');
        var at = Array.IndexOf(parts, "layers");
        var next = at >= 0 && at + 1 < parts.Length ? parts[at + 1] : "";
        if (int.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var first = parts.FirstOrDefault(p => p.Length > 0 && p.All(char.IsAsciiDigit));
        return first is null ? fallback : int.Parse(first, CultureInfo.InvariantCulture);
    }

    // A higher-order generalised SVD: QR of the stack, then the mean of the regularised inverses of the slices' Gram matrices.
    private Tensor Joint(Tensor[] weights)
    {
        var all = cat(weights);
        var wide = all.shape[1];
        if (all.shape[0] < wide)
        {
            return linalg.svd(all, fullMatrices: true).Vh.t();
        }

        var (q, r) = linalg.qr(all);
        var (mean, one, start) = (zeros([wide, wide]), eye(wide), 0L);
        foreach (var weight in weights)
        {
            var slice = q.narrow(0, start, weight.shape[0]);
            mean += linalg.inv(slice.t().mm(slice) + (one * _config.Regularization));
            start += weight.shape[0];
        }

        return r.t().mm(linalg.eigh(mean / weights.Length).Item2);
    }

    // Off the diagonal, in the order of PyTorch's permutation.
    private Tensor Places(long wide, Generator generator)
    {
        var free = wide * (wide - 1);
        var count = Math.Min((long)(wide * wide * _config.SparseRate), free);
        count = _config.SparseRate > 0 && free > 0 ? Math.Max(1, count) : count;
        var flat = arange(wide * wide).masked_select(eye(wide).flatten().eq(0));
        var chosen = count == 0 ? flat.narrow(0, 0, 0) : flat.index_select(0, randperm(free, generator: generator).narrow(0, 0, count));
        return stack([chosen.div(wide, RoundingMode.floor), chosen.remainder(wide)]);
    }
}
