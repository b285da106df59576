using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>What a cell sees by its bare name.</summary>
public partial class Kernel
{
    /// <summary>The kernel that runs the calling cell.</summary>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static Kernel Current => KernelInvocationContext.Current?.HandlingKernel
        ?? throw new InvalidOperationException("There is no kernel here: this code does not run in a notebook's cell.");

    /// <summary>The kernel of the notebook.</summary>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static Kernel Root => Current.RootKernel;

    /// <summary>Shows a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types to show it in; those its type prefers unless given.</param>
    /// <returns>A handle that can show something else in its place.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);

    /// <summary>Text taken as HTML.</summary>
    /// <param name="content">The HTML.</param>
    public static IHtmlContent HTML(string content) => content.ToHtmlContent();

    /// <summary>Asks the reader for a line of text.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <param name="typeHint"><c>text</c>, or <c>password</c> to hide what is typed.</param>
    /// <returns>What was typed.</returns>
    /// <exception cref="InvalidOperationException">The front end takes no input.</exception>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") =>
        KernelHost.ReadInputAsync(prompt, typeHint == "password");

    /// <summary>Asks the reader for a password; what is typed stays hidden.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <exception cref="InvalidOperationException">The front end takes no input.</exception>
    public static async Task<PasswordString> GetPasswordAsync(string prompt = "") =>
        new(await KernelHost.ReadInputAsync(prompt, password: true).ConfigureAwait(false));

    /// <summary>Adds a style sheet to the page.</summary>
    /// <param name="content">The CSS.</param>
    public static void CSS(string content) => $"<style>{content}</style>".DisplayAs(HtmlFormatter.MimeType);

    /// <summary>Runs a script in the page.</summary>
    /// <param name="scriptContent">The JavaScript.</param>
    public static void Javascript(string scriptContent) =>
        $"<script type=\"text/javascript\">{scriptContent}</script>".DisplayAs(HtmlFormatter.MimeType);
}
