using System.Collections;
using System.Dynamic;
using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>HTML written as C#: <c>div[@class: "note"](h1("Title"), p("text"))</c>. Strings are encoded; other values
/// are shown as the notebook shows them.</summary>
public class PocketView : DynamicObject, IHtmlContent
{
    /// <summary>Creates the object whose members are tags.</summary>
    public PocketView()
    {
    }

    /// <summary>Creates an element.</summary>
    /// <param name="tagName">Its name.</param>
    public PocketView(string tagName) => HtmlTag = new HtmlTag(tagName);

    /// <summary>The element.</summary>
    public HtmlTag? HtmlTag { get; }

    /// <summary>Its attributes.</summary>
    public IDictionary<string, object?> HtmlAttributes => HtmlTag!.HtmlAttributes;

    /// <summary>Shows the HTML.</summary>
    public DisplayedValue Display() => this.Display(HtmlFormatter.MimeType);

    /// <inheritdoc/>
    public override bool TryGetMember(GetMemberBinder binder, out object? result)
    {
        ArgumentNullException.ThrowIfNull(binder);
        result = new PocketView(binder.Name.Replace('_', '-'));
        return true;
    }

    /// <inheritdoc/>
    public override bool TryInvokeMember(InvokeMemberBinder binder, object?[]? args, out object? result)
    {
        ArgumentNullException.ThrowIfNull(binder);
        var view = new PocketView(binder.Name.Replace('_', '-'));
        view.SetContent(args ?? []);
        result = view;
        return true;
    }

    /// <inheritdoc/>
    public override bool TryInvoke(InvokeBinder binder, object?[]? args, out object? result)
    {
        SetContent(args ?? []);
        result = this;
        return true;
    }

    /// <inheritdoc/>
    public override bool TrySetMember(SetMemberBinder binder, object? value)
    {
        ArgumentNullException.ThrowIfNull(binder);
        HtmlTag!.HtmlAttributes[binder.Name.Replace('_', '-')] = value;
        return true;
    }

    /// <inheritdoc/>
    public override bool TryGetIndex(GetIndexBinder binder, object?[] indexes, out object? result)
    {
        ArgumentNullException.ThrowIfNull(binder);
        var named = binder.CallInfo.ArgumentNames;
        var first = indexes.Length - named.Count;
        for (var i = 0; i < named.Count; i++) HtmlAttributes[named[i].Replace('_', '-')] = indexes[first + i];
        foreach (var attributes in indexes.Take(first).OfType<IDictionary<string, object?>>())
        {
            foreach (var (key, value) in attributes) HtmlAttributes[key] = value;
        }

        result = this;
        return true;
    }

    /// <summary>Sets what the element holds.</summary>
    /// <param name="args">Strings, HTML, sequences of such, or any values.</param>
    public virtual void SetContent(object?[] args) =>
        HtmlTag!.Content = context =>
        {
            foreach (var arg in args) WriteContent(arg, context);
        };

    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => HtmlTag?.WriteTo(writer, encoder);

    /// <summary>The HTML.</summary>
    public override string ToString() => HtmlTag?.ToString() ?? "";

    private static void WriteContent(object? arg, FormatContext context)
    {
        switch (arg)
        {
            case null: break;
            case string text: context.Writer.Write(WebUtility.HtmlEncode(text)); break;
            case IHtmlContent html: html.WriteTo(context.Writer, HtmlEncoder.Default); break;
            case IEnumerable<IHtmlContent> or IEnumerable<string>:
                foreach (var item in (IEnumerable)arg) WriteContent(item, context);
                break;
            default: arg.FormatTo(context, HtmlFormatter.MimeType); break;
        }
    }
}
