// Which tokens open /api/messages, against a local OpenID server, with the official npm connector beside it: for each
// token what we say, what it says, and where the two differ, why.
import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, sign, constants } from "node:crypto";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startService } from "./service.mjs";

const require = createRequire(import.meta.url);
const { AuthenticationConstants, ChannelValidation, JwtTokenValidation, SimpleCredentialProvider } = require("botframework-connector");

const app = "11111111-2222-3333-4444-555555555555";
const other = "99999999-2222-3333-4444-555555555555";
const serviceUrl = "https://smba.trafficmanager.net/amer/";
const channelIssuer = "https://api.botframework.com";
const emulatorIssuers = [
  ["1.0", "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"],
  ["2.0", "https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0"],
  ["1.0", "https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/"],
  ["2.0", "https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0"],
  ["1.0", "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/"],
];

const rsa = (kid, endorsements) => ({ kid, endorsements, ...generateKeyPairSync("rsa", { modulusLength: 2048 }) });
const endorsed = rsa("endorsed", ["msteams", "directline"]);
const open = rsa("open");
const curve = { kid: "curve", ...generateKeyPairSync("ec", { namedCurve: "P-256" }) };
const emulator = rsa("emulator");
const stranger = rsa("stranger");
const successor = rsa("successor");

const published = { channel: [endorsed, open, curve], emulator: [emulator] };
let fetches = 0;
let openid;
let service;

