using System.Globalization;

namespace PeftWorkbook.Plots;

/// <summary>
/// A chart as HTML: the static picture, which an interactive chart replaces where the page has or finds plotly.js.
/// </summary>
internal static class ChartHtml
{
    private const string Version = "2.35.3";

    /// <summary>
    /// plotly.js is looked for on the page, through require.js, beside the page and at last on its CDN; one search
    /// serves all charts of a page. Where nothing is found the picture stays.
    /// </summary>
    private const string Script = """
        (function () {
          function draw(P) {
            document.querySelectorAll('[data-figure="ID"]:not([data-drawn])').forEach(function (box) {
              box.setAttribute('data-drawn', '');
              var figure = JSON.parse(box.querySelector('script[type="application/json"]').textContent);
              var live = document.createElement('div');
              box.appendChild(live);
              P.newPlot(live, figure.data, figure.layout, { responsive: true }).then(function () {
                box.querySelector('.static').remove();
              }, function () { live.remove(); });
            });
          }
          function find(done) {
            if (window.Plotly) return done(window.Plotly);
            var cdn = 'https://cdn.plot.ly/plotly-VERSION.min';
            if (typeof window.requirejs === 'function' && window.requirejs.config) {
              window.requirejs.config({ paths: { 'plotly-VERSION': ['plotly.min', cdn] } });
              return window.requirejs(['plotly-VERSION'], done, function () { });
            }
            (function load(places) {
              if (!places.length) return;
              var tag = document.createElement('script');
              tag.src = places[0];
              tag.onload = function () { window.Plotly ? done(window.Plotly) : load(places.slice(1)); };
              tag.onerror = function () { load(places.slice(1)); };
              document.head.appendChild(tag);
            })(['plotly.min.js', cdn + '.js']);
          }
          if (window.Plotly) return draw(window.Plotly);
          window.plotlyFound = window.plotlyFound || new Promise(find);
          window.plotlyFound.then(draw);
        })();
        """;

    public static string Make(string figureJson)
    {
        string id = Id(figureJson);
        string script = Script.Replace("ID", id, StringComparison.Ordinal)
            .Replace("VERSION", Version, StringComparison.Ordinal);
        // Text that ends a script or opens a comment cannot stand in it as it is.
        string data = figureJson.Replace("</", "<\\/", StringComparison.Ordinal)
            .Replace("<!", "<\\u0021", StringComparison.Ordinal);
        return $"""
            <div data-figure="{id}"><div class="static">{StaticSvg.Draw(figureJson)}</div>
            <script type="application/json">{data}</script>
            <script>{script}</script></div>
            """;
    }

    /// <summary>The same for the same figure, so that an executed notebook does not change by itself (FNV-1a).</summary>
    private static string Id(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
            hash = (hash ^ c) * 1099511628211;
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
