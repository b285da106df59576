using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;

namespace Workbook.Scripting;

/// <summary>Directives that keep values and make variables of them.</summary>
internal static class ValueDirectives
{
    /// <summary><c>#!value</c>: keeps text under a name.</summary>
    public static async Task ValueAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var name = line.Option("--name") ?? throw Missing("--name");
        var value = text.Trim('\n');
        if (line.Option("--from-file") is { } file)
            value = await File.ReadAllTextAsync(cell.Resolve(file), cell.Interrupt);
        else if (line.Option("--from-url") is { } url) value = await DownloadAsync(url, cell.Interrupt);
        else if (line.Option("--from-value") is { } given) value = given;
        cell.Kept[name] = value;
        if (line.Option("--mime-type") is not { Length: > 0 } mimeType) return;
        var data = new JsonObject { [mimeType] = value };
        if (mimeType != "text/plain") data["text/plain"] = value;
        cell.Output.Display(new MimeBundle(data, []), null);
    }

    /// <summary><c>#!set</c>: makes a variable of a literal, a kept value, or what the reader types.</summary>
    public static async Task SetAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var name = line.Option("--name") ?? throw Missing("--name");
        var value = line.Option("--value") ?? throw Missing("--value");
        await cell.DeclareAsync(Identifier(name), await EvaluateAsync(cell, value));
    }

    /// <summary><c>#!share</c>: makes a variable of a kept value.</summary>
    public static async Task ShareAsync(CellExecution cell, DirectiveLine line, string text)
    {
        var name = line.Option("--name") ?? line.Argument() ?? throw Missing("--name");
        var from = line.Option("--from") ?? throw Missing("--from");
        await cell.DeclareAsync(Identifier(line.Option("--as") ?? name), Shared(cell, from, name));
    }

    private static async Task<object?> EvaluateAsync(CellExecution cell, string value)
    {
        if (!value.StartsWith('@')) return Literal(value);
        var colon = value.IndexOf(':');
        var (source, rest) = colon < 0 ? (value[1..], "") : (value[1..colon], value[(colon + 1)..]);
        return source switch
        {
            "input" => await Kernel.GetInputAsync(rest.Trim('"')),
            "password" => await Kernel.GetPasswordAsync(rest.Trim('"')),
            _ => Shared(cell, source, rest),
        };
    }

    private static object? Shared(CellExecution cell, string kernel, string name) => kernel.ToLowerInvariant() switch
    {
        "value" => cell.Kept.TryGetValue(name, out var kept) ? kept
            : throw new DirectiveException($"No value '{name}' was kept; #!value --name {name} keeps one."),
        "csharp" or "c#" => cell.Engine.Variables.FirstOrDefault(v => v.Name == name) is { } variable ? variable.Value
            : throw new DirectiveException($"There is no variable '{name}'; #!who lists those there are."),
        _ => throw new DirectiveException($"Values can be shared from 'value' and 'csharp'; '{kernel}' is not here."),
    };

    private static object? Literal(string text)
    {
        try
        {
            var json = JsonSerializer.Deserialize<JsonElement>(text);
            return json.ValueKind switch
            {
                JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
                JsonValueKind.Number => json.TryGetInt32(out var i) ? i : json.TryGetInt64(out var l) ? l
                    : json.GetDouble(),
                JsonValueKind.String => json.GetString(),
                JsonValueKind.Null => null,
                _ => json,
            };
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static string Identifier(string name) => SyntaxFacts.IsValidIdentifier(name) ? name
        : throw new DirectiveException($"'{name}' is no name for a C# variable.");

    private static DirectiveException Missing(string option) => new($"The option {option} is missing.");

    private static async Task<string> DownloadAsync(string url, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new DirectiveException($"'{url}' is no http or https address.");
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        return await client.GetStringAsync(uri, cancellation);
    }
}
