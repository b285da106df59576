using System.Text.Json.Nodes;

namespace Workbook.Protocol;

/// <summary>What <c>kernel_info_reply</c> says. Nothing here touches the compiler: a client asks this first.</summary>
internal static class KernelInfo
{
    private const string Home = "https://learn.microsoft.com/dotnet/csharp/";

    /// <summary>The reply's content.</summary>
    public static JsonObject Content()
    {
        var version = typeof(KernelInfo).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
        var content = Replies.Ok();
        content["protocol_version"] = MessageCodec.ProtocolVersion;
        content["implementation"] = "peft-workbook";
        content["implementation_version"] = version;
        content["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        };
        content["banner"] = $"PEFT Workbook {version}: C# 14 on .NET {Environment.Version}";
        content["help_links"] = new JsonArray(new JsonObject { ["text"] = "C# documentation", ["url"] = Home });
        content["supported_features"] = new JsonArray();
        content["debugger"] = false;
        return content;
    }
}
