// Checks the types, then bundles the widget into the folder that the service serves:
// embed.js (the launcher), chat.js (the chat, its styles inside), cards.js (for foreign Adaptive Cards), tokens.css (for the pages).
import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = process.argv[2] ?? fileURLToPath(new URL("../Chatbot/wwwroot/widget", import.meta.url));

/** CSS files as minified text. */
const cssText = {
  name: "css-text",
  setup: (plugins) =>
    plugins.onLoad({ filter: /\.css$/ }, async ({ path }) => ({ loader: "text", contents: (await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: "es2022" })).code })),
};

execFileSync(process.execPath, [`${here}node_modules/typescript/bin/tsc`, "-p", here], { stdio: "inherit" });
await mkdir(out, { recursive: true });
await build({
  entryPoints: { embed: `${here}embed.ts`, chat: `${here}main.ts`, cards: `${here}cards.ts` },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
  plugins: [cssText],
});
await cp(`${here}tokens.css`, `${out}/tokens.css`);
