// A script that did not lie beside the page is taken from the network, if there is one.
function workbookOnline(failed) {
  const again = document.createElement("script");
  again.src = failed.dataset.online;
  again.onload = () => { workbookMath(); workbookCharts(); };
  failed.removeAttribute("onerror");
  document.head.append(again);
}

// Formulas are LaTeX text until KaTeX sets them; without it they stay readable.
function workbookMath() {
  if (!window.katex) return;
  for (const element of document.querySelectorAll(".math:not([data-set])")) {
    element.dataset.set = "";
    katex.render(element.textContent, element, {
      displayMode: element.classList.contains("display"), throwOnError: false,
    });
  }
}

// Every chart is a picture until plotly.js draws it: one after the other, so that the page answers in between.
async function workbookCharts() {
  if (!window.Plotly) return;
  for (const chart of document.querySelectorAll(".chart:not([data-live])")) {
    chart.dataset.live = "";
    const figure = JSON.parse(chart.querySelector("script").textContent);
    const still = chart.querySelector(".still");
    const layout = Object.assign({ margin: { t: 60, b: 60, l: 70, r: 30 } }, figure.layout);
    layout.height ??= Math.max(still.offsetHeight, 360);
    delete layout.width;
    layout.autosize = true;
    const live = document.createElement("div");
    live.className = "live";
    chart.append(live);
    try {
      await Plotly.newPlot(live, figure.data, layout, { responsive: true, displaylogo: false });
      if (figure.frames) await Plotly.addFrames(live, figure.frames);
      still.hidden = true;
    } catch (error) {
      live.remove();
      console.error(error);
    }
    await new Promise(resolve => setTimeout(resolve));
  }
}

// The contents follow the reader.
function workbookContents() {
  const links = [...document.querySelectorAll(".contents li a")];
  const targets = links.map(link => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const mark = () => {
    let current = -1;
    targets.forEach((target, i) => { if (target && target.getBoundingClientRect().top < 120) current = i; });
    links.forEach((link, i) => link.classList.toggle("current", i === current));
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
}

addEventListener("DOMContentLoaded", () => {
  if (innerWidth < 1100) document.querySelector(".contents details")?.removeAttribute("open");
  workbookMath();
  workbookContents();
  workbookCharts();
});
