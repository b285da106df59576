using System.Text.Json;

namespace PeftWorkbook.Plots.Svg;

/// <summary>Colours at places from 0 to 1. The named scales are those of plotly.js.</summary>
internal sealed class ColorScale
{
    private static readonly Dictionary<string, string> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Viridis"] = "#440154 #48186a #472d7b #424086 #3b528b #33638d #2c728e #26828e #21918c "
            + "#1fa088 #28ae80 #3fbc73 #5ec962 #84d44b #addc30 #d8e219 #fde725",
        ["Plasma"] = "#0d0887 #46039f #7201a8 #9c179e #bd3786 #d8576b #ed7953 #fb9f3a #fdca26 #f0f921",
        ["Cividis"] = "#00204c #002a64 #00346e #273f6c #3c4a6b #4c556b #5b5f6d #696970 #777776 "
            + "#868079 #948e77 #a49a73 #b5a66e #c6b365 #d7c05c #eacd4f #fee838",
        ["Blues"] = "#050aac #283cbe #4664f5 #5a78f5 #6a89f7 #dcdcdc",
        ["Reds"] = "#dcdcdc #f5c39d #f5a069 #b20a1c",
        ["Greys"] = "#000000 #ffffff",
        ["Greens"] = "#00441b #006d2c #238b45 #41ab5d #74c476 #a1d99b #c7e9c0 #e5f5e0 #f7fcf5",
        ["YIGnBu"] = "#081d58 #253494 #225ea8 #1d91c0 #41b6c4 #7fcdbb #c7e9b4 #edf8d9 #ffffd9",
        ["YIOrRd"] = "#800026 #bd0026 #e31a1c #fc4e2a #fd8d3c #feb24c #fed976 #ffeda0 #ffffcc",
        ["RdBu"] = "#050aac #6a89f7 #bebebe #dcaa84 #e6915a #b20a1c",
        ["Bluered"] = "#0000ff #ff0000",
        ["Hot"] = "#000000 #e60000 #ffd200 #ffffff",
        ["Jet"] = "#000083 #003caa #05ffff #ffff00 #fa0000 #800000",
        ["Electric"] = "#000000 #1e0064 #780064 #a05a00 #e6c800 #fffadc",
        ["Portland"] = "#0c3383 #0a88ba #f2d338 #f28f38 #d91e1e",
        ["Picnic"] = "#0000ff #3399ff #66ccff #99ccff #ccccff #ffffff #ffccff #ff99ff #ff66cc #ff6666 #ff0000",
        ["Rainbow"] = "#96005a #0000c8 #0019ff #0098ff #2cff96 #97ff00 #ffea00 #ff6f00 #ff0000",
        ["Earth"] = "#000082 #00b4b4 #28d228 #e6e632 #784614 #ffffff",
        ["Blackbody"] = "#000000 #e60000 #e6d200 #ffffff #a0c8ff",
    };

    /// <summary>Places of the colours where they are not evenly spread.</summary>
    private static readonly Dictionary<string, double[]> Places = new(StringComparer.OrdinalIgnoreCase)
    {
        ["RdBu"] = [0, 0.35, 0.5, 0.6, 0.7, 1],
        ["Hot"] = [0, 0.3, 0.6, 1],
        ["Jet"] = [0, 0.125, 0.375, 0.625, 0.875, 1],
        ["Electric"] = [0, 0.15, 0.4, 0.6, 0.8, 1],
        ["Earth"] = [0, 0.1, 0.2, 0.4, 0.6, 1],
        ["Blackbody"] = [0, 0.2, 0.4, 0.7, 1],
        ["Reds"] = [0, 0.2, 0.4, 1],
        ["Blues"] = [0, 0.35, 0.5, 0.6, 0.7, 1],
    };

    private readonly (double At, Rgb Color)[] stops;

    private ColorScale((double At, Rgb Color)[] stops) => this.stops = stops;

    /// <summary>A scale by name or as a list of stops; reversed if asked.</summary>
    public static ColorScale Read(Attr scale, bool reverse)
    {
        (double At, Rgb Color)[] stops = scale.IsArray ? Listed(scale) : [];
        if (stops.Length < 2)
            stops = ByName(scale.IsArray ? "Plasma" : scale.Text("Plasma"));
        return new(reverse ? [.. stops.Reverse().Select(s => (1 - s.At, s.Color))] : stops);
    }

    public Rgb At(double place)
    {
        double t = double.IsNaN(place) ? 0 : Math.Clamp(place, 0, 1);
        int next = Array.FindIndex(stops, s => s.At >= t);
        if (next <= 0)
            return stops[next == 0 ? 0 : ^1].Color;
        (double at, Rgb color) = stops[next - 1];
        double span = stops[next].At - at;
        return Rgb.Mix(color, stops[next].Color, span <= 0 ? 1 : (t - at) / span);
    }

    private static (double, Rgb)[] Listed(Attr scale) => [.. scale.Items
        .Where(stop => stop.ValueKind == JsonValueKind.Array && stop.GetArrayLength() == 2)
        .Select(stop => (Attr.TryNumber(stop[0]) ?? 0, Rgb.TryParse(stop[1].ToString()) ?? new Rgb(128, 128, 128)))];

    private static (double, Rgb)[] ByName(string name)
    {
        string spelled = name.Replace("Yl", "YI", StringComparison.Ordinal);
        string known = Named.ContainsKey(spelled) ? spelled : "Plasma";
        string[] colors = Named[known].Split(' ');
        double[] places = Places.GetValueOrDefault(known)
            ?? [.. colors.Select((_, i) => (double)i / (colors.Length - 1))];
        return [.. colors.Select((color, i) => (places[i], Rgb.TryParse(color)!.Value))];
    }
}
