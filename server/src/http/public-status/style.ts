/** The look of the other screens, by their tokens. Colour comes with a shape and a word. */
export const STYLE = `
:root{color-scheme:dark light;--bg:#14181d;--panel:#1a1f26;--line:#313b47;--text-1:#eef2f6;--text-2:#b4bec9;--S1:#ff5c49;--S2:#ffd24a;--S3:#5a9cff;--S4:#aeb7c2}
@media (prefers-color-scheme:light){:root{--bg:#eceef1;--panel:#fff;--line:#cfd6de;--text-1:#14181d;--text-2:#3f4954;--S1:#7a0024;--S2:#856100;--S3:#1f5fe0;--S4:#4c5561}}
*{box-sizing:border-box;margin:0}
body{max-width:64rem;margin:0 auto;padding:2rem 1.25rem;background:var(--bg);color:var(--text-1);font:400 1rem/1.5 Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1{font-size:1.75rem;line-height:1.2}
h2{margin-bottom:.75rem;font-size:1.125rem}
h3{margin:.75rem 0 .25rem;font-size:1rem}
header p,footer{color:var(--text-2)}
.sub{font-size:1.125rem}
section{margin-top:2rem;padding-top:1.25rem;border-top:1px solid var(--line)}
.said{padding:1.25rem;border:1px solid var(--line);background:var(--panel)}
.said p+p{margin-top:.5rem}
.old{margin-top:1.5rem;padding:.75rem 1rem;border:2px dashed var(--text-1)}
ul{padding-left:1.25rem}
table{width:100%;border-collapse:collapse;text-align:left}
th,td{padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--text-2);font-weight:400}
tbody th{font-weight:600}
svg{width:.875em;height:.875em;margin-right:.5em;fill:currentColor}
.line{fill:none;stroke:currentColor;stroke-width:1.6}
td:first-child{white-space:nowrap}
.S1{color:var(--S1);font-weight:600}.S2{color:var(--S2)}.S3{color:var(--S3)}.S4,.S5{color:var(--S4)}
footer{margin-top:2rem;font-size:.875rem}
@media (max-width:40rem){thead{display:none}tr{display:block;padding:.75rem 0;border-bottom:1px solid var(--line)}th,td{display:block;padding:0;border:0}}
`;
