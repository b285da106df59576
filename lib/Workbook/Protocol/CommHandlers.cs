using System.Text.Json.Nodes;
using Workbook.Scripting;

namespace Workbook.Protocol;

/// <summary>Comms: hands the front end's messages to the session and lists what is open.</summary>
/// <param name="kernel">The kernel.</param>
internal sealed class CommHandlers(KernelServices kernel)
{
    private static readonly Dictionary<string, string> NoComms = [];

    /// <summary>Handles <c>comm_open</c>, <c>comm_msg</c> and <c>comm_close</c>; they have no reply.</summary>
    /// <param name="request">The message.</param>
    public Reply? Receive(JupyterMessage request)
    {
        var content = request.Content;
        var output = kernel.OutputOf(request, silent: false, allowInput: false);
        var message = new CommMessage(
            request.Type, JsonText.Text(content, "comm_id"), (content["data"]?.DeepClone() as JsonObject) ?? [])
        {
            TargetName = content["target_name"] is null ? null : JsonText.Text(content, "target_name"),
            Metadata = request.Metadata,
            Buffers = [.. request.Buffers.Select(buffer => (ReadOnlyMemory<byte>)buffer)],
        };
        var outcome = kernel.Runner.Run(async token =>
        {
            output.Interrupt = token;
            CellOutput.Current = output;
            await kernel.Session.ReceiveCommAsync(message, output).ConfigureAwait(false);
            return true;
        });
        if (outcome.Failure is { } failure)
            output.Write(OutputStream.Error, $"{failure.GetType().Name}: {failure.Message}\n");
        RefuseUnknown(message, output);
        if (outcome.GivenUp)
            output.Close();
        else
            output.Flush();
        return null;
    }

    /// <summary>Answers <c>comm_info_request</c>.</summary>
    /// <param name="request">The request.</param>
    public Reply List(JupyterMessage request)
    {
        var target = JsonText.Text(request.Content, "target_name");
        var comms = new JsonObject();
        foreach (var (id, name) in kernel.SessionIfMade?.Comms ?? NoComms)
        {
            if (target.Length == 0 || name == target)
                comms[id] = new JsonObject { ["target_name"] = name };
        }

        var reply = Replies.Ok();
        reply["comms"] = comms;
        return new Reply(reply);
    }

    // A page that opened a comm nobody takes would otherwise wait for seconds.
    private void RefuseUnknown(CommMessage message, CellOutput output)
    {
        if (message.Type == "comm_open"
            && !kernel.Session.Comms.ContainsKey(message.CommId) && !output.ClosedComms.Contains(message.CommId))
            output.SendComm(new CommMessage("comm_close", message.CommId, []));
    }
}
