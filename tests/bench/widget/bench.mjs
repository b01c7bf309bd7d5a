// Measures both clients on a website of its own, which this program serves. The service gzips the widget's files; Web
// Chat's bundle is sent gzipped as well, as a CDN would.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const [service, port, runs] = process.argv.slice(2);
const targetSeconds = 1;
const kilobits = { latency: 40, downloadThroughput: 10_000_000 / 8, uploadThroughput: 10_000_000 / 8 };
const file = (path) => readFile(new URL(path, import.meta.url));
const gzipped = (bytes) => gzipSync(bytes, { level: 9 });
const inKilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

const launcher = gzipped(await file("../../../src/Chatbot/wwwroot/widget/embed.js")).length;
const chat = gzipped(await file("../../../src/Chatbot/wwwroot/widget/chat.js")).length;
const webChat = gzipped(await file("node_modules/botframework-webchat/dist/webchat.js"));

const page = (body) => Buffer.from(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A clinic</title><link rel="icon" href="data:,"></head><body>${body}</body></html>`);
const files = {
  "/widget": ["text/html", gzipped(page(`<div id="clinic-chat"></div><script src="${service}/widget/embed.js" async></script>`))],
  "/webchat": [
    "text/html",
    gzipped(
      page(`<div id="webchat" style="height:600px"></div><script src="/webchat.js"></script><script>
        fetch("${service}/v3/directline/tokens/generate", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })
          .then((response) => response.json())
          .then(({ token }) => WebChat.renderWebChat({ directLine: WebChat.createDirectLine({ token, domain: "${service}/v3/directline" }) }, document.getElementById("webchat")));
      </script>`),
    ),
  ],
  "/webchat.js": ["text/javascript", webChat],
};
const server = createServer((request, response) => {
  const found = files[request.url];
  response.writeHead(found === undefined ? 404 : 200, found === undefined ? {} : { "content-type": found[0], "content-encoding": "gzip" });
  response.end(found?.[1]);
}).listen(Number(port), "127.0.0.1");

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** Seconds from the start of the page until the welcome can be read. */
async function firstMessage(path) {
  const context = await browser.newContext({ viewport: { width: 412, height: 800 } });
  const tab = await context.newPage();
  const debugging = await context.newCDPSession(tab);
  await debugging.send("Network.enable");
  await debugging.send("Network.emulateNetworkConditions", { offline: false, ...kilobits });
  await debugging.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await tab.goto(`http://127.0.0.1:${port}${path}`, { waitUntil: "commit" });
  await tab.waitForFunction(
    () => (document.querySelector("#clinic-chat")?.shadowRoot ?? document.querySelector("#webchat"))?.textContent.includes("I am an automated assistant"),
    null,
    { polling: 10, timeout: 120_000 },
  );
  const seconds = (await tab.evaluate(() => performance.now())) / 1000;
  await context.close();
  return seconds;
}

const times = { widget: [], webchat: [] };
// In turn, so that whatever else the machine does meets both.
for (let i = 0; i < Number(runs); i++) for (const name of Object.keys(times)) times[name].push(await firstMessage(`/${name}`));
await browser.close();
server.close();

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const ours = median(times.widget);
const theirs = median(times.webchat);
console.log(`size gzipped: launcher ${inKilobytes(launcher)}, whole widget ${inKilobytes(launcher + chat)}, Web Chat 4.18.1 ${inKilobytes(webChat.length)} (${(webChat.length / (launcher + chat)).toFixed(0)} times as much)`);
console.log(`first bot message, median of ${runs}: widget ${ours.toFixed(2)} s (best ${Math.min(...times.widget).toFixed(2)}, target ${targetSeconds.toFixed(1)}), Web Chat ${theirs.toFixed(2)} s (best ${Math.min(...times.webchat).toFixed(2)})`);
