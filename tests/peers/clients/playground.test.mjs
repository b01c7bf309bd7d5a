// The Agents Playground, in Chromium, as staff use it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openChromium, picture } from "./browser.mjs";
import { freePort, startService, until } from "./service.mjs";

let service;
let browser;
let playground;
let folder;
let address;
before(async () => {
  service = await startService();
  folder = await mkdtemp(join(tmpdir(), "chatbot-playground-"));
  const port = await freePort();
  address = `http://localhost:${port}/`;
  playground = spawn(
    process.execPath,
    [fileURLToPath(new URL("node_modules/@microsoft/m365agentsplayground/cli.js", import.meta.url)), "start", "-p", String(port), "-e", `${service.url}/api/messages`, "-c", process.env.PLAYGROUND_CHANNEL ?? "emulator", "--disable-telemetry", "true"],
    { cwd: folder, env: { ...process.env, BROWSER: "none" }, stdio: "ignore" },
  );
  await until(() => fetch(address).then((response) => response.ok, () => false), "the Playground", 120000);
  browser = await openChromium();
});
after(async () => {
  await browser?.close();
  if (playground) {
    const gone = new Promise((resolve) => playground.once("exit", resolve));
    playground.kill("SIGKILL");
    await gone;
  }
  await service?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test("the Agents Playground holds a whole conversation: citation, differing sources, form, panel, and a trace of each", async () => {
  const tab = await browser.newPage({ viewport: { width: 1100, height: 800 } });
  tab.setDefaultTimeout(90000);
  await tab.goto(address);
  const chat = (text) => tab.getByText(text).last();
  const traces = () => tab.getByText(/^trace \d+/).count();
  const ask = async (text, expected) => {
    const before = await traces();
    const box = tab.getByRole("textbox").last();
    await box.click();
    await tab.keyboard.type(text);
    await tab.keyboard.press("Enter");
    await chat(expected).waitFor();
    await until(async () => (await traces()) > before, `the trace of "${text}"`, 60000);
  };
  await chat("I am an automated assistant").waitFor();

  await ask("what are the side effects?", /Other side effects|serious|side effects/i);
  await picture(tab, "playground-answer");

  await tab.getByText(/^trace \d+/).last().click();
  await tab.getByText("WhyThisAnswer").first().waitFor();
  await picture(tab, "playground-trace");

  await ask("can I drive home afterwards?", /24 hours/);
  await ask("I take lithium, is it safe for me?", "What should we call you?");
  await tab.getByLabel("What should we call you?").fill("Kim");
  await tab.getByLabel(/^Phone/).fill("+1 555 010 0199");
  await tab.getByRole("checkbox").last().check();
  await picture(tab, "playground-form");
  await tab.getByRole("button", { name: "Send", exact: true }).last().click();
  await chat(/[2-9A-Z]{4}(-[2-9A-Z]{4}){3}/).waitFor();

  await ask("i want to kill myself", /Call or text 988/);
  assert.equal(await traces(), 4);
  await tab.close();
});
