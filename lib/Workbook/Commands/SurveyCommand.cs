using System.CommandLine;

namespace Workbook.Commands;

/// <summary><c>workbook survey glue [word…]</c>: the survey's methods on real tasks, in one table.</summary>
internal static class SurveyCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("word")
        {
            Description = "Methods and tasks to run, by a part of their names; all when left out.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var glue = new Command("glue", "Fine-tune MiniLM on SST-2 and MRPC with every method, and by full fine-tuning.") { words };
        glue.SetAction((parsed, cancellation) => BenchCommand.RunAsync(["survey", "glue", .. parsed.GetValue(words) ?? []], cancellation));
        return new Command("survey", "Make the survey's tables.") { glue };
    }
}
