// The official Direct Line client holds whole conversations with the service: by polling and by WebSocket, over a restart,
// and with a token that expires.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { newToken, startService, until } from "./service.mjs";

const require = createRequire(import.meta.url);
globalThis.XMLHttpRequest = require("xhr2");
globalThis.WebSocket = require("ws");
const { ConnectionStatus, DirectLine } = require("botframework-directlinejs");

let service;
before(async () => {
  service = await startService();
});
after(() => service.stop());

async function visitor(options, at = service) {
  const token = options.token ?? (await newToken(at.url));
  const line = new DirectLine({ domain: `${at.url}/v3/directline`, token, ...options });
  const activities = [];
  const statuses = [];
  line.connectionStatus$.subscribe((status) => statuses.push(status));
  const subscription = line.activity$.subscribe((activity) => activities.push(activity), () => statuses.push("error"));
  return {
    line,
    activities,
    statuses,
    post: (activity) => new Promise((resolve, reject) => line.postActivity({ from: { id: "ignored" }, ...activity }).subscribe(resolve, reject)),
    say(text) {
      return this.post({ type: "message", text });
    },
    fromBot: () => activities.filter((activity) => activity.from.role === "bot"),
    kinds: () => activities.filter((activity) => activity.from.role === "bot").map((activity) => activity.channelData.reply.kind),
    nothingTwice() {
      const ids = activities.map((activity) => activity.id);
      assert.equal(new Set(ids).size, ids.length, "nothing arrives twice");
    },
    end() {
      subscription.unsubscribe();
      line.end();
    },
  };
}

for (const webSocket of [false, true]) {
  test(`a whole conversation by ${webSocket ? "WebSocket" : "polling"}: citation, differing sources, form and panel`, async () => {
    const person = await visitor({ webSocket, pollingInterval: 200 });
    try {
      await until(() => person.fromBot().length === 1, "the welcome");
      assert.ok(person.fromBot()[0].suggestedActions.actions.every((action) => action.type === "imBack" && action.title === action.value));

      assert.match(await person.say("what are the side effects?"), /\|\d{7}$/);
      await until(() => person.fromBot().length === 2, "the answer");
      const answer = person.fromBot()[1];
      assert.equal(answer.entities[0]["@type"], "Message");
      const claim = answer.entities[0].citation[0];
      assert.equal(claim["@type"], "Claim");
      assert.ok(claim.appearance.abstract.length > 10 && claim.appearance.url.includes("/articles/"));
      assert.ok(answer.text.includes("[1]") && answer.speak.length > 0 && answer.inputHint === "acceptingInput" && answer.locale === "en");

      await person.say("can I drive home afterwards?");
      await until(() => person.fromBot().length === 3, "the positions");
      const sources = new Set(person.fromBot()[2].entities[0].citation.map((cited) => cited.appearance.name.split(":")[0]));
      assert.ok(sources.size >= 3, `positions of ${[...sources]}`);

      await person.say("I take lithium, is it safe for me?");
      await until(() => person.fromBot().length === 4, "the form");
      const card = person.fromBot()[3].attachments[0];
      assert.equal(card.contentType, "application/vnd.microsoft.card.adaptive");
      assert.equal(card.content.version, "1.5");
      const submit = card.content.actions[0];
      assert.equal(submit.type, "Action.Submit");
      await person.post({ type: "message", value: { ...submit.data, name: "Kim", phone: "+1 555 010 0199", consent: "true" } });
      await until(() => person.fromBot().length === 5, "the reference");
      const reference = person.fromBot()[4].text.match(/[2-9A-Z]{4}(-[2-9A-Z]{4}){3}/)[0];
      assert.deepEqual(await (await fetch(`${service.url}/api/contact/${reference}`)).json(), { state: "received" });
      assert.ok(!JSON.stringify(person.activities).includes("555 010"), "what was typed into the form is not in the conversation");

      await person.post({ type: "messageReaction", replyToId: answer.id, reactionsAdded: [{ type: "like" }] });
      await person.say("i want to kill myself");
      await until(() => person.fromBot().length === 6, "the panel");
      assert.match(person.fromBot()[5].text, /988/);
      assert.deepEqual(person.kinds(), ["smalltalk", "answer", "differ", "clinical", "smalltalk", "crisis"]);
      person.nothingTwice();
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

  const second = await visitor({ token, conversationId, watermark: "3", webSocket: true });
  try {
    await second.say("thanks");
    await until(() => second.fromBot().length === 1, "the reply");
    assert.deepEqual(second.activities.map((activity) => activity.from.role), ["user", "bot"]);
  } finally {
    second.end();
  }
});

for (const webSocket of [false, true]) {
  test(`a conversation by ${webSocket ? "WebSocket" : "polling"} goes on after the service was killed and started again`, async () => {
    let at = await startService();
    const person = await visitor({ webSocket, pollingInterval: 200 }, at);
    try {
      await until(() => person.fromBot().length === 1, "the welcome");
      await person.say("what are the side effects?");
      await until(() => person.fromBot().length === 2, "the answer");
      await at.kill();
      at = await at.again();
      // The client itself gives up polling on a failed connection; it opens its WebSocket again by itself.
      const back = webSocket ? person : await visitor({ token: person.line.token, conversationId: person.line.conversationId, watermark: person.line.watermark, pollingInterval: 200 }, at);
      const before = back.fromBot().length;
      await until(() => back.say("how long do they last?").then(() => true, () => false), "the message to be taken", 60000);
      await until(() => back.fromBot().length === before + 1, "the answer after the restart", 60000);
      assert.equal(back.fromBot().at(-1).channelData.reply.topic, "side-effects", "it remembers what it was about");
      back.nothingTwice();
      if (back !== person) back.end();
    } finally {
      person.end();
      await at.stop();
    }
  });
}

test("an expired token ends the client's sending, and nothing is replayed or delivered twice", async () => {
  const at = await startService({ settings: { DirectLine__TokenLifetime: "00:00:05" } });
  const person = await visitor({ webSocket: true }, at);
  try {
    await until(() => person.fromBot().length === 1, "the welcome");
    await person.say("hello");
    await until(() => person.fromBot().length === 2, "the greeting");
    const expired = person.line.token;
    const history = () => fetch(`${at.url}/v3/directline/conversations/${person.line.conversationId}/activities`, { headers: { authorization: `Bearer ${expired}` } }).then((response) => response.status);
    await until(async () => (await history()) === 403, "the token to expire");
    const refused = await person.say("thanks").then(() => "sent", () => "refused");
    await until(() => person.statuses.includes(ConnectionStatus.ExpiredToken) || refused === "refused", "the client to notice");
    // What it tries meanwhile, with its old streamUrl, fails at the handshake.
    const stream = person.line.streamUrl;
    const status = await new Promise((resolve) => {
      const socket = new (require("ws"))(stream);
      socket.on("unexpected-response", (_, response) => resolve(response.statusCode));
      socket.on("open", () => resolve(101));
      socket.on("error", () => {});
    });
    assert.equal(status, 403);
    person.nothingTwice();
  } finally {
    person.end();
    await at.stop();
  }
});

test("a token refreshed in time goes on", async () => {
  const token = await newToken(service.url);
  const response = await fetch(`${service.url}/v3/directline/tokens/refresh`, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  const person = await visitor({ token: (await response.json()).token, webSocket: true });
  try {
    await until(() => person.fromBot().length === 1, "the welcome");
  } finally {
    person.end();
  }
});
