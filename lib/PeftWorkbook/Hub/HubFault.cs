using System.Net;

namespace PeftWorkbook.Hub;

/// <summary>Why an attempt failed: one sentence, and whether and when another may help.</summary>
internal sealed record HubFault(string Sentence, bool Retry, TimeSpan Wait, Exception? Cause = null)
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(200), s_longest = TimeSpan.FromSeconds(30);

    /// <summary>What an answer's status means; null where it is a success.</summary>
    internal static HubFault? Of(HttpResponseMessage response, string what, HubOptions options) => response.StatusCode switch
    {
        >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => null,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Final(
            $"{what}: the hub refuses access ({(int)response.StatusCode}); " +
            (options.Token is null ? "set HF_TOKEN to a token that may read it" : "the token in use may not read it") +
            ", or check the name."),
        HttpStatusCode.NotFound => Final(
            $"{what}: the hub at {options.Endpoint} has nothing of that name at revision '{options.Revision}'."),
        HttpStatusCode.TooManyRequests when After(response) > s_longest => Final(
            $"{what}: the hub asks to wait {After(response).TotalSeconds:0} s before the next request (429); try again then."),
        HttpStatusCode.TooManyRequests => new($"{what}: the hub keeps answering that requests come too fast (429).", true, After(response)),
        HttpStatusCode.RequestedRangeNotSatisfiable => Final($"{what}: the hub has fewer bytes than it said (416)."),
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => Final(
            $"{what}: the hub redirects without end, or to where it may not ({(int)response.StatusCode})."),
        >= HttpStatusCode.InternalServerError => new(
            $"{what}: the hub answers with its own failure ({(int)response.StatusCode}).", true, s_short),
        _ => Final($"{what}: the hub answers {(int)response.StatusCode}, which is not understood."),
    };

    /// <summary>The transfer stopped in the middle.</summary>
    internal static HubFault Broken(string what, string file, long done, long size, Exception? cause) =>
        new($"{what}: the connection broke after {done} of {size} bytes of '{file}'; they are kept, so try again.", true, s_short, cause);

    /// <summary>No connection, or no answer.</summary>
    internal static HubFault Unreachable(string what, Uri endpoint, Exception cause) =>
        Final($"{what} is not here, and the hub at {endpoint} cannot be reached ({Reason(cause)}).") with { Cause = cause };

    private static string Reason(Exception cause) =>
        cause is OperationCanceledException
            ? "no answer in time"
            : (cause.InnerException ?? cause).Message.TrimEnd('.').ReplaceLineEndings(" ");

    private static HubFault Final(string sentence) => new(sentence, false, TimeSpan.Zero);

    private static TimeSpan After(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - DateTimeOffset.UtcNow) ?? s_short;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
