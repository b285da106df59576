using System.Text.Json.Nodes;

namespace Workbook.Protocol;

/// <summary>The text of a <c>kernel.json</c>.</summary>
public static class KernelSpec
{
    /// <summary>What front ends show in their list of kernels.</summary>
    public const string DisplayName = "C# (.NET 10)";

    /// <summary>Makes the text. It says nothing of <c>kernel_protocol_version</c>: from 5.5 on that would announce
    /// Jupyter's registration handshake (JEP 66) instead of a protocol version.</summary>
    /// <param name="command">How to start the program, the first entry an absolute path: front ends that were not
    /// started from a shell have another PATH.</param>
    /// <returns>Indented JSON.</returns>
    public static string Create(IEnumerable<string> command)
    {
        var arguments = new JsonArray([.. command.Select(part => (JsonNode)part), "kernel", "{connection_file}"]);
        var spec = new JsonObject
        {
            ["argv"] = arguments,
            ["display_name"] = DisplayName,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject { ["debugger"] = false },
        };
        return spec.ToJsonString(new() { WriteIndented = true }) + "\n";
    }
}
