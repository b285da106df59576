using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;

namespace DataFrameTests;

/// <summary>
/// What notebooks do with data frames, in C# source that compiles against the official package and ours alike. What
/// the official one gives is recorded.
/// </summary>
internal static class Scenarios
{
    private const string Csv = "name,rank,score,ok,day\nlora,8,0.91,True,2024-01-02\n\"a, b\",4,,False,2024-02-03\n"
        + "\"say \"\"hi\"\"\",16,0.5,,2024-03-04\n,2,1e-3,True,\n";

    public static IEnumerable<(string Name, string Result)> All() => Build().Concat(Csvs()).Concat(Masks())
        .Concat(Arithmetic()).Concat(Orders()).Concat(Groups()).Concat(Joins()).Concat(Changes())
        .Select(s => (s.Name, Try(s.Make)));

    private static IEnumerable<(string Name, Func<object?> Make)> Build()
    {
        yield return ("frame", Frame);
        yield return ("info", () => Frame().Info());
        yield return ("description", () => Frame().Description());
        yield return ("head", () => Frame().Head(2));
        yield return ("tail", () => Frame().Tail(2));
        yield return ("head beyond", () => Frame().Head(50));
        yield return ("cell", () => Frame()[1, 2]);
        yield return ("row", () => Frame().Rows[2]);
        yield return ("row by name", () => Frame().Rows[2]["rank"]);
        yield return ("text", () => Frame().ToString());
        yield return ("long names", () =>
            new DataFrame(new Int32DataFrameColumn("a name of many letters", [1])).ToString());
        yield return ("unknown column", () => Frame()["nothing"]);
        yield return ("wrong type", () => Frame().Columns.GetInt32Column("score"));
        yield return ("column lengths differ", () =>
            new DataFrame(new Int32DataFrameColumn("a", [1]), new Int32DataFrameColumn("b", [1, 2])));
        yield return ("same name twice", () =>
            new DataFrame(new Int32DataFrameColumn("a", [1]), new Int32DataFrameColumn("a", [2])));
        yield return ("table", () => Frame().ToTable().Rows.Count);
        yield return ("from rows", () => DataFrame.LoadFrom([["a", 1], ["b", null!]],
            [("x", typeof(string)), ("y", typeof(int))]));
        yield return ("index of", () => Frame().Columns.IndexOf("score") + Frame().Columns.IndexOf("none"));
    }

