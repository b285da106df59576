using System.Text.Json;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.Csv;
using Microsoft.DotNet.Interactive.Formatting.TabularData;
using Xunit;
using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;

namespace Microsoft.DotNet.Interactive.Tests;

/// <summary>Shapes that notebooks and libraries rely on. Registrations are global, so each test starts afresh and the
/// class runs its tests one after the other.</summary>
[Collection("global formatters")]
public sealed class FormatterTests
{
    public FormatterTests() => Formatter.ResetToDefault();

    private sealed record Person(string Name, int Age);

    private class Animal;

    private sealed class Dog : Animal;

    private sealed class Node
    {
        public Node? Next { get; set; }
    }

    [Fact]
    public void Defaults_are_those_of_NET_Interactive()
    {
        Assert.Equal(("text/html", 20, 6, "<null>"), (Formatter.DefaultMimeType, Formatter.ListExpansionLimit,
            Formatter.RecursionLimit, Formatter.NullString));
        Assert.Equal(["text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(string)));
        Assert.Equal(["text/html"], Formatter.GetPreferredMimeTypesFor(typeof(Person)));
        Assert.Equal(["text/latex"], Formatter.GetPreferredMimeTypesFor(typeof(LaTeXString)));
    }

    [Fact]
    public void Register_without_a_mime_type_means_plain_text()
    {
        Formatter.Register<Person>(p => "<" + p.Name + ">");
        Assert.Equal("<Ann>", new Person("Ann", 3).ToDisplayString());
        Formatter.ResetToDefault();
        Assert.Equal("Person\n  Name: Ann\n  Age: 3", new Person("Ann", 3).ToDisplayString());
    }

    [Fact]
    public void The_most_specific_type_wins_and_then_the_latest()
    {
        Formatter.Register<Dog>(_ => "dog", "text/html");
        Formatter.Register<Animal>(_ => "animal", "text/html");
        Formatter.Register(typeof(object), (_, w) => w.Write("object"), "text/html");
        Assert.Equal("dog", new Dog().ToDisplayString("text/html"));
        Formatter.Register<Dog>((_, w) => w.Write("hound"), "text/html");
        Assert.Equal("hound", new Dog().ToDisplayString("text/html"));
        Assert.Equal("animal", new Animal().ToDisplayString("text/html"));
        Formatter.Register(typeof(List<>), (_, w) => w.Write("list"), "text/html");
        Assert.Equal("list", new List<int>().ToDisplayString("text/html"));
    }

    [Fact]
    public void A_formatter_that_declines_passes_on()
    {
        Formatter.Register<Dog>((_, _) => false, "text/plain");
        Assert.Equal("Dog", new Dog().ToDisplayString());
    }

    [Theory]
    [InlineData("text/html", "<div class=\"dni-plaintext\"><pre>42</pre></div>")]
    [InlineData("text/plain", "42")]
    [InlineData("application/json", "42")]
    public void Scalars(string mimeType, string expected) =>
        Assert.StartsWith(expected, 42.ToDisplayString(mimeType));

    [Fact]
    public void Plain_text_of_sequences_tuples_and_dictionaries()
    {
        Assert.Equal("[ 1, 2, 3 ]", new[] { 1, 2, 3 }.ToDisplayString());
        Assert.Equal("( 1, a )", (1, "a").ToDisplayString());
        Assert.Equal("<null>", ((object?)null).ToDisplayString());
        Assert.Contains("[a]: 1", new Dictionary<string, int> { ["a"] = 1 }.ToDisplayString());
        Assert.EndsWith("... (10 more) ]", Enumerable.Range(0, 30).ToList().ToDisplayString());
        Formatter<int>.ListExpansionLimit = 2;
        Assert.Equal("[ 0, 1 ... (28 more) ]", Enumerable.Range(0, 30).ToList().ToDisplayString());
    }

    [Fact]
    public void Html_of_objects_is_a_tree_and_of_sequences_a_table()
    {
        var tree = new Person("A<n", 3).ToDisplayString("text/html");
        Assert.StartsWith("<details open=\"open\" class=\"dni-treeview\"><summary><span class=\"dni-code-hint\"><code>", tree);
        Assert.Contains("<td>Name</td><td><div class=\"dni-plaintext\"><pre>A&lt;n</pre></div></td>", tree);
        Assert.Single(tree.Split("<style>").Skip(1));
        var table = Enumerable.Range(0, 25).Select(i => new Person("p", i)).ToList().ToDisplayString("text/html");
        Assert.StartsWith("<table><thead><tr><th><i>index</i></th><th>value</th></tr></thead><tbody>", table);
        Assert.Contains("<i>(5 more)</i>", table);
        Assert.Contains("<i>(empty)</i>", Array.Empty<Person>().ToDisplayString("text/html"));
        Assert.Contains("<th><i>key</i></th>", new Dictionary<string, int> { ["a"] = 1 }.ToDisplayString("text/html"));
    }

    [Fact]
    public void Cycles_end()
    {
        var node = new Node();
        node.Next = node;
        Assert.InRange(node.ToDisplayString().Length, 1, 5_000);
        Assert.InRange(node.ToDisplayString("text/html").Length, 1, 20_000);
        Assert.Contains("null", node.ToDisplayString("application/json"));
    }

    [Fact]
    public void Html_is_passed_through_and_text_is_encoded()
    {
        IHtmlContent html = "<b>x</b>".ToHtmlContent();
        Assert.Equal("<b>x</b>", html.ToDisplayString("text/html"));
        Assert.Equal("&lt;b&gt;", "<b>".HtmlEncode().ToString());
        object view = div[@class: "note"](h1("T<"), p(b("x"), " y"));
        Assert.Equal("<div class=\"note\"><h1>T&lt;</h1><p><b>x</b> y</p></div>", view.ToString());
        Assert.Equal("<br />", ((object)br).ToString());
    }

    [Fact]
    public void Tables_have_a_schema()
    {
        var table = new[] { new Person("Ann", 3), new Person("Bob", 40) }.ToTabularDataResource();
        using var json = JsonDocument.Parse(table.ToJsonString().Value!);
        var fields = json.RootElement.GetProperty("schema").GetProperty("fields");
        Assert.Equal(("Age", "integer"), (fields[1].GetProperty("name").GetString(),
            fields[1].GetProperty("type").GetString()));
        Assert.Equal(40, json.RootElement.GetProperty("data")[1].GetProperty("Age").GetInt32());
        Assert.Equal("Name  Age\nAnn   3\nBob   40", table.ToDisplayString());
        Assert.Contains("<th>Name</th>", table.ToDisplayString("text/html"));
        Assert.Equal("Name,Age\r\n\"a,\"\"b\",1\r\n",
            new[] { new Person("a,\"b", 1) }.ToDisplayString(CsvFormatter.MimeType));
    }

    [Fact]
    public void An_unknown_mime_type_is_refused() =>
        Assert.Throws<ArgumentException>(() => 1.ToDisplayString("x/unknown"));
}
