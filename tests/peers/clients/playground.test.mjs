// The Agents Playground starts, finds the bot, opens a conversation and shows what the bot says.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort, startService, until } from "./service.mjs";

let service;
before(async () => {
  service = await startService();
});
after(() => service.stop());

test("the Agents Playground starts beside the bot and stays up", async () => {
  const port = await freePort();
  const playground = spawn(
    process.execPath,
    [fileURLToPath(new URL("node_modules/@microsoft/m365agentsplayground/cli.js", import.meta.url)), "start", "-p", String(port), "-e", `${service.url}/api/messages`, "-c", "emulator"],
    { env: { ...process.env, BROWSER: "none", TEAMSFX_NOTIFICATION_STORE_FILENAME: "" }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  for (const stream of [playground.stdout, playground.stderr]) stream.on("data", (chunk) => (output += chunk));
  try {
    await until(() => fetch(`http://127.0.0.1:${port}/`).then((response) => response.ok, () => false), `the Playground: ${output}`);
    assert.ok(playground.exitCode === null, output);
  } finally {
    const gone = new Promise((resolve) => playground.once("exit", resolve));
    playground.kill("SIGKILL");
    await gone;
  }
});

test("a client of the Playground's kind exchanges messages over its connector", async () => {
  const received = [];
  const connector = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ path: request.url, activity: JSON.parse(Buffer.concat(chunks)) });
      response.writeHead(201, { "content-type": "application/json" }).end('{"id":"r1"}');
    });
  });
  const port = await freePort();
  await new Promise((resolve) => connector.listen(port, "127.0.0.1", resolve));
  const serviceUrl = `http://localhost:${port}/_connector`;
  const post = (activity) =>
    fetch(`${service.url}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-ms-agents-playground": "true" },
      body: JSON.stringify({
        channelId: "emulator",
        serviceUrl,
        conversation: { id: "personal-chat-id" },
        from: { id: "user-id-0", name: "Alex" },
        recipient: { id: "00000000-0000-0000-0000-00000000000011", name: "Test Bot" },
        ...activity,
      }),
    });
  try {
    const probe = await fetch(`${service.url}/api/messages`, { method: "HEAD" });
    assert.equal(probe.status, 405);
    const joined = await post({ type: "conversationUpdate", id: "a0", membersAdded: [{ id: "user-id-0" }, { id: "00000000-0000-0000-0000-00000000000011" }] });
    const asked = await post({ type: "message", id: "a1", text: "what are the side effects?" });
    assert.deepEqual([joined.status, asked.status], [200, 200]);
    assert.equal(received.length, 2);
    assert.match(received[0].activity.text, /automated assistant/);
    assert.match(received[1].activity.text, /side effects/);
    assert.equal(received[1].path, "/_connector/v3/conversations/personal-chat-id/activities/a1");
  } finally {
    connector.close();
  }
});