    private static IEnumerable<(string Name, Func<object?> Make)> Csvs()
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        yield return ("csv guessed", () => DataFrame.LoadCsvFromString(Csv, cultureInfo: invariant));
        yield return ("csv typed", () => DataFrame.LoadCsvFromString(Csv, cultureInfo: invariant,
            dataTypes: [typeof(string), typeof(int), typeof(double), typeof(bool), typeof(DateTime)]));
        yield return ("csv without header", () =>
            DataFrame.LoadCsvFromString("1,a\n2,b\n", header: false, cultureInfo: invariant));
        yield return ("csv with names", () =>
            DataFrame.LoadCsvFromString("1,a\n2,b\n", header: false, columnNames: ["n", "s"], cultureInfo: invariant));
        yield return ("csv first rows", () =>
            DataFrame.LoadCsvFromString(Csv, numberOfRowsToRead: 2, cultureInfo: invariant));
        yield return ("csv index column", () =>
            DataFrame.LoadCsvFromString("a\nx\ny\n", addIndexColumn: true, cultureInfo: invariant));
        yield return ("csv semicolon", () => DataFrame.LoadCsvFromString("a;b\n1;x,y\n", ';', cultureInfo: invariant));
        yield return ("csv quoted lines", () =>
            DataFrame.LoadCsvFromString("a,b\n\"x\ny\",2\n", cultureInfo: invariant));
        yield return ("csv twice a name", () =>
            DataFrame.LoadCsvFromString("a,a\n1,2\n", renameDuplicatedColumns: true, cultureInfo: invariant));
        yield return ("csv twice a name refused", () =>
            DataFrame.LoadCsvFromString("a,a\n1,2\n", cultureInfo: invariant));
        yield return ("csv short row", () => DataFrame.LoadCsvFromString("a,b\n1\n", cultureInfo: invariant));
        yield return ("csv long row", () => DataFrame.LoadCsvFromString("a,b\n1,2,3\n", cultureInfo: invariant));
        yield return ("csv empty", () => DataFrame.LoadCsvFromString("", cultureInfo: invariant));
        yield return ("csv header alone", () => DataFrame.LoadCsvFromString("a,b\n", cultureInfo: invariant));
        yield return ("csv written", () => Written(Frame(), ','));
        yield return ("csv written tabs", () =>
            Written(DataFrame.LoadCsvFromString(Csv, cultureInfo: invariant), '\t'));
        yield return ("csv short row in the middle", () =>
            DataFrame.LoadCsvFromString("a,b\n1,2\n3\n4,5\n", cultureInfo: invariant));
        yield return ("csv long row in the middle", () =>
            DataFrame.LoadCsvFromString("a,b\n1,2\n3,4,5\n", cultureInfo: invariant));
        yield return ("csv blank lines", () => DataFrame.LoadCsvFromString("a,b\n\n1,2\n\n", cultureInfo: invariant));
        yield return ("csv no header", () => Written(Frame(), ',', header: false));
    }

    private static IEnumerable<(string Name, Func<object?> Make)> Masks()
    {
        yield return ("equals text", () =>
            Frame().Filter(Frame().Columns.GetStringColumn("method").ElementwiseEquals("lora")));
        yield return ("greater", () => Frame().Filter(Frame()["score"].ElementwiseGreaterThan(0.6)));
        yield return ("greater or equal", () => Frame()["rank"].ElementwiseGreaterThanOrEqual(8));
        yield return ("less", () => Frame()["rank"].ElementwiseLessThan(8));
        yield return ("less or equal", () => Frame()["score"].ElementwiseLessThanOrEqual(0.7));
        yield return ("not equals", () => Frame()["rank"].ElementwiseNotEquals(8));
        yield return ("is null", () => Frame()["score"].ElementwiseIsNull());
        yield return ("is not null", () => Frame()["method"].ElementwiseIsNotNull());
        yield return ("columns compared", () => Frame()["rank"].ElementwiseLessThan(Frame()["rank"]));
        yield return ("both", () => Frame()
            .Filter((PrimitiveDataFrameColumn<bool>)Frame()["rank"].ElementwiseGreaterThan(4)
            .And(Frame()["rank"].ElementwiseLessThan(64))));
        yield return ("either", () => Frame()["rank"].ElementwiseEquals(4).Or(Frame()["rank"].ElementwiseEquals(64)));
        yield return ("by linq", () => Frame()[Frame().Rows.Select(r => (string)r["method"]! == "ia3")]);
        yield return ("by rows", () => Frame()[new long[] { 3, 0 }]);
        yield return ("by int rows", () => Frame().Filter(new Int32DataFrameColumn("i", [1, 1])));
        yield return ("between", () => Frame()["rank"].Filter(4, 16));
        yield return ("clamp", () => Frame()["rank"].Clamp(5, 10));
        yield return ("mask too short", () => Frame().Filter(new BooleanDataFrameColumn("m", [true])));
    }

    private static IEnumerable<(string Name, Func<object?> Make)> Arithmetic()
    {
        yield return ("int times int", () => Frame().Columns.GetInt32Column("rank") * 2);
        yield return ("int over int", () => Frame()["rank"] / Frame()["rank"]);
        yield return ("int plus double", () => Frame()["rank"] + Frame()["score"]);
        yield return ("int plus 0.5", () => Frame()["rank"] + 0.5);
        yield return ("1 minus double", () => 1.0 - Frame()["score"]);
        yield return ("double modulo", () => Frame()["score"] % 0.5);
        yield return ("float times int", () =>
            new SingleDataFrameColumn("f", [1.5f, 2.5f]) * new Int32DataFrameColumn("i", [2, 3]));
        yield return ("in place", () => { DataFrameColumn c = Frame()["score"]; c.Add(1.0, inPlace: true); return c; });
        yield return ("sum", () => Frame()["rank"].Sum());
        yield return ("sum of doubles", () => Frame()["score"].Sum());
        yield return ("product", () => Frame()["rank"].Product());
        yield return ("max", () => Frame()["score"].Max());
        yield return ("min of rows", () => Frame()["rank"].Min([0, 2]));
        yield return ("mean", () => Frame()["score"].Mean());
        yield return ("median", () => Frame()["score"].Median());
        yield return ("mean of text", () => Frame()["method"].Mean());
        yield return ("abs", () => new DoubleDataFrameColumn("d", [-1.5, 2]).Abs());
        yield return ("round", () => new DoubleDataFrameColumn("d", [-1.5, 2.5, 0.4]).Round());
        yield return ("cumulative sum", () => Frame()["score"].CumulativeSum());
        yield return ("cumulative max", () => Frame()["rank"].CumulativeMax());
        yield return ("all", () => new BooleanDataFrameColumn("b", [true, false]).All());
        yield return ("any", () => new BooleanDataFrameColumn("b", [true, false]).Any());
        yield return ("lengths differ", () => Frame()["rank"] + new Int32DataFrameColumn("i", [1]));
        yield return ("apply", () => Frame().Columns.GetInt32Column("rank").Apply(v => v + 1));
    }

    private static IEnumerable<(string Name, Func<object?> Make)> Orders()
    {
        yield return ("order by", () => Frame().OrderBy("score"));
        yield return ("order by nulls first", () => Frame().OrderBy("score", putNullValuesLast: false));
        yield return ("order by descending", () => Frame().OrderByDescending("score"));
        yield return ("order by text", () => Frame().OrderBy("method"));
        yield return ("order keeps ties", () => Frame().OrderBy("rank"));
        yield return ("descending ties", () => Frame().OrderByDescending("rank"));
        yield return ("sorted column", () => Frame()["rank"].Sort(ascending: false));
        yield return ("value counts", () => Frame()["method"].ValueCounts());
        yield return ("value counts of numbers", () => Frame()["rank"].ValueCounts());
        yield return ("sample", () => Frame().Sample(3).Rows.Count);
    }

    private static IEnumerable<(string Name, Func<object?> Make)> Groups()
    {
        yield return ("group mean", () => Frame().GroupBy("method").Mean("score"));
        yield return ("group sum", () => Frame().GroupBy("method").Sum("rank"));
        yield return ("group sum of all", () => Frame().GroupBy("method").Sum());
        yield return ("group count", () => Frame().GroupBy("method").Count());
        yield return ("group max", () => Frame().GroupBy("method").Max("score", "rank"));
        yield return ("group min", () => Frame().GroupBy("rank").Min("score"));
        yield return ("group mean of ints", () => Frame().GroupBy("method").Mean("rank"));
        yield return ("group product", () => Frame().GroupBy("method").Product("rank"));
        yield return ("group first", () => Frame().GroupBy("method").First());
        yield return ("group head", () => Frame().GroupBy("method").Head(1));
        yield return ("group tail", () => Frame().GroupBy("method").Tail(1));
        yield return ("groupings", () => string.Join(";", Frame().GroupBy<string>("method").Groupings
            .Select(g => $"{g.Key}={string.Join("|", g.Select(r => r["rank"]))}")));
        yield return ("group by unknown", () => Frame().GroupBy("nothing"));
    }

    private static IEnumerable<(string Name, Func<object?> Make)> Joins()
    {
        foreach (JoinAlgorithm kind in Enum.GetValues<JoinAlgorithm>())
        {
            yield return ($"merge {kind}", () => Frame().Merge(Other(), ["method"], ["method"], joinAlgorithm: kind));
            yield return ($"merge other name {kind}", () => Frame().Merge<int>(Other(), "rank", "size", joinAlgorithm: kind));
            yield return ($"join {kind}", () => Frame().Join(Other(), joinAlgorithm: kind));
        }
        yield return ("merge two keys", () => Frame().DropNulls().Merge(Frame().DropNulls(), ["method", "rank"],
            ["method", "rank"], "_l", "_r", JoinAlgorithm.Inner));
        yield return ("merge unequal keys", () => Frame().Merge(Other(), ["method", "rank"], ["method"]));
    }

    private static IEnumerable<(string Name, Func<object?> Make)> Changes()
    {
        yield return ("new column", () => { DataFrame f = Frame(); f["twice"] = f["rank"] * 2; return f; });
        yield return ("renamed", () => { DataFrame f = Frame(); f.Columns.RenameColumn("rank", "r"); return f; });
        yield return ("removed", () => { DataFrame f = Frame(); f.Columns.Remove("rank"); return f; });
        yield return ("inserted", () =>
        {
            DataFrame f = Frame(); f.Columns.Insert(0, new[] { 1, 2, 3, 4, 5 },
            "i"); return f;
        }
        );
        yield return ("set cell", () => { DataFrame f = Frame(); f[0, 1] = 99; f["score"][0] = null; return f; });
        yield return ("set wrong cell", () => { DataFrame f = Frame(); f[0, 1] = "text"; return f; });
        yield return ("fill nulls", () => Frame().FillNulls(0));
        yield return ("fill column", () => Frame().Columns.GetDoubleColumn("score").FillNulls(0.5));
        yield return ("drop nulls", () => Frame().DropNulls());
        yield return ("drop all nulls", () => Frame().DropNulls(DropNullOptions.All));
        yield return ("append row", () => Frame().Append(["new", 1, 0.1]));
        yield return ("append named", () => Frame().Append([new KeyValuePair<string, object>("rank", 7)]));
        yield return ("append rows", () => Frame().Append(Frame().Head(1).Rows));
        yield return ("append in place", () =>
            { DataFrame f = Frame(); f.Append(["x", 3, null!], inPlace: true); return f; }
        );
        yield return ("append short row", () => Frame().Append(["x"]));
        yield return ("prefix", () => Frame().AddPrefix("p_"));
        yield return ("suffix", () => Frame().AddSuffix("_s"));
        yield return ("clone", () => { DataFrame f = Frame(), c = f.Clone(); c[0, 1] = 1; return f; });
    }

    private static DataFrame Frame() => new(
        new StringDataFrameColumn("method", ["lora", "ia3", null!, "lora", "prompt"]),
        new Int32DataFrameColumn("rank", new int?[] { 8, null, 4, 64, 8 }),
        new DoubleDataFrameColumn("score", new double?[] { 0.9, 0.7, null, 0.8, 0.55 }));

    private static DataFrame Other() => new(
        new StringDataFrameColumn("method", ["lora", "prompt", "full", "lora"]),
        new Int32DataFrameColumn("size", new int?[] { 8, 64, null, 8 }));

    private static string Written(DataFrame frame, char separator, bool header = true)
    {
        using var stream = new MemoryStream();
        DataFrame.SaveCsv(frame, stream, separator, header, new UTF8Encoding(false), CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n");
    }

    private static string Try(Func<object?> make)
    {
        try
        {
            return Show(make());
        }
        catch (Exception error)
        {
            return $"!{error.GetType().Name}";
        }
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        DataFrame frame => string.Join("\n", frame.Columns.Select(Show)),
        DataFrameColumn column => $"{column.Name}:{column.DataType.Name}[{string.Join(", ", Cells(column).Select(Show))}]",
        DataFrameRow row => string.Join(" | ", row.Select(Show)),
        double number => number.ToString("G12", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static IEnumerable<object?> Cells(DataFrameColumn column)
    {
        for (long i = 0; i < column.Length; i++)
            yield return column[i];
    }
}
