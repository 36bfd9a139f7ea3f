// A server with the demo bakery, a browser, and a runner that counts.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const root = new URL("../..", import.meta.url).pathname;
const program = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "hornada");

export const owner = { email: "owner@demo.test", password: "hornada-demo" };
export const full = process.env.HORNADA_PROOF === "full";

export async function startDemo(address) {
  const data = mkdtempSync(join(tmpdir(), "hornada-browser-"));
  const child = spawn(program, ["serve", "--demo", "--listen", `${address}:0`, "--data", join(data, "demo")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const url = line.match(/http:\/\/[^/\s]+/)[0].replace("localhost", address);
  return {
    url,
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

export const launch = () =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ],
  });

export const screens = {
  pc: { viewport: { width: 1366, height: 768 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

// Somebody signed in, with everything that went wrong on the way collected.
export async function visit(browser, server, options = {}) {
  const { screen = "pc", lang = "es", theme = "light", js = true } = options;
  const context = await browser.newContext({
    ...screens[screen],
    baseURL: server.url,
    locale: lang === "es" ? "es-ES" : "en-GB",
    timezoneId: "Europe/Madrid",
    colorScheme: theme,
    javaScriptEnabled: js,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 500) faults.push(`${response.url()}: ${response.status()}`);
  });
  await page.goto("/login");
  await page.fill("[name=email]", owner.email);
  await page.fill("[name=password]", owner.password);
  await page.click("main button");
  await page.waitForURL((url) => url.pathname !== "/login");
  return { context, page, faults };
}

export class Runner {
  passed = 0;
  failed = 0;

  async test(name, work) {
    const began = Date.now();
    try {
      await work();
      this.passed += 1;
      console.log(`test ${name} ... ok`);
    } catch (error) {
      this.failed += 1;
      console.log(`test ${name} ... FAILED after ${Date.now() - began} ms\n${error.stack ?? error}`);
    }
  }

  end() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 ? 0 : 1;
  }
}

export function equal(actual, expected, what = "") {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: ${left} instead of ${right}`);
}

export function ok(condition, what) {
  if (!condition) throw new Error(what);
}
