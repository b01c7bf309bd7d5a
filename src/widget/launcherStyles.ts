/** The launcher's few styles. Lengths in em of the host, whose text size is the browser's own, whatever the website says. */
export const launcherStyles = `
:host{all:initial!important;--accent:#0b6158;--on-accent:#fff;--paper:#fff;--ink:#1d2a2f;color-scheme:light}
@media(prefers-color-scheme:dark){:host(:not([data-scheme=light])){--paper:#121b1a;--ink:#e8efed;color-scheme:dark}}
:host([data-scheme=dark]){--paper:#121b1a;--ink:#e8efed;color-scheme:dark}
*{box-sizing:border-box}[hidden]{display:none!important}
button{font:600 1em/1.2 system-ui,sans-serif;cursor:pointer}
button.left,button.right{position:fixed;z-index:2147483000;inset-block-end:20px;display:flex;align-items:center;gap:8px;min-height:52px;padding:0 20px 0 16px;border:2px solid #fff;border-radius:28px;background:var(--accent);color:var(--on-accent);box-shadow:0 2px 6px rgb(0 0 0/.2),0 8px 24px rgb(0 0 0/.22)}
button.right,.place.right{inset-inline-end:20px}button.left,.place.left{inset-inline-start:20px}
.icon{width:24px;height:24px;flex:none}
:focus-visible{outline:3px solid #b35c00;outline-offset:3px}
.place{position:fixed;z-index:2147483000;inset-block-end:20px;width:25em;max-width:calc(100vw - 40px);height:44em;max-height:calc(100vh - 40px);max-height:calc(100dvh - 40px)}
.chat{display:block;width:100%;height:100%;border:0;border-radius:14px;background:var(--paper);box-shadow:0 2px 6px rgb(0 0 0/.2),0 12px 32px rgb(0 0 0/.25)}
.away{font:1em/1.5 system-ui,sans-serif;background:var(--paper);color:var(--ink);padding:16px 20px;border-radius:14px;border:2px solid #9b1c1c;position:absolute;inset-block-end:0;inset-inline:0;box-shadow:0 8px 24px rgb(0 0 0/.25)}
.away p{margin:0 0 8px}.away a{color:inherit;font-weight:700;display:inline-block;padding:4px 0}.away .close{min-height:44px;padding:0 16px;border-radius:8px;border:1px solid;background:none;color:inherit}
@media(max-width:480px),(max-height:520px){.place.left,.place.right{inset:var(--view-top,0) 0 auto;width:auto;max-width:none;height:100vh;height:var(--view-height,100dvh);max-height:none}.chat{border-radius:0}}
@media(max-width:480px){button>span{position:absolute;clip-path:inset(50%);width:1px;overflow:hidden;white-space:nowrap}button.left,button.right{padding:0 14px}}
@media print{:host{display:none!important}}
`;
