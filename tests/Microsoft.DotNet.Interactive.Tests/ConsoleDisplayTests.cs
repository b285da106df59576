using Xunit;

namespace Microsoft.DotNet.Interactive.Tests;

/// <summary>Outside of a kernel, in a console program.</summary>
[Collection("global formatters")]
public sealed class ConsoleDisplayTests
{
    [Fact]
    public void Display_prints_text_and_updates_print_again()
    {
        var before = Console.Out;
        using var printed = new StringWriter { NewLine = "\n" };
        Console.SetOut(printed);
        try
        {
            var shown = Kernel.display(new[] { 1, 2 });
            Assert.False(shown.IsUpdated);
            shown.Update("later");
            Kernel.HTML("<b>x</b>").Display();
            "# t".DisplayAs("text/markdown");
            Assert.True(shown.IsUpdated);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Equal("[ 1, 2 ]\nlater\n<b>x</b>\n# t\n", printed.ToString());
        Assert.Null(KernelInvocationContext.Current);
    }

    [Fact]
    public void Passwords_are_not_printed() => Assert.Equal("***", new PasswordString("abc").ToString());
}
