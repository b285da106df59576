using System.Text.Encodings.Web;

namespace Microsoft.AspNetCore.Html;

/// <summary>Something that writes itself as HTML.</summary>
public interface IHtmlContent
{
    /// <summary>Writes the HTML.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="encoder">Encodes text in it.</param>
    void WriteTo(TextWriter writer, HtmlEncoder encoder);
}

/// <summary>Text that is HTML already.</summary>
/// <param name="value">The HTML.</param>
public class HtmlString(string? value) : IHtmlContent
{
    /// <summary>The HTML.</summary>
    public string? Value { get; } = value;

    /// <inheritdoc/>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Value);
    }

    /// <summary>The HTML.</summary>
    public override string ToString() => Value ?? "";
}
