// Botium, a test runner for chatbots, and offline-directline, a Direct Line in front of /api/messages, as others use them.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { freePort, newToken, startService, until } from "./service.mjs";

const require = createRequire(import.meta.url);
let service;
before(async () => {
  service = await startService();
});
after(() => service.stop());

test("Botium with its Direct Line connector runs a whole conversation", async () => {
  const { BotDriver } = require("botium-core");
  const token = await newToken(service.url);
  const { user } = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  const driver = new BotDriver()
    .setCapability("CONTAINERMODE", "directline3")
    .setCapability("DIRECTLINE3_SECRET", token)
    .setCapability("DIRECTLINE3_DOMAIN", `${service.url}/v3/directline`)
    .setCapability("DIRECTLINE3_WEBSOCKET", true)
    .setCapability("DIRECTLINE3_ACTIVITY_TEMPLATE", { from: { id: user } })
    .setCapability("WAITFORBOTTIMEOUT", 60000);
  const container = await driver.Build();
  await container.Start();
  const ask = async (messageText) => {
    await container.UserSays({ messageText });
    return container.WaitBotSays();
  };
  try {
    assert.match((await container.WaitBotSays()).messageText, /automated assistant/);
    const answer = await ask("what are the side effects?");
    assert.match(answer.messageText, /\[1\]/);
    const differing = await ask("can I drive home afterwards?");
    assert.ok(differing.buttons.length > 0 && differing.sourceData.entities[0].citation.length >= 3);
    const form = await ask("I take lithium, is it safe for me?");
    assert.deepEqual(form.cards[0].forms.map((field) => field.name), ["name", "email", "phone", "preferredTime", "topic", "message", "attachConversation", "attachQuestions", "consent"]);
    assert.equal(form.cards[0].buttons[0].text, "Send");
    const panel = await ask("i want to kill myself");
    assert.match(panel.messageText, /988/);
  } finally {
    await container.Stop();
    await container.Clean();
  }
});

test("offline-directline stands between a client and /api/messages", async () => {
  const express = require("express");
  const { getRouter } = require("offline-directline");
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const log = console.log;
  console.log = () => {};
  const app = express();
  app.use(getRouter(base, `${service.url}/api/messages`));
  const server = createServer(app).listen(port, "127.0.0.1");
  const call = async (path, body) => (await fetch(`${base}/directline/${path}`, body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })).json();
  try {
    const { conversationId } = await call("conversations", {});
    const history = async () => (await call(`conversations/${conversationId}/activities`)).activities.filter((activity) => activity.from.name === "Bot");
    const ask = async (text, kind) => {
      await call(`conversations/${conversationId}/activities`, { type: "message", text, from: { id: "staff" } });
      return until(async () => (await history()).find((activity) => activity.channelData?.reply?.kind === kind), `the reply of kind ${kind}`);
    };
    assert.ok((await ask("what are the side effects?", "answer")).entities[0].citation.length > 0);
    assert.ok((await ask("can I drive home afterwards?", "differ")).entities[0].citation.length >= 3);
    assert.equal((await ask("I take lithium, is it safe for me?", "clinical")).attachments[0].content.type, "AdaptiveCard");
    assert.match((await ask("i want to kill myself", "crisis")).text, /988/);
    const traces = (await history()).filter((activity) => activity.type === "trace");
    assert.deepEqual(traces.map((trace) => trace.value.reply.kind), ["answer", "differ", "clinical", "crisis"]);
    assert.equal(traces[0].name, "WhyThisAnswer");
    assert.ok(traces[0].value.search.sentences.length > 0 && traces[0].value.search.words.length > 0);
    assert.equal(traces[3].value.search, undefined, "a crisis message never reaches the index");
  } finally {
    console.log = log;
    server.closeAllConnections();
    server.close();
  }
});
