/** The look of every page. One constant: the content security policy names it by its hash. */
export const pageStyle = `
:root{color-scheme:light dark;--page:#f3f4f8;--card:#fff;--text:#171a26;--soft:#565d73;--line:#dcdfe9;--accent:#3046c5;--accent-text:#fff;--hover:#eef0fb;--warn:#fff4d6;--warn-text:#5c4200;--bad:#fdeaea;--bad-text:#8a1c1c}
@media (prefers-color-scheme:dark){:root{--page:#10121a;--card:#1a1d29;--text:#eceef6;--soft:#a3aac0;--line:#333849;--accent:#a9b5ff;--accent-text:#10121a;--hover:#242838;--warn:#3a2f10;--warn-text:#ffe2a0;--bad:#40191c;--bad-text:#ffc9c9}}
*{box-sizing:border-box}
body{margin:0;min-block-size:100vh;display:grid;place-items:center;padding:1rem;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{inline-size:min(27rem,100%);background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:clamp(1.25rem,5vw,2rem);box-shadow:0 1px 2px #0000000f,0 12px 32px #0000000f}
header{display:flex;align-items:center;gap:.6rem;color:var(--soft);font-size:.875rem;margin-block-end:1.25rem}
header b{color:var(--text)}
header span{margin-inline-start:auto;border:1px solid var(--line);border-radius:99px;padding:.05rem .6rem;font-size:.75rem}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 .35rem;overflow-wrap:anywhere;text-wrap:balance}
h2{font-size:.9375rem;margin:1.25rem 0 -.5rem;color:var(--soft);font-weight:600}
.again{margin-block-start:1rem}
.again .person{border-color:var(--accent);background:var(--hover)}
p{margin:0 0 1rem;color:var(--soft);overflow-wrap:anywhere}
p:last-child{margin-block-end:0}
code{font:.9em ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere;color:var(--text)}
ul{list-style:none;margin:1.25rem 0;padding:0;display:grid;gap:.5rem}
form{margin:0}
button,.button{font:inherit;cursor:pointer}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.person{display:grid;grid-template-columns:auto 1fr auto;align-items:center;gap:.85rem;inline-size:100%;text-align:start;padding:.65rem .8rem;border:1px solid var(--line);border-radius:.75rem;background:none;color:inherit}
.person:hover{background:var(--hover);border-color:var(--accent)}
.person svg,.person img{inline-size:2.75rem;block-size:2.75rem;border-radius:50%;display:block}
.person b{display:block;overflow-wrap:anywhere}
.person small{color:var(--soft);overflow-wrap:anywhere}
.person i{inline-size:.55rem;block-size:.55rem;border-block-start:2px solid var(--soft);border-inline-end:2px solid var(--soft);transform:rotate(45deg)}
[dir=rtl] .person i{transform:rotate(-45deg)}
.who{display:grid;grid-template-columns:auto 1fr;align-items:center;gap:.75rem;margin-block:1rem}
.who svg{inline-size:2.5rem;block-size:2.5rem;border-radius:50%;display:block}
.who b{display:block}
.who a{font-size:.875rem}
fieldset{border:0;margin:1.25rem 0;padding:0}
legend{padding:0;font-weight:600;margin-block-end:.5rem}
.scope{display:grid;grid-template-columns:auto 1fr;gap:.75rem;align-items:start;padding:.6rem .8rem;border:1px solid var(--line);border-radius:.6rem;margin-block-end:.4rem;cursor:pointer}
.scope:hover{background:var(--hover)}
.scope:has(:focus-visible){outline:3px solid var(--accent);outline-offset:2px}
.scope:has(:disabled){cursor:default;background:none}
.scope input{inline-size:1.15rem;block-size:1.15rem;margin:.2rem 0 0;accent-color:var(--accent);outline:none}
.scope b{font-weight:500;display:block}
.scope small{color:var(--soft);font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.8125rem}
.actions{display:flex;flex-wrap:wrap;gap:.6rem}
.actions button{flex:1 1 9rem;padding:.7rem 1rem;border-radius:.6rem;border:1px solid var(--line);background:none;color:inherit;font-weight:600}
.actions button:hover{background:var(--hover)}
.actions .primary{background:var(--accent);border-color:var(--accent);color:var(--accent-text)}
.actions .primary:hover{background:var(--accent);filter:brightness(1.1)}
.note{padding:.7rem .9rem;border-radius:.6rem;background:var(--warn);color:var(--warn-text);margin-block:1rem}
.note p{color:inherit}
.error{background:var(--bad);color:var(--bad-text)}
.error code{color:inherit}
.small{font-size:.875rem;margin-block-start:1rem}
@media (max-width:26rem){body{padding:0;place-items:stretch}main{border:0;border-radius:0;box-shadow:none;min-block-size:100vh}}
@media (forced-colors:active){.actions .primary{forced-color-adjust:none;background:Highlight;border-color:Highlight;color:HighlightText}.person svg,.who svg{forced-color-adjust:none}}
`
