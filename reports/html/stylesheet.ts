import { DARK, LIGHT, paletteDeclarations } from '../charts';

/** The report's one stylesheet; every colour is a variable that both palettes define. */
export const STYLESHEET = `
:root{color-scheme:light dark;${paletteDeclarations(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${paletteDeclarations(DARK)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.page{max-width:66rem;margin:0 auto;padding:0 1.25rem 4rem}
header{padding:2.5rem 0 1.25rem;border-bottom:3px solid var(--ink)}
.kicker{margin:0 0 .4rem;font-size:.8125rem;letter-spacing:.08em;text-transform:uppercase;color:var(--ink-soft)}
h1{margin:0;font-size:clamp(1.75rem,1.2rem + 2.4vw,2.6rem);line-height:1.12;letter-spacing:-.02em;font-weight:700;text-wrap:balance}
.subtitle{margin:.6rem 0 0;color:var(--ink-soft);overflow-wrap:anywhere}
nav ol{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.9rem 0 0;padding:0;list-style:none;font-size:.875rem}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:.18em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
section{padding-top:2.75rem}
h2{margin:0 0 1rem;font-size:1.5rem;line-height:1.2;letter-spacing:-.01em}
p,ul.points{max-width:44rem;overflow-wrap:anywhere}
ul.points{padding-left:1.1rem}
ul.points li{margin:.45rem 0;padding-left:.15rem}
ul.points li::marker{color:var(--ink-soft)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.875em}
code{overflow-wrap:anywhere}
pre{margin:.5rem 0 1.5rem;padding:.85rem 1rem;overflow-x:auto;background:var(--panel);border:1px solid var(--rule);border-radius:6px;line-height:1.5}
.verdict{display:flex;gap:.75rem;max-width:none;margin:1.25rem 0;padding:.85rem 1.1rem;border-left:4px solid;border-radius:0 6px 6px 0}
.verdict.good{color:var(--good);background:var(--good-paper);border-color:var(--good)}
.verdict.open{background:var(--panel);border-color:var(--ink-soft)}
.verdict.bad{color:var(--bad);background:var(--bad-paper);border-color:var(--bad)}
figure{margin:1.75rem 0}
figcaption{margin:0 0 .6rem;font-weight:600;line-height:1.35}
.scroll{overflow-x:auto;border-top:2px solid var(--ink);border-bottom:1px solid var(--ink)}
table{width:100%;border-collapse:separate;border-spacing:0;font-size:.875rem;line-height:1.4;font-variant-numeric:tabular-nums lining-nums}
th,td{padding:.5rem .9rem;vertical-align:top;text-align:left;border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:.5rem}
thead th{vertical-align:bottom;font-weight:600;color:var(--ink-soft);font-size:.8125rem}
tbody:last-child tr:last-child>*{border-bottom:0}
.number{text-align:right;white-space:nowrap}
thead .number{white-space:normal}
tbody th{font-weight:500}
tbody th,thead th:first-child{position:sticky;left:0;z-index:1;background:var(--paper)}
tbody th[scope=row]{min-width:8rem;max-width:17rem;padding-left:.1rem;overflow-wrap:anywhere}
thead th:first-child{padding-left:.1rem}
td.words{min-width:9rem;overflow-wrap:anywhere}
tr.group th{padding:1.1rem .1rem .35rem;background:var(--paper)}
tr.group span{position:sticky;left:0;display:inline-block;max-width:min(40rem,calc(100vw - 3rem));white-space:normal}
tr.group b{font-weight:650;overflow-wrap:anywhere}
.detail,.note,.interval{color:var(--ink-soft);font-weight:400}
.interval,.note{display:block;font-size:.8125rem}
.detail{font-style:normal;margin-left:.35rem}
.figure{font-weight:500}
#headline-table .figure{font-weight:700}
#gate-table td.words{min-width:4.75rem}
#gate-table tbody th[scope=row]{min-width:9rem;max-width:none}
.missing{color:var(--ink-soft)}
.problem{color:var(--bad);font-weight:600}
.footnote,.source{margin:.6rem 0 0;font-size:.8125rem;line-height:1.5;color:var(--ink-soft)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin:0 0 .75rem;padding:0;list-style:none;font-size:.8125rem}
.legend li{display:flex;align-items:center;gap:.4rem;overflow-wrap:anywhere}
.legend svg{flex:none;width:14px;height:14px}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19.5rem),1fr));gap:1.5rem 1.75rem}
.panel{min-width:0}
.panel h3{margin:0 0 .35rem;font-size:.875rem;font-weight:600;overflow-wrap:anywhere}
.panel svg{display:block;width:100%;height:auto;max-width:27rem}
.panel svg.wide{display:none;max-width:56rem}
footer{margin-top:3.5rem;padding-top:1rem;border-top:1px solid var(--rule);font-size:.8125rem;color:var(--ink-soft)}
@media (min-width:50rem){.panel svg.wide{display:block}.panel svg.wide + svg{display:none}}
@media (max-width:40rem){.page{padding:0 1rem 3rem}header{padding-top:1.5rem}th,td{padding:.45rem .6rem}tbody th[scope=row]{min-width:6.5rem;max-width:9rem}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{
:root{${paletteDeclarations(LIGHT)}}
body{font-size:10pt}
.page{max-width:none;padding:0}
#decision{break-after:page}
nav,.source{display:none}
.scroll{overflow:visible}
table{font-size:8pt}
th,td{padding:.25rem .4rem}
tbody th,thead th:first-child,tr.group span{position:static}
thead{display:table-header-group}
tr,.panel,.verdict{break-inside:avoid}
h2,figcaption{break-after:avoid}
.panel svg.wide{display:block}
.panel svg.wide + svg{display:none}
}
`.trim();
