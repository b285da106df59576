namespace Workbook;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        Console.WriteLine($"workbook {string.Join(' ', arguments)}");
        return 0;
    }
}
