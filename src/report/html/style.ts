/** The looks of a report: light and dark by the reader's own setting, ink on white when printed. */
export const STYLE = `
:root{color-scheme:light dark;--page:#f7f7f5;--card:#fff;--ink:#16181d;--soft:#5b616e;--line:#dcdfe4;--grid:#e9ebee;
--c1:#1f6fd0;--c2:#12876a;--c3:#b36b00;--c4:#6a4fc4;--c5:#c8393b;--mark:#fde6a6;--band:#1f6fd022;--code:#f1f2f4}
@media (prefers-color-scheme:dark){:root{--page:#121417;--card:#1b1e23;--ink:#e9ebee;--soft:#a0a7b4;--line:#343942;
--grid:#292d34;--c1:#5c9ded;--c2:#3db894;--c3:#dd9a33;--c4:#a08cf0;--c5:#ef7475;--mark:#6a5412;--band:#5c9ded2e;--code:#23272e}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1040px;margin:0 auto;padding:40px 24px 64px}
h1{font-size:28px;line-height:1.2;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:19px;margin:0 0 4px}
h3{font-size:15px;margin:20px 0 4px}
p{margin:6px 0;max-width:74ch}
.soft,figcaption,caption{color:var(--soft);font-size:14px}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:22px 24px;margin-top:18px}
figure{margin:14px 0 4px}
figcaption{margin-bottom:4px}
.scroll{overflow-x:auto}
svg{display:block;width:100%;height:auto;max-width:100%;overflow:visible}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--soft)}
svg text.value{fill:var(--ink)}
.key{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;color:var(--soft);margin:6px 0}
.key i{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px;vertical-align:-1px}
table{border-collapse:collapse;width:100%;font-size:14px;margin:10px 0 4px;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:4px}
th{font-weight:600;text-align:left;color:var(--soft);border-bottom:1px solid var(--line);padding:5px 14px 5px 0;vertical-align:bottom}
td{border-bottom:1px solid var(--grid);padding:6px 14px 6px 0;vertical-align:top;overflow-wrap:anywhere}
tr:last-child td{border-bottom:0}
th:last-child,td:last-child{padding-right:0}
.right{text-align:right;white-space:nowrap}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px;margin-top:20px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
.tile b{display:block;font-size:25px;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums}
.tile span{display:block;font-size:13px;color:var(--soft)}
.note{border-left:4px solid var(--c3);padding:8px 14px;background:var(--code);border-radius:0 8px 8px 0;margin:14px 0;max-width:none}
.pair{border:1px solid var(--line);border-radius:8px;margin:12px 0;overflow:hidden;break-inside:avoid}
.pair header{display:flex;flex-wrap:wrap;gap:2px 16px;padding:7px 14px;background:var(--code);font-size:13px;color:var(--soft)}
.pair header b{color:var(--ink)}
.sides{display:grid;grid-template-columns:1fr 1fr}
.sides>div{padding:10px 14px;overflow-wrap:anywhere;white-space:pre-wrap}
.sides>div+div{border-left:1px solid var(--line)}
.sides small,.below small{display:block;color:var(--soft);white-space:normal}
.below{border-top:1px solid var(--line);padding:8px 14px 10px;font-size:14px;color:var(--soft);overflow-wrap:anywhere;white-space:pre-wrap}
mark{background:var(--mark);color:inherit;border-radius:3px;padding:0 2px}
pre{background:var(--code);border-radius:8px;padding:14px 16px;overflow-x:auto;font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;margin:12px 0}
pre.wrap{white-space:pre-wrap;overflow-wrap:anywhere}
code{font:13px ui-monospace,"SF Mono",Menlo,Consolas,monospace;background:var(--code);border-radius:4px;padding:1px 5px}
footer{color:var(--soft);font-size:13px;margin-top:22px}
@media (max-width:640px){main{padding:22px 12px}section{padding:16px 14px}.sides{grid-template-columns:1fr}
.sides>div+div{border-left:0;border-top:1px solid var(--line)}}
@media print{:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--grid:#ddd;--c1:#1f6fd0;--c2:#12876a;
--c3:#b36b00;--c4:#6a4fc4;--c5:#c8393b;--mark:#fde6a6;--band:#1f6fd022;--code:#f4f4f4}
body{font-size:12px;print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0}
.tiles{grid-template-columns:repeat(4,1fr)}section,.tile{border-radius:0;padding:10px 12px}h2,h3{break-after:avoid}tr,figure,.tile{break-inside:avoid}
.scroll,pre{overflow:visible;white-space:pre-wrap}}
`.trim();
