using System.Text.Json.Nodes;
using Workbook.Scripting;

namespace Workbook.Protocol;

/// <summary>Answers requests about code: completion, inspection, whether a cell is whole.</summary>
/// <param name="kernel">The kernel.</param>
internal sealed class CodeHandlers(KernelServices kernel)
{
    /// <summary>Answers <c>complete_request</c>.</summary>
    /// <param name="request">The request.</param>
    public Reply Complete(JupyterMessage request)
    {
        var cursor = Cursor(request);
        var outcome = kernel.Runner.Run(
            token => kernel.Session.CompleteAsync(cursor.Code, cursor.Offset, token));
        var list = outcome.Value ?? new CompletionList([], cursor.Offset, cursor.Offset);
        var (start, end) = (cursor.ToClient(list.Start), cursor.ToClient(list.End));
        var items = list.Items.DistinctBy(item => item.Text).ToList();
        var content = Replies.Ok();
        content["matches"] = new JsonArray([.. items.Select(item => (JsonNode)item.Text)]);
        content["cursor_start"] = start;
        content["cursor_end"] = end;
        content["metadata"] = new JsonObject
        {
            ["_jupyter_types_experimental"] = new JsonArray([.. items.Select(item => Typed(item, start, end))]),
        };
        return new Reply(content);
    }

    /// <summary>Answers <c>inspect_request</c>.</summary>
    /// <param name="request">The request.</param>
    public Reply Inspect(JupyterMessage request)
    {
        var cursor = Cursor(request);
        var detail = JsonText.Number(request.Content, "detail_level") ?? 0;
        var outcome = kernel.Runner.Run(
            token => kernel.Session.InspectAsync(cursor.Code, cursor.Offset, detail, token));
        var content = Replies.Ok();
        content["found"] = outcome.Value is not null;
        content["data"] = outcome.Value?.Data.DeepClone() ?? new JsonObject();
        content["metadata"] = outcome.Value?.Metadata.DeepClone() ?? new JsonObject();
        return new Reply(content);
    }

    /// <summary>Answers <c>is_complete_request</c>.</summary>
    /// <param name="request">The request.</param>
    public Reply IsComplete(JupyterMessage request)
    {
        var completeness = kernel.Session.IsComplete(JsonText.Text(request.Content, "code"));
        var content = new JsonObject { ["status"] = completeness.Status };
        if (completeness.Status == "incomplete")
            content["indent"] = completeness.Indent;
        return new Reply(content);
    }

    private static CursorPosition Cursor(JupyterMessage request) => CursorPosition.Read(
        JsonText.Text(request.Content, "code"), JsonText.Number(request.Content, "cursor_pos"));

    private static JsonObject Typed(CompletionItem item, int start, int end)
    {
        var typed = new JsonObject
        {
            ["text"] = item.Text,
            ["type"] = item.Kind,
            ["start"] = start,
            ["end"] = end,
        };
        if (item.Signature is { } signature)
            typed["signature"] = signature;
        return typed;
    }
}
