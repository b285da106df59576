using System.Diagnostics;
using System.Text.Json.Nodes;
using Workbook.Scripting;

namespace Workbook.Protocol;

/// <summary>Answers <c>execute_request</c>: counts, echoes the input, runs the cell, publishes its value or error, and
/// after an error drops the cells that were waiting.</summary>
/// <param name="kernel">The kernel.</param>
internal sealed class ExecuteHandler(KernelServices kernel)
{
    private const string Interrupted = "KeyboardInterrupt";

    private int _count;
    private long _abortUntil;

    /// <summary>Executes a request.</summary>
    /// <param name="request">The request.</param>
    public Reply Execute(JupyterMessage request)
    {
        var metadata = new JsonObject { ["started"] = MessageCodec.Now() };
        var content = request.Arrival <= _abortUntil ? Aborted() : ExecuteCell(request);
        content["execution_count"] = _count;
        metadata["status"] = content["status"]!.DeepClone();
        return new Reply(content) { Metadata = metadata };
    }

    private static JsonObject Aborted() => new() { ["status"] = "aborted" };

    private JsonObject ExecuteCell(JupyterMessage request)
    {
        var content = request.Content;
        var code = JsonText.Text(content, "code");
        var silent = JsonText.Flag(content, "silent", false);
        var entry = BeginCell(code, silent, JsonText.Flag(content, "store_history", !silent));
        var output = kernel.OutputOf(request, silent, JsonText.Flag(content, "allow_stdin", false));
        output.Publish("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = _count });
        var cell = new CellRequest(code, _count)
        {
            Silent = silent,
            AllowInput = output.AllowInput,
            Metadata = request.Metadata,
        };
        var result = HelpQuestion.Read(code) is { } question ? Explain(question) : Run(cell, output);
        if (result.Error is { } error)
            return Fail(request, output, error);
        if (result.Value is { } value)
            ShowValue(value, output, entry);
        var reply = Replies.Ok();
        reply["user_expressions"] = EvaluateAll(content["user_expressions"] as JsonObject, output);
        reply["payload"] = new JsonArray([.. result.Payload.Select(item => item.DeepClone())]);
        return reply;
    }

    private HistoryEntry? BeginCell(string code, bool silent, bool store)
    {
        if (silent || !store)
            return null;
        _count++;
        return kernel.History.Add(_count, code);
    }

    private CellResult Run(CellRequest cell, CellOutput output)
    {
        if (kernel.Runner.IsStuck)
            return Failed(Interrupted, "A cell that was interrupted before is still running. Restart the kernel.");
        var outcome = kernel.Runner.Run(token =>
        {
            output.Interrupt = token;
            CellOutput.Current = output;
            return kernel.Session.ExecuteAsync(cell, output, token);
        });
        if (outcome.GivenUp)
        {
            output.Close();
            return Failed(
                Interrupted,
                "The cell does not react to the interrupt and goes on behind the scenes. "
                + "Wait for it, or restart the kernel to stop it.");
        }

        output.Flush();
        return outcome.Failure is { } failure ? Failed(failure.GetType().Name, failure.Message) : outcome.Value!;
    }

    // The answer goes to the front end's pager.
    private CellResult Explain(HelpQuestion question)
    {
        var outcome = kernel.Runner.Run(
            token => kernel.Session.InspectAsync(question.Name, question.Name.Length, question.Detail, token));
        if (outcome.Value is not { } help)
            return Failed("NameError", $"There is nothing known about '{question.Name}'.");
        var page = new JsonObject { ["source"] = "page", ["data"] = help.Data.DeepClone(), ["start"] = 0 };
        return new CellResult(null, null) { Payload = [page] };
    }

    private static CellResult Failed(string name, string message)
        => new(null, new CellError(name, message, [$"{name}: {message}"]));

    private JsonObject Fail(JupyterMessage request, CellOutput output, CellError error)
    {
        var reply = Replies.Error(error.Name, error.Message, error.Traceback);
        var visible = (JsonObject)reply.DeepClone();
        visible.Remove("status");
        // Past the output: that of a cell left behind is closed already.
        if (!output.IsSilent)
            kernel.Sockets.Publish("error", request.Header, visible);
        reply["user_expressions"] = new JsonObject();
        reply["payload"] = new JsonArray();
        if (JsonText.Flag(request.Content, "stop_on_error", true))
            _abortUntil = Stopwatch.GetTimestamp();
        return reply;
    }

    private void ShowValue(MimeBundle value, CellOutput output, HistoryEntry? entry)
    {
        if (entry is not null)
            entry.Output = value.Data["text/plain"]?.ToString();
        output.Publish("execute_result", new JsonObject
        {
            ["execution_count"] = _count,
            ["data"] = value.Data.DeepClone(),
            ["metadata"] = value.Metadata.DeepClone(),
        });
    }

    private JsonObject EvaluateAll(JsonObject? expressions, CellOutput output)
    {
        var values = new JsonObject();
        foreach (var (name, node) in expressions ?? [])
            values[name] = Evaluate(node, output);
        output.Flush();
        return values;
    }

    private JsonObject Evaluate(JsonNode? expression, CellOutput output)
    {
        if (expression is not JsonValue value || !value.TryGetValue<string>(out var code))
            return Replies.Error("ArgumentException", "A user expression is a text.", []);
        var outcome = kernel.Runner.Run(token =>
        {
            CellOutput.Current = output;
            return kernel.Session.EvaluateAsync(code, token);
        });
        if (outcome.GivenUp)
            return Replies.Error(Interrupted, "The expression was interrupted.", []);
        if (outcome.Failure is { } failure)
            return Replies.Error(failure.GetType().Name, failure.Message, []);
        if (outcome.Value!.Error is { } error)
            return Replies.Error(error.Name, error.Message, error.Traceback);
        var shown = outcome.Value.Value ?? MimeBundle.Text("null");
        var reply = Replies.Ok();
        reply["data"] = shown.Data.DeepClone();
        reply["metadata"] = shown.Metadata.DeepClone();
        return reply;
    }
}
