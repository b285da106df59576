using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Workbook.Notebooks.Html;

/// <summary>Widgets on a page without a kernel: each control as it stood, disabled, and what it showed.</summary>
internal static class WidgetHtml
{
    private const int DeepestBox = 20;

    /// <summary>A widget, or <see langword="null"/> where its model was not stored or is of a kind without a still form.</summary>
    public static string? Convert(string id, WidgetModels models, OutputHtml outputs) => Convert(id, models, outputs, 0);

    private static string? Convert(string id, WidgetModels models, OutputHtml outputs, int depth)
    {
        if (depth > DeepestBox || models.Find(id) is not var (name, state))
        {
            return null;
        }

        string Value() => Number(state["value"]);
        string Text(string key) => WebUtility.HtmlEncode(Plain(state[key]));
        return name switch
        {
            "VBoxModel" or "HBoxModel" or "BoxModel" => Box(name, state, models, outputs, depth),
            "OutputModel" => $"<div class=\"widget-output\">{outputs.Convert(state["outputs"] as JsonArray ?? [])}</div>",
            "IntSliderModel" or "FloatSliderModel" => Control(Text("description"),
                $"<input type=\"range\" disabled min=\"{Number(state["min"])}\" max=\"{Number(state["max"])}\" "
                + $"step=\"any\" value=\"{Value()}\"><output>{Value()}</output>"),
            "IntTextModel" or "FloatTextModel" or "TextModel" =>
                Control(Text("description"), $"<input disabled value=\"{Text("value")}\">"),
            "CheckboxModel" => Control(Text("description"),
                $"<input type=\"checkbox\" disabled{(Plain(state["value"]) == "true" ? " checked" : "")}>"),
            "DropdownModel" => Control(Text("description"), $"<select disabled><option>{Selected(state)}</option></select>"),
            "ButtonModel" => $"<button disabled>{Text("description")}</button>",
            "IntProgressModel" or "FloatProgressModel" => Control(Text("description"),
                $"<progress max=\"{Number(state["max"])}\" value=\"{Value()}\"></progress>"),
            "LabelModel" => $"<span>{Text("value")}</span>",
            "HTMLModel" => Plain(state["value"]),
            _ => null,
        };
    }

    private static string Box(string name, JsonObject state, WidgetModels models, OutputHtml outputs, int depth)
    {
        IEnumerable<string?> children = (state["children"] as JsonArray ?? [])
            .Select(child => Convert(Plain(child), models, outputs, depth + 1));
        string direction = name == "HBoxModel" ? "row" : "column";
        return $"<div class=\"widget-box {direction}\">{string.Concat(children)}</div>";
    }

    private static string Control(string label, string control) =>
        $"<label class=\"widget\" title=\"Live in a notebook; a page has no kernel.\"><span>{label}</span>{control}</label>";

    private static string Selected(JsonObject state) =>
        state["index"] is JsonValue value && value.TryGetValue(out int index)
        && state["_options_labels"] is JsonArray labels && index >= 0 && index < labels.Count
            ? WebUtility.HtmlEncode(Plain(labels[index]))
            : "";

    private static string Number(JsonNode? node) =>
        double.TryParse(Plain(node), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value.ToString("G6", CultureInfo.InvariantCulture)
            : "0";

    private static string Plain(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonValue value => value.ToJsonString(),
        _ => "",
    };
}
