using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Workbook.Scripting;

/// <summary>The session as libraries see it that were written for .NET Interactive.</summary>
/// <param name="engine">Runs what they submit.</param>
internal sealed class SessionKernel(ScriptEngine engine) : Kernel("csharp")
{
    /// <inheritdoc/>
    public override async Task SendAsync(KernelCommand command, CancellationToken cancellationToken = default)
    {
        if (command is not SubmitCode submit)
            throw new NotSupportedException($"This kernel runs code; it does not know {command.GetType().Name}.");
        await engine.RunAsync(new SubmissionSource(submit.Code, "submitted code"), true, cancellationToken)
            .ConfigureAwait(false);
    }
}
