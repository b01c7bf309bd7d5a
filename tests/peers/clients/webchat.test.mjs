// Official Web Chat, on a website of another origin, in Chromium: what a visitor sees and can do.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { openChromium, picture } from "./browser.mjs";
import { freePort, startService, until } from "./service.mjs";

const bundle = await readFile(new URL("node_modules/botframework-webchat/dist/webchat.js", import.meta.url));
const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A clinic's website</title>
<style>html,body,#chat{height:100%;margin:0}</style><div id="chat"></div><script src="/webchat.js"></script>
<script>
  (async () => {
    const domain = new URLSearchParams(location.search).get("service") + "/v3/directline";
    const { token } = await (await fetch(domain + "/tokens/generate", { method: "POST" })).json();
    window.directLine = window.WebChat.createDirectLine({ domain, token });
    window.WebChat.renderWebChat({ directLine: window.directLine, locale: "en-US" }, document.getElementById("chat"));
  })();
</script></html>`;

let site;
let service;
let browser;
before(async () => {
  const port = await freePort();
  site = createServer((request, response) => {
    const isBundle = request.url === "/webchat.js";
    response.writeHead(200, { "content-type": isBundle ? "text/javascript" : "text/html; charset=utf-8" }).end(isBundle ? bundle : page);
  }).listen(port, "127.0.0.1");
  service = await startService({ settings: { DirectLine__AllowedOrigins__0: `http://127.0.0.1:${port}` } });
  browser = await openChromium();
});
after(async () => {
  await browser?.close();
  site?.closeAllConnections();
  site?.close();
  await service?.stop();
});

async function open(origin = `http://127.0.0.1:${site.address().port}`) {
  const tab = await browser.newPage({ viewport: { width: 480, height: 900 } });
  tab.setDefaultTimeout(90000);
  const errors = [];
  tab.on("pageerror", (error) => errors.push(error.message));
  await tab.goto(`${origin}/?service=${encodeURIComponent(service.url)}`);
  return { tab, errors };
}

test("Web Chat holds a whole conversation: citations as links, differing sources, thumbs, the form and the panel", async () => {
  const { tab, errors } = await open();
  const bubbles = tab.locator(".webchat__basic-transcript__activity");
  const ask = async (text, expected) => {
    const box = tab.getByPlaceholder("Type your message");
    await box.fill(text);
    await box.press("Enter");
    await bubbles.filter({ hasText: expected }).last().waitFor();
  };
  await bubbles.filter({ hasText: "automated assistant" }).waitFor();

  await ask("what are the side effects?", /911/);
  const links = tab.locator(".webchat__link-definitions__list-item, .link-definitions__list-item, [class*=link-definitions__list-item]");
  await until(async () => (await links.count()) > 0, "citations as links");
  const cited = await links.count();
  await picture(tab, "webchat-answer");

  await ask("can I drive home afterwards?", "24 hours");
  await until(async () => (await links.count()) >= cited + 3, "the positions as links");

  // A thumb beside the first answer.
  const likes = tab.getByRole("button", { name: "Like", exact: true });
  await likes.first().click();
  await until(async () => (await history(tab)).some((activity) => activity.name === "feedback"), "the thumb to be stored");
  const all = await history(tab);
  const thumb = all.find((activity) => activity.name === "feedback");
  assert.equal(thumb.value.reaction, "like");
  assert.equal(all.find((activity) => activity.id === thumb.replyToId).channelData.reply.kind, "answer");

  await ask("I take lithium, is it safe for me?", /What should we call you/);
  await tab.getByLabel("What should we call you?").fill("Kim");
  await tab.getByLabel(/^Phone/).fill("+1 555 010 0199");
  await tab.locator(".ac-input[type=checkbox], input[type=checkbox]").last().check();
  await picture(tab, "webchat-form");
  await tab.getByRole("button", { name: "Send", exact: true }).and(tab.locator(".ac-pushButton")).click();
  await bubbles.filter({ hasText: /[2-9A-Z]{4}(-[2-9A-Z]{4}){3}/ }).waitFor();

  // Every reply names 988, so the panel is waited for by its kind.
  await ask("i want to kill myself", "988");
  await until(async () => (await history(tab)).some((activity) => activity.channelData?.reply?.kind === "crisis"), "the panel");
  const rendered = await history(tab);
  assert.deepEqual(
    rendered.filter((activity) => activity.from.role === "bot").map((activity) => activity.channelData.reply.kind),
    ["smalltalk", "answer", "differ", "clinical", "smalltalk", "crisis"],
  );
  assert.deepEqual(errors, []);
  await tab.close();
});

test("a website that is not configured gets no chat", async () => {
  const port = await freePort();
  const foreign = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(page)).listen(port, "127.0.0.1");
  try {
    const { tab, errors } = await open(`http://localhost:${port}`);
    const blocked = await tab.evaluate((url) => fetch(`${url}/v3/directline/tokens/generate`, { method: "POST", headers: { "x-requested-with": "x" } }).then(() => "answered", () => "blocked"), service.url);
    assert.equal(blocked, "blocked");
    assert.ok(errors.length > 0);
    await tab.close();
  } finally {
    foreign.closeAllConnections();
    foreign.close();
  }
});

const history = (tab) =>
  tab.evaluate(async (url) => {
    const { conversationId, token } = window.directLine;
    const response = await fetch(`${url}/v3/directline/conversations/${conversationId}/activities`, { headers: { authorization: `Bearer ${token}` } });
    return (await response.json()).activities;
  }, service.url);
