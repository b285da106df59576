using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis.Internal;

namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <summary>Reads a file of separated values.</summary>
    /// <param name="filename">The file.</param>
    /// <param name="separator">What stands between values.</param>
    /// <param name="header">Whether the first line has the names.</param>
    /// <param name="columnNames">The names, where there is no header.</param>
    /// <param name="dataTypes">
    /// The types; guessed where they are left out: truth values, 32-bit floating-point numbers, times, texts.
    /// </param>
    /// <param name="numRows">How many rows are read at most; all for -1.</param>
    /// <param name="guessRows">From how many rows types are guessed.</param>
    /// <param name="addIndexColumn">Whether a column <c>IndexColumn</c> counts the rows.</param>
    /// <param name="encoding">The encoding; UTF-8 where it is left out.</param>
    /// <param name="renameDuplicatedColumns">Whether a second column <c>a</c> is called <c>a.1</c> instead of being refused.</param>
    /// <param name="cultureInfo">How numbers and times are written; as on this machine where it is left out.</param>
    /// <exception cref="FormatException">The file is empty, or a value is not of its column's type.</exception>
    public static DataFrame LoadCsv(
        string filename, char separator = ',', bool header = true, string[]? columnNames = null,
            Type[]? dataTypes = null,
        int numRows = -1, int guessRows = 10, bool addIndexColumn = false, Encoding? encoding = null,
        bool renameDuplicatedColumns = false, CultureInfo? cultureInfo = null)
    {
        using FileStream stream = File.OpenRead(filename);
        return LoadCsv(stream, separator, header, columnNames, dataTypes, numRows, guessRows, addIndexColumn,
            encoding, renameDuplicatedColumns, cultureInfo);
    }

    /// <summary>Reads separated values from a stream; see the reading of a file.</summary>
    public static DataFrame LoadCsv(
        Stream csvStream, char separator = ',', bool header = true, string[]? columnNames = null,
            Type[]? dataTypes = null,
        long numberOfRowsToRead = -1, int guessRows = 10, bool addIndexColumn = false, Encoding? encoding = null,
        bool renameDuplicatedColumns = false, CultureInfo? cultureInfo = null, Func<IEnumerable<string>,
            Type>? guessTypeFunction = null)
    {
        using var reader = new StreamReader(csvStream, encoding ?? Encoding.UTF8, true, -1, leaveOpen: true);
        return new CsvReader(separator, header, columnNames, dataTypes, numberOfRowsToRead, guessRows, addIndexColumn,
            renameDuplicatedColumns, cultureInfo ?? CultureInfo.CurrentCulture, guessTypeFunction).Read(reader);
    }

    /// <summary>Reads separated values from text; see the reading of a file.</summary>
    public static DataFrame LoadCsvFromString(
        string csvString, char separator = ',', bool header = true, string[]? columnNames = null,
            Type[]? dataTypes = null,
        long numberOfRowsToRead = -1, int guessRows = 10, bool addIndexColumn = false,
            bool renameDuplicatedColumns = false,
        CultureInfo? cultureInfo = null, Func<IEnumerable<string>, Type>? guessTypeFunction = null) =>
        new CsvReader(separator, header, columnNames, dataTypes, numberOfRowsToRead, guessRows, addIndexColumn,
            renameDuplicatedColumns, cultureInfo ?? CultureInfo.CurrentCulture, guessTypeFunction)
                .Read(new StringReader(csvString));

    /// <summary>Writes a file of separated values.</summary>
    public static void SaveCsv(
        DataFrame dataFrame, string path, char separator = ',', bool header = true, Encoding? encoding = null,
            CultureInfo? cultureInfo = null)
    {
        using FileStream stream = File.Create(path);
        SaveCsv(dataFrame, stream, separator, header, encoding, cultureInfo);
    }

    /// <summary>Writes separated values to a stream. Text with a separator, quotes or line breaks stands in quotes.</summary>
    /// <exception cref="ArgumentException">The separator is also the culture's decimal separator.</exception>
    public static void SaveCsv(
        DataFrame dataFrame, Stream csvStream, char separator = ',', bool header = true, Encoding? encoding = null,
            CultureInfo? cultureInfo = null)
    {
        CultureInfo culture = cultureInfo ?? CultureInfo.CurrentCulture;
        if (culture.NumberFormat.NumberDecimalSeparator == separator.ToString())
            throw new ArgumentException(
                $"'{separator}' separates decimals in this culture and cannot separate values too.", nameof(separator));
        using var writer = new StreamWriter(csvStream, encoding ?? Encoding.UTF8, leaveOpen: true);
        if (header)
            writer.WriteLine(string.Join(separator, dataFrame.Columns.Select(c => CsvText.Quote(c.Name, separator))));
        foreach (DataFrameRow row in dataFrame.Rows)
            writer.WriteLine(string.Join(separator, row.Select(value => CsvText.Of(value, separator, culture))));
    }

    /// <summary>A frame of rows, with the names and types of their values.</summary>
    public static DataFrame LoadFrom(IEnumerable<IList<object>> vals, IList<(string, Type)> columnInfos)
    {
        var frame = new DataFrame(columnInfos.Select(info => ColumnFactory.Make(info.Item1, info.Item2)));
        foreach (IList<object> row in vals)
            frame.Append(row, inPlace: true, CultureInfo.InvariantCulture);
        return frame;
    }

    /// <summary>The frame as a table of ADO.NET.</summary>
    public System.Data.DataTable ToTable()
    {
        var table = new System.Data.DataTable();
        foreach (DataFrameColumn column in Columns)
            table.Columns.Add(column.Name, column.DataType);
        foreach (DataFrameRow row in Rows)
            table.Rows.Add([.. row.Select(value => value ?? DBNull.Value)]);
        return table;
    }
}
