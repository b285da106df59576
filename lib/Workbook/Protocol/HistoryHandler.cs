using System.Text.Json.Nodes;

namespace Workbook.Protocol;

/// <summary>Answers <c>history_request</c>.</summary>
/// <param name="history">What was executed.</param>
internal sealed class HistoryHandler(HistoryStore history)
{
    /// <summary>Answers a request for a tail, a range or a search.</summary>
    /// <param name="request">The request.</param>
    public Reply Answer(JupyterMessage request)
    {
        var content = request.Content;
        var withOutput = JsonText.Flag(content, "output", false);
        var entries = JsonText.Text(content, "hist_access_type") switch
        {
            "tail" => history.Tail(JsonText.Number(content, "n") ?? 10),
            "range" => history.Range(
                JsonText.Number(content, "session") ?? 0,
                JsonText.Number(content, "start") ?? 1,
                JsonText.Number(content, "stop")),
            "search" => history.Search(
                JsonText.Text(content, "pattern", "*"),
                JsonText.Number(content, "n"),
                JsonText.Flag(content, "unique", false)),
            var other => throw new MessageException($"'{other}' is no hist_access_type: tail, range or search"),
        };
        var reply = Replies.Ok();
        reply["history"] = new JsonArray([.. entries.Select(entry => Row(entry, withOutput))]);
        return new Reply(reply);
    }

    private static JsonArray Row(HistoryEntry entry, bool withOutput)
    {
        JsonNode text = withOutput ? new JsonArray(entry.Input, entry.Output) : entry.Input;
        return [HistoryStore.Session, entry.Line, text];
    }
}
