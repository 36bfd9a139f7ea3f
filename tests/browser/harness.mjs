// A server with the demo bakery, a browser, people who are signed in, and a runner that counts.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const root = new URL("../..", import.meta.url).pathname;
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

/** The build that was made last, release or debug, unless HORNADA_PROGRAM names one. */
function program() {
  if (process.env.HORNADA_PROGRAM) return process.env.HORNADA_PROGRAM;
  const [built] = ["release", "debug"]
    .map((profile) => join(target, profile, "hornada"))
    .filter(existsSync)
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!built) throw new Error(`no program in ${target}: run cargo build first`);
  return built;
}

export const full = process.env.HORNADA_PROOF === "full";

/** A Thursday morning at ten past six: the oven is still at work, the vans are on the road, tomorrow is open. */
const NOW = "2026-11-19T05:10:00Z";

export const PASSWORD = "hornada-demo";
export const people = {
  owner: "owner@demo.test",
  english: "english@demo.test",
  counter: "mostrador@demo.test",
  baker: "obrador@demo.test",
  driver: "centro@demo.test",
};

/** Starts the program on the demo's folder, which it makes when there is none; answers when it listens. */
async function start(folder, listen) {
  const child = spawn(program(), ["serve", "--demo", "--listen", listen, "--data", folder], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, HORNADA_NOW: NOW, HORNADA_SMTP_URL: "" },
  });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { child, host: line.match(/http:\/\/([^/\s]+)/)[1] };
}

const ended = (child) => new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once("exit", resolve) : resolve()));

export class Server {
  /** The business day of the bakery. */
  today = NOW.slice(0, 10);

  static async demo(address) {
    const server = new Server();
    server.data = mkdtempSync(join(tmpdir(), "hornada-browser-"));
    Object.assign(server, await start(join(server.data, "demo"), `${address}:0`));
    server.url = `http://${server.host}`;
    await server.signIn();
    return server;
  }

  /** A token of the owner's, for asking what is stored. */
  async signIn() {
    ({ token: this.token } = await this.api("POST", "/auth/login", { email: people.owner, password: PASSWORD }));
  }

  /** Pulls the plug. */
  async kill() {
    const gone = ended(this.child);
    this.child.kill("SIGKILL");
    await gone;
  }

  /** Starts again on the same folder and port. */
  async again() {
    Object.assign(this, await start(join(this.data, "demo"), this.host));
  }

  async stop() {
    const gone = ended(this.child);
    this.child.kill("SIGTERM");
    await gone;
    rmSync(this.data, { recursive: true, force: true });
  }

