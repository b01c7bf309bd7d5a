// Checks the types, then bundles the widget into the folder that the service serves.
import { execFileSync } from "node:child_process";
import { cp, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = process.argv[2] ?? fileURLToPath(new URL("../Chatbot/wwwroot/widget", import.meta.url));

execFileSync(process.execPath, [`${here}node_modules/typescript/bin/tsc`, "-p", here], { stdio: "inherit" });
await mkdir(out, { recursive: true });
await build({ entryPoints: [`${here}embed.ts`], outfile: `${out}/embed.js`, bundle: true, minify: true, format: "iife", target: "es2022", logLevel: "warning" });
await cp(`${here}chat.css`, `${out}/chat.css`);
