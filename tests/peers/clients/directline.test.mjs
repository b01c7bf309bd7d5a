// The official Direct Line client holds whole conversations with the service.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startService, until } from "./service.mjs";

const require = createRequire(import.meta.url);
globalThis.XMLHttpRequest = require("xhr2");
globalThis.WebSocket = require("ws");
const { ConnectionStatus, DirectLine } = require("botframework-directlinejs");

let service;
before(async () => {
  service = await startService();
});
after(() => service.stop());

async function visitor(options) {
  const generated = await fetch(`${service.url}/v3/directline/tokens/generate`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  const { token } = await generated.json();
  const line = new DirectLine({ domain: `${service.url}/v3/directline`, token, ...options });
  const activities = [];
  const statuses = [];
  line.connectionStatus$.subscribe((status) => statuses.push(status));
  const subscription = line.activity$.subscribe((activity) => activities.push(activity));
  return {
    line,
    activities,
    statuses,
    say: (text) => new Promise((resolve, reject) => line.postActivity({ type: "message", text, from: { id: "ignored" } }).subscribe(resolve, reject)),
    fromBot: () => activities.filter((activity) => activity.from.role === "bot"),
    end() {
      subscription.unsubscribe();
      line.end();
    },
  };
}

for (const webSocket of [false, true]) {
  test(`a conversation by ${webSocket ? "WebSocket" : "polling"}`, async () => {
    const person = await visitor({ webSocket, pollingInterval: 200 });
    try {
      await until(() => person.fromBot().length === 1, "the welcome");
      const id = await person.say("can I drive home afterwards?");
      assert.match(id, /\|\d{7}$/);
      await until(() => person.fromBot().length === 2, "the answer");
      const answer = person.fromBot()[1];
      assert.match(answer.text, /24 hours/);
      assert.ok(answer.entities[0].citation.length >= 3);
      assert.equal(answer.entities[0].citation[0]["@type"], "Claim");
      await person.say("i want to kill myself");
      await until(() => person.fromBot().length === 3, "the panel");
      assert.match(person.fromBot()[2].text, /988/);
      const ids = person.activities.map((activity) => activity.id);
      assert.equal(new Set(ids).size, ids.length, "nothing arrives twice");
      assert.ok(person.statuses.includes(ConnectionStatus.Online));
    } finally {
      person.end();
    }
  });
}

test("a client that comes back with its watermark gets only what it missed", async () => {
  const first = await visitor({ webSocket: true });
  await until(() => first.fromBot().length === 1, "the welcome");
  await first.say("hello");
  await until(() => first.fromBot().length === 2, "the greeting");
  const { conversationId, token } = first.line;
  first.end();

  const second = new DirectLine({ domain: `${service.url}/v3/directline`, token, conversationId, watermark: "3", webSocket: true });
  const activities = [];
  const subscription = second.activity$.subscribe((activity) => activities.push(activity));
  try {
    await new Promise((resolve, reject) => second.postActivity({ type: "message", text: "thanks", from: { id: "x" } }).subscribe(resolve, reject));
    await until(() => activities.some((activity) => activity.from.role === "bot"), "the reply");
    assert.deepEqual(activities.map((activity) => activity.from.role), ["user", "bot"]);
  } finally {
    subscription.unsubscribe();
    second.end();
  }
});