before(async () => {
  openid = createServer((request, response) => {
    const [, who, what] = request.url.split("/");
    if (what === "keys") fetches++;
    const body =
      what === "keys"
        ? { keys: published[who].map((key) => ({ ...key.publicKey.export({ format: "jwk" }), kid: key.kid, use: "sig", ...(key.endorsements ? { endorsements: key.endorsements } : {}) })) }
        : { issuer: channelIssuer, jwks_uri: `http://127.0.0.1:${openid.address().port}/${who}/keys`, id_token_signing_alg_values_supported: ["RS256"] };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise((resolve) => openid.listen(0, "127.0.0.1", resolve));
  const metadata = (who) => `http://127.0.0.1:${openid.address().port}/${who}/metadata`;
  service = await startService({ settings: { BotFramework__AppId: app, BotFramework__OpenIdMetadata: metadata("channel"), BotFramework__EmulatorOpenIdMetadata: metadata("emulator") } });
  ChannelValidation.OpenIdMetadataEndpoint = metadata("channel");
  AuthenticationConstants.ToBotFromEmulatorOpenIdMetadataUrl = metadata("emulator");
});
after(async () => {
  await service?.stop();
  openid?.close();
});

const part = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const now = () => Math.floor(Date.now() / 1000);
const minutes = (n) => now() + n * 60;
const claims = (changes = {}) => strip({ iss: channelIssuer, aud: app, serviceurl: serviceUrl, nbf: minutes(-1), exp: minutes(60), ...changes });
const emulatorClaims = (changes = {}) => strip({ iss: emulatorIssuers[0][1], aud: app, ver: "1.0", appid: app, nbf: minutes(-1), exp: minutes(60), ...changes });
const strip = (value) => Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

function token(payload, key = endorsed, { alg = "RS256", header = {}, signer = key.privateKey } = {}) {
  const text = `${part({ alg, typ: "JWT", ...strip({ kid: key.kid, ...header }) })}.${part(payload)}`;
  const hash = `sha${alg.slice(2)}`;
  const signature =
    alg === "none" ? ""
    : alg.startsWith("HS") ? createHmac(hash, signer).update(text).digest("base64url")
    : alg.startsWith("PS") ? sign(hash, Buffer.from(text), { key: signer, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }).toString("base64url")
    : alg.startsWith("ES") ? sign(hash, Buffer.from(text), { key: signer, dsaEncoding: "ieee-p1363" }).toString("base64url")
    : sign(hash, Buffer.from(text), signer).toString("base64url");
  return `${text}.${signature}`;
}

const pem = endorsed.publicKey.export({ type: "spki", format: "pem" });
const good = () => token(claims());
const changed = (text, at) => text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

// name, header, passes here, differs from the connector because (absent: it says the same), changes of the activity
const matrix = () => [
  ["channel: RS256", `Bearer ${good()}`, true],
  ["channel: RS384", `Bearer ${token(claims(), endorsed, { alg: "RS384" })}`, true],
  ["channel: RS512", `Bearer ${token(claims(), endorsed, { alg: "RS512" })}`, true],
  ["channel: a key without endorsements", `Bearer ${token(claims(), open)}`, true],
  ["channel: a key without endorsements, any channel", `Bearer ${token(claims(), open)}`, true, null, { channelId: "slack" }],
  ["channel: expired 4 minutes ago", `Bearer ${token(claims({ exp: minutes(-4), nbf: minutes(-60) }))}`, true],
  ["channel: expired 6 minutes ago", `Bearer ${token(claims({ exp: minutes(-6), nbf: minutes(-60) }))}`, false],
  ["channel: valid in 4 minutes", `Bearer ${token(claims({ nbf: minutes(4) }))}`, true],
  ["channel: valid in 6 minutes", `Bearer ${token(claims({ nbf: minutes(6) }))}`, false],
  ["channel: never expires", `Bearer ${token(claims({ exp: undefined }))}`, false, "a token that leaks must die; jsonwebtoken asks for no exp"],
  ["channel: exp is a text", `Bearer ${token(claims({ exp: "tomorrow" }))}`, false],
  ["channel: for another app", `Bearer ${token(claims({ aud: other }))}`, false],
  ["channel: for nobody", `Bearer ${token(claims({ aud: undefined }))}`, false],
  ["channel: for us and another", `Bearer ${token(claims({ aud: [other, app] }))}`, true, "RFC 7519 4.1.3 lets aud be a list; the connector compares the list with a text"],
  ["channel: of another issuer", `Bearer ${token(claims({ iss: "https://evil.example" }))}`, false],
  ["channel: issuer with a slash", `Bearer ${token(claims({ iss: `${channelIssuer}/` }))}`, false],
  ["channel: without issuer", `Bearer ${token(claims({ iss: undefined }))}`, false],
  ["channel: another serviceUrl", `Bearer ${token(claims({ serviceurl: "https://evil.example/" }))}`, false],
  ["channel: serviceUrl without its slash", `Bearer ${token(claims({ serviceurl: serviceUrl.slice(0, -1) }))}`, false],
  ["channel: no serviceurl claim", `Bearer ${token(claims({ serviceurl: undefined }))}`, false],
  ["channel: activity without serviceUrl", `Bearer ${good()}`, false, "nothing says where replies go; the connector then skips the claim", { serviceUrl: undefined }],
  ["channel: neither has a serviceUrl", `Bearer ${token(claims({ serviceurl: undefined }))}`, false, "nothing says where replies go; to the connector two missing ones are equal", { serviceUrl: undefined }],
  ["channel: not endorsed for this channel", `Bearer ${good()}`, false, null, { channelId: "slack" }],
  ["channel: activity without channel", `Bearer ${good()}`, false, null, { channelId: undefined }],
  ["channel: alg none", `Bearer ${token(claims(), endorsed, { alg: "none" })}`, false],
  ["channel: HS256 with our public key", `Bearer ${token(claims(), endorsed, { alg: "HS256", signer: pem })}`, false],
  ["channel: PS256", `Bearer ${token(claims(), endorsed, { alg: "PS256" })}`, false],
  ["channel: ES256 of a published key", `Bearer ${token(claims(), curve, { alg: "ES256" })}`, false],
  ["channel: a stranger's key under a known id", `Bearer ${token(claims(), endorsed, { signer: stranger.privateKey })}`, false],
  ["channel: an unknown key id", `Bearer ${token(claims(), stranger)}`, false],
  ["channel: no key id", `Bearer ${token(claims(), endorsed, { header: { kid: undefined } })}`, false],
  ["channel: brings its key along (jwk)", `Bearer ${token(claims(), stranger, { header: { jwk: stranger.publicKey.export({ format: "jwk" }) } })}`, false],
  ["channel: says where its key is (jku)", `Bearer ${token(claims(), stranger, { header: { jku: "https://evil.example/keys" } })}`, false],
  ["channel: payload changed", `Bearer ${changed(good(), good().indexOf(".") + 20)}`, false],
  ["channel: signature changed", `Bearer ${changed(good(), good().lastIndexOf(".") + 20)}`, false],
  ["channel: signature cut", `Bearer ${good().slice(0, -30)}`, false],
  ["channel: signed by the Emulator's key", `Bearer ${token(claims(), emulator)}`, false],
  ["no JWT", "Bearer abc", false],
  ["four dots", "Bearer a.b.c.d.e", false],
  ["payload is no JSON", `Bearer ${part({ alg: "RS256", kid: "endorsed" })}.${part("x")}.AAAA`, false],
  ["two tokens", `Bearer ${good()} ${good()}`, false],
  ["empty bearer", "Bearer ", false],
  ["no header", undefined, false],
  ["Basic", `Basic ${good()}`, false],
  ["scheme in small letters", `bearer ${good()}`, true, "RFC 9110 11.1: the scheme's case does not matter"],
  ...emulatorIssuers.map(([ver, iss]) => [`Emulator: ${iss}`, `Bearer ${token(emulatorClaims(ver === "1.0" ? { iss } : { iss, ver, azp: app, appid: undefined }), emulator)}`, true]),
  ["Emulator: any tenant", `Bearer ${token(emulatorClaims({ iss: "https://sts.windows.net/abcdabcd-0000-0000-0000-000000000000/", tid: "abcdabcd-0000-0000-0000-000000000000" }), emulator)}`, false, "a token may not name its own issuer; the connector adds the tenant that the token claims to its list"],
  ["Emulator: no version", `Bearer ${token(emulatorClaims({ ver: undefined }), emulator)}`, false],
  ["Emulator: version is empty", `Bearer ${token(emulatorClaims({ ver: "" }), emulator)}`, false, "an empty version is none; the connector takes it for 1.0"],
  ["Emulator: unknown version", `Bearer ${token(emulatorClaims({ ver: "3.0", azp: app }), emulator)}`, false],
  ["Emulator: another app's", `Bearer ${token(emulatorClaims({ appid: other }), emulator)}`, false],
  ["Emulator: version 2 with the claim of version 1", `Bearer ${token(emulatorClaims({ ver: "2.0" }), emulator)}`, false],
  ["Emulator: for another audience", `Bearer ${token(emulatorClaims({ aud: other }), emulator)}`, false],
  ["Emulator: expired", `Bearer ${token(emulatorClaims({ exp: minutes(-6), nbf: minutes(-60) }), emulator)}`, false],
  ["Emulator: signed by a channel's key", `Bearer ${token(emulatorClaims(), open)}`, false],
  ["Emulator: activity without serviceUrl", `Bearer ${token(emulatorClaims(), emulator)}`, false, "nothing says where replies go; the connector does not look", { serviceUrl: undefined }],
  ["skill: another bot calls", `Bearer ${token(emulatorClaims({ appid: other, ver: "1.0" }), emulator)}`, false],
];

const activityWith = (changes = {}) => strip({ type: "typing", channelId: "msteams", serviceUrl, conversation: { id: "c" }, from: { id: "u" }, ...changes });

async function opens(authorization, activity) {
  const headers = { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) };
  const response = await fetch(`${service.url}/api/messages`, { method: "POST", headers, body: JSON.stringify(activity) });
  assert.ok([200, 401, 403].includes(response.status), `unexpected ${response.status}`);
  return response.status === 200;
}

async function connectorOpens(authorization, activity) {
  try {
    const identity = await JwtTokenValidation.authenticateRequest(activity, authorization, new SimpleCredentialProvider(app, ""), undefined);
    return identity?.isAuthenticated === true;
  } catch {
    return false;
  }
}

test("of all kinds of tokens exactly the valid ones pass, and each difference from botframework-connector has its reason", async () => {
  const error = console.error;
  console.error = () => {};
  const wrong = [];
  const rows = matrix();
  for (const [name, authorization, expected, difference, changes] of rows) {
    const ours = await opens(authorization, activityWith(changes ?? {}));
    const theirs = await connectorOpens(authorization, activityWith(changes ?? {}));
    if (ours !== expected) wrong.push(`${name}: ${ours ? "passes" : "is refused"}`);
    if ((ours !== theirs) !== Boolean(difference)) wrong.push(`${name}: the connector ${theirs ? "passes" : "refuses"} it`);
  }
  console.error = error;
  console.log(`tokens: ${rows.length} kinds, ${rows.filter((row) => row[2]).length} valid; botframework-connector 4.23.3 differs on:`);
  for (const [name, , expected, difference] of rows) if (difference) console.log(`  ${name}: ${expected ? "passes" : "refused"} here: ${difference}`);
  assert.deepEqual(wrong, []);
  assert.ok(rows.length >= 30);
});

test("a new key counts from its first token on, a withdrawn one no longer, and strangers cannot make us fetch at will", async () => {
  const old = `Bearer ${good()}`;
  assert.ok(await opens(old, activityWith()));
  published.channel = [{ ...successor, endorsements: ["msteams"] }];
  // One service that has not yet met an unknown key: the matrix above used up this hour's fetch of the other.
  const fresh = await startService({ settings: { BotFramework__AppId: app, BotFramework__OpenIdMetadata: ChannelValidation.OpenIdMetadataEndpoint } });
  const first = service;
  service = fresh;
  try {
    published.channel = [endorsed];
    assert.ok(await opens(old, activityWith()));
    published.channel = [{ ...successor, endorsements: ["msteams"] }];
    assert.ok(await opens(`Bearer ${token(claims(), successor)}`, activityWith()), "the successor's first token");
    assert.equal(await opens(old, activityWith()), false, "the withdrawn key");
    const before = fetches;
    for (let i = 0; i < 25; i++) assert.equal(await opens(`Bearer ${token(claims(), stranger, { header: { kid: `guess-${i}` } })}`, activityWith()), false);
    assert.equal(fetches, before, "unknown key ids fetch at most once in an hour");
  } finally {
    service = first;
    await fresh.stop();
  }
});
