/** The looks of the report: phone, desk and print, light and dark. */
import { darkPalette, palette } from '../palette.ts'

/** Exchanges the colours inside the figures on dark ground; the light ones are written into the SVGs. */
const darkFigures = (Object.keys(palette) as (keyof typeof palette)[])
  .flatMap((name) =>
    ['fill', 'stroke'].map(
      (attribute) => `.figure svg [${attribute}="${palette[name]}"]{${attribute}:${darkPalette[name]}}`,
    ),
  )
  .join('')

/** Style sheet of the report. It names no font file and no picture: nothing is fetched. */
export const styles: string = `
:root{color-scheme:light dark;--ink:${palette.ink};--muted:${palette.muted};--line:${palette.grid};--page:#f5f7f9;--card:${palette.surface};--link:${palette.blue};--warn-bg:#fff4d6;--warn-ink:#4a3000;--warn-line:#b07a00;--wrong:#a1161f;--right:#14662b}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere}
.skip{position:absolute;left:8px;top:-60px;padding:10px 16px;background:var(--card);color:var(--link);border:2px solid var(--link);border-radius:6px;z-index:1}
.skip:focus{top:8px}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
a{color:var(--link)}
header,main,footer{max-width:1080px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{font-size:clamp(1.5rem,1.1rem + 2vw,2.1rem);line-height:1.2;margin:0 0 6px}
h2{font-size:1.35rem;line-height:1.25;margin:0 0 12px}
h3{font-size:1.05rem;margin:20px 0 8px}
p,ul{margin:0 0 12px}
ul{padding-left:22px}
.meta,.caption,.ci,.empty{color:var(--muted)}
.notice{margin:16px 0;padding:14px 18px;background:var(--warn-bg);color:var(--warn-ink);border:1px solid var(--warn-line);border-left-width:8px;border-radius:6px}
.notice p{margin:0}
.notice strong{font-size:1.15rem}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:4px 18px}
nav a{display:inline-block;padding:6px 0}
section{margin:0 0 22px;padding:20px;background:var(--card);border:1px solid var(--line);border-radius:10px}
.lead{font-size:1.08rem}
.scroll{overflow-x:auto;margin:0 0 12px}
table{border-collapse:collapse;font-size:.93rem;font-variant-numeric:tabular-nums;min-width:100%}
caption{text-align:left;color:var(--muted);padding:0 0 8px}
th,td{text-align:left;vertical-align:top;padding:7px 14px 7px 0;border-bottom:1px solid var(--line);overflow-wrap:normal}
tbody th,.value{overflow-wrap:anywhere}
tbody th{min-width:6.5rem}
.size{white-space:nowrap}
td:has(.value){min-width:9rem}
thead th{border-bottom:2px solid var(--muted)}
.ci{display:block;font-size:.86rem;white-space:nowrap}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:20px}
figure{margin:0;min-width:0;position:relative}
.figure svg{display:block;width:100%;max-width:600px;height:auto;border:1px solid var(--line);border-radius:6px}
figcaption{margin:8px 0}
figcaption p{margin:0 0 4px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
details{margin:4px 0 0}
summary{cursor:pointer;color:var(--link);padding:6px 0}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:18px;list-style:none;padding:0}
.gallery li{border:1px solid var(--line);border-radius:8px;padding:10px;background:var(--page)}
.gallery img{display:block;width:100%;height:auto;border-radius:4px;background:#fff}
.gallery p{margin:0 0 2px;font-size:.93rem}
.verdict{font-weight:700}
.verdict.wrong{color:var(--wrong)}
.verdict.right{color:var(--right)}
li.is-wrong{border:3px double var(--wrong)!important}
footer{padding:8px 20px 40px;color:var(--muted)}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em}
@media screen and (max-width:520px){header,main,footer{padding-left:12px;padding-right:12px}section{padding:14px 12px}}
@media screen and (prefers-color-scheme:dark){
:root{--ink:${darkPalette.ink};--muted:${darkPalette.muted};--line:${darkPalette.grid};--page:#0e1116;--card:${darkPalette.surface};--link:${darkPalette.blue};--warn-bg:#33270a;--warn-ink:#ffe2a1;--warn-line:#c9961a;--wrong:#ff9a94;--right:#7fdd98}
${darkFigures}
}
@media print{
@page{margin:16mm 14mm}
:root{color-scheme:light;--page:#fff}
body{font-size:10.5pt}
header,main,footer{max-width:none;padding:0}
nav,.skip,details{display:none}
section{border:0;border-radius:0;padding:0;margin:0 0 16pt}
h2,h3{break-after:avoid}
figure,.gallery li,tr,.notice,.pair{break-inside:avoid}
.gallery{grid-template-columns:repeat(2,1fr)}
.figures{grid-template-columns:repeat(2,1fr)}
.scroll{overflow:visible}
a{color:inherit;text-decoration:none}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}`
