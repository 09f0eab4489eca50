/* global document, getComputedStyle, innerWidth, NodeFilter, SVGElement */
// Runs inside a page and tells what a reader would see of it. Plain JavaScript, because the house's
// TypeScript does not know the browser's names; reports/html/report-page.chromium.test.ts has its type.
(() => {
  const parseColour = (text) => {
    const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return { r, g, b, a };
  };

  // WCAG 2.2, "relative luminance" and "contrast ratio".
  const channel = (value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = ({ r, g, b }) =>
    0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const contrast = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };

  const backgroundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parseColour(getComputedStyle(at).backgroundColor);
      if (colour.a > 0) return colour;
    }
    return { r: 255, g: 255, b: 255, a: 1 };
  };

  // The copy of a chart's text in the paper's colour, which keeps grid lines away from it.
  const isHalo = (element) => element instanceof SVGElement && element.getAttribute('stroke');

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (text === '' || element.getClientRects().length === 0 || isHalo(element)) continue;
    const style = getComputedStyle(element);
    const isDrawn = element instanceof SVGElement;
    const colour = parseColour(isDrawn ? style.fill : style.color);
    const svg = element.closest('svg');
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    texts.push({
      text: text.slice(0, 60),
      contrast: contrast(colour, backgroundOf(isDrawn ? svg.parentElement : element)),
      sizePx: Number.parseFloat(style.fontSize) * scale,
    });
  }

  const isShown = (element) => element.getClientRects().length > 0;

  const leadsToTable = (link) => link !== null && isShown(document.querySelector(link.hash));

  const charts = [...document.querySelectorAll('figure.chart')].map((figure) => ({
    id: figure.id,
    tableShown: leadsToTable(figure.querySelector('.source a')),
    panels: [...figure.querySelectorAll('.panel')].map((panel) => {
      const drawings = [...panel.querySelectorAll('svg')].filter(isShown);
      return {
        drawings: drawings.map((svg) => {
          const box = svg.getBoundingClientRect();
          const labels = [...svg.querySelectorAll('text')]
            .filter((label) => !isHalo(label))
            .map((label) => ({ text: label.textContent, box: label.getBoundingClientRect() }));
          const outside = labels.filter(
            (label) =>
              label.box.left < box.left - 1 ||
              label.box.right > box.right + 1 ||
              label.box.top < box.top - 1 ||
              label.box.bottom > box.bottom + 1,
          );
          const overlaps = (a, b) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
          const overlapping = labels.flatMap((label, at) =>
            labels
              .slice(at + 1)
              .filter((other) => overlaps(label.box, other.box))
              .map((other) => `${label.text} / ${other.text}`),
          );
          return {
            width: box.width,
            height: box.height,
            named:
              svg.getAttribute('aria-label') !== '' && svg.querySelector('title, desc') !== null,
            marks: svg.querySelectorAll('path, line').length,
            outside: outside.map(({ text }) => text),
            overlapping,
          };
        }),
      };
    }),
  }));

  const tables = [...document.querySelectorAll('.scroll')].map((box) => {
    box.scrollLeft = 10_000;
    const first = box.querySelector('tbody th[scope=row]');
    const sticky =
      first === null ||
      Math.abs(first.getBoundingClientRect().left - box.getBoundingClientRect().left) < 2;
    const scrolls = box.scrollLeft > 0;
    box.scrollLeft = 0;
    return { id: box.parentElement.id, scrolls, sticky };
  });

  return {
    pageWidth: document.documentElement.scrollWidth,
    windowWidth: innerWidth,
    background: getComputedStyle(document.body).backgroundColor,
    scripts: document.scripts.length,
    images: document.images.length,
    texts,
    charts,
    tables,
  };
})();
