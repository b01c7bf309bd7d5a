// Starts the built service on a free loopback port with a storage folder of its own.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const configuration = process.env.CONFIGURATION ?? "Debug";

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export async function until(condition, what, milliseconds = 30000) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * The service; `settings` are environment variables. `kill` is SIGKILL and keeps the storage, `again` starts it on the same
 * port and storage.
 */
export async function startService({ settings = {}, storage, port } = {}) {
  const folder = storage ?? (await mkdtemp(join(tmpdir(), "chatbot-peers-")));
  const at = port ?? (await freePort());
  const url = `http://127.0.0.1:${at}`;
  const child = spawn("dotnet", [join(root, "src/Chatbot/bin", configuration, "net10.0/Chatbot.dll")], {
    cwd: root,
    env: { ...process.env, ASPNETCORE_ENVIRONMENT: "Development", ASPNETCORE_URLS: url, Storage__Folder: folder, Contact__RequestsPerHour: "1000000", ...settings },
    stdio: "ignore",
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  await until(() => fetch(`${url}/health/ready`).then((response) => response.ok, () => false), "the service", 120000);
  const kill = async () => {
    child.kill("SIGKILL");
    await gone;
  };
  return {
    url,
    pid: child.pid,
    storage: folder,
    kill,
    again: () => startService({ settings, storage: folder, port: at }),
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A Direct Line token of a new conversation. */
export async function newToken(url) {
  const response = await fetch(`${url}/v3/directline/tokens/generate`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  return (await response.json()).token;
}