  /** The API, with the owner's token: what is stored, asked past the pages. */
  async api(method, path, body) {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { "Content-Type": "application/json", ...(this.token && { Authorization: `Bearer ${this.token}` }) },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${text}`);
    return text && JSON.parse(text);
  }

  get = (path) => this.api("GET", path);

  /** Everything on a list, over all its pages. */
  async all(path) {
    const items = [];
    for (let next = ""; next !== null; ) {
      const page = await this.get(`${path}${path.includes("?") ? "&" : "?"}${next && `after=${encodeURIComponent(next)}`}`);
      items.push(...page.items);
      next = page.next ?? null;
    }
    return items;
  }
}

const options = {
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-features=OptimizationGuideOnDeviceModel",
  ],
};

/** Debian's Chromium; when it stops answering, another takes its place. */
export class Chrome {
  static async launch() {
    const chrome = new Chrome();
    await chrome.begin();
    return chrome;
  }

  /** Which browser this is: what was opened in the one before is gone. */
  generation = 0;

  async begin() {
    this.generation += 1;
    this.process = await chromium.launchServer(options);
    this.browser = await chromium.connect(this.process.wsEndpoint());
  }

  newContext(options) {
    return this.browser.newContext(options);
  }

  async again() {
    await this.process.kill();
    await this.begin();
  }

  close() {
    return this.process.kill();
  }
}

export const screens = {
  pc: { viewport: { width: 1366, height: 768 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

const signedIn = new Map();

/** The cookies of somebody who signed in by the form; each person does so once. */
export async function signIn(browser, server, who) {
  if (!signedIn.has(who)) signedIn.set(who, enter(browser, server, who));
  return signedIn.get(who);
}

async function enter(browser, server, who) {
  if (who === "english") await addEnglish(browser, server);
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto("/login");
  await page.fill("[name=email]", people[who]);
  await page.fill("[name=password]", PASSWORD);
  await page.click("main button");
  await page.waitForURL((url) => url.pathname !== "/login");
  if (who === "english") await page.request.post("/preferences", { form: { _csrf: await csrf(page), lang: "en", back: "/" } });
  const state = await context.storageState();
  await context.close();
  return { cookies: state.cookies, origins: [] };
}

const csrf = (page) => page.locator("[name=_csrf]").first().inputValue();

/** An owner who reads English: the language belongs to the person. */
async function addEnglish(browser, server) {
  const { context, page } = await visit(browser, server);
  await page.goto("/people");
  const form = { _csrf: await csrf(page), name: "Wendy Baker", email: people.english, role: "owner", password: PASSWORD };
  const response = await page.request.post("/people", { form, maxRedirects: 0 });
  equal(response.status(), 303, "adding somebody who reads English");
  await context.close();
}

/** Somebody's browser, with everything that goes wrong in it and the bytes that come over the wire collected. */
export async function visit(browser, server, options = {}) {
  const { screen = "pc", lang = "es", theme = "light", js = true, who = "owner" } = options;
  const context = await browser.newContext({
    ...screens[screen],
    baseURL: server.url,
    locale: lang === "es" ? "es-ES" : "en-GB",
    timezoneId: "Europe/Madrid",
    colorScheme: theme,
    javaScriptEnabled: js,
    reducedMotion: "reduce",
    storageState: who ? await signIn(browser, server, who) : undefined,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const visitor = { context, page, faults: [], bytes: 0 };
  page.on("console", (message) => {
    if (message.type() === "error") visitor.faults.push(`${page.url()}: ${message.text()}`);
  });
  // Chromium says so itself when one goes on before the fade between two pages has begun: nothing of ours failed.
  const fade = /^Transition was (aborted|skipped)/;
  page.on("pageerror", (error) => { if (!fade.test(error.message)) visitor.faults.push(`${page.url()}: ${error.message}`); });
  page.on("response", (response) => {
    if (response.status() >= 500) visitor.faults.push(`${response.url()}: ${response.status()}`);
  });
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  session.on("Network.loadingFinished", (event) => { visitor.bytes += event.encodedDataLength; });
  return visitor;
}

/** No test takes longer: opening and closing a browser's window has no limit of its own. */
const LIMIT = 60_000;
const HUNG = "hung";

/** Does the work; answers nothing, its error, or HUNG. */
async function withinLimit(work) {
  let timer;
  const limit = new Promise((resolve) => { timer = setTimeout(resolve, LIMIT, HUNG); });
  try {
    return await Promise.race([Promise.resolve().then(work).then(() => undefined, (error) => error), limit]);
  } finally {
    clearTimeout(timer);
  }
}

export class Runner {
  passed = 0;
  failed = 0;

  constructor(chrome) {
    this.chrome = chrome;
  }

  async test(name, work) {
    const began = Date.now();
    const { generation } = this.chrome;
    let outcome = await withinLimit(work);
    if (outcome === HUNG && generation === this.chrome.generation) {
      console.log(`     ${name}: the browser did not answer for ${LIMIT / 1000} s; once more with a new one`);
      await this.chrome.again();
    }
    if (outcome !== undefined && generation !== this.chrome.generation) outcome = await withinLimit(work);
    if (outcome === undefined) {
      this.passed += 1;
      console.log(`test ${name} ... ok`);
    } else {
      this.failed += 1;
      console.log(`test ${name} ... FAILED after ${Date.now() - began} ms\n${outcome.stack ?? outcome}`);
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

/** Waits until `read` answers something true, at most `most` milliseconds; answers it. */
export async function until(read, what, most = 5_000) {
  const end = Date.now() + most;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${most} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
