namespace Plotly.NET;

/// <summary>A choice that plotly.js reads as text, number or list.</summary>
internal interface IStyleValue
{
    object Convert();
}
