// Every page that can be reached by links: looks, bytes, access for all, nothing refused by the policy.
import { AxeBuilder } from "@axe-core/playwright";
import { equal, full, ok, people, signIn, visit } from "./harness.mjs";

const FIRST_VISIT = 45_000;
const LATER_PAGE = 20_000;
const MOST_PAGES = 400;
const WORKERS = 2;

// Pages of one kind are looked at once: ids, days and numbers do not make another kind, nor do the values of a query.
const kind = (path) =>
  path
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}")
    .replace(/\d{4}-\d{2}-\d{2}/g, "{day}")
    .replace(/=[^&]*/g, "=")
    .replace(/\/\d+(?=\/|$)/g, "/{n}");

const isOurs = (href) => href.startsWith("/") && !/^\/(a|events|logout)(\/|$)|^\/api\/v1/.test(href);

/** Follows every kind of link without drawing anything; answers the addresses that are pages, one of each kind. */
export async function crawl(request, start = "/") {
  const kinds = new Map([[kind(start), start]]);
  const queue = [start];
  const pages = new Map();
  const broken = [];
  while (queue.length) {
    const path = queue.shift();
    const response = await request.get(path, { maxRedirects: 0 });
    if (response.status() >= 300 && response.status() < 400) continue;
    if (response.status() >= 400) {
      broken.push(`${path} answers ${response.status()}`);
      continue;
    }
    const headers = response.headers();
    if (!headers["content-type"]?.startsWith("text/html") || /attachment/.test(headers["content-disposition"] ?? "")) continue;
    const bare = kind(path).replace(/\?.*/, "");
    if (!pages.has(bare)) pages.set(bare, path);
    const text = await response.text();
    for (const [, raw] of text.matchAll(/<a\b[^>]*\bhref="([^"]+)"/g)) {
      const href = raw.replaceAll("&amp;", "&").replace(/#.*/, "");
      if (!href || !isOurs(href) || kinds.has(kind(href))) continue;
      kinds.set(kind(href), href);
      queue.push(href);
    }
    ok(kinds.size < MOST_PAGES, `more than ${MOST_PAGES} kinds of pages: the crawl does not end`);
  }
  equal(broken, [], "links that lead nowhere");
  return [...pages.values()];
}

const variants = ["pc", "phone"].flatMap((screen) =>
  ["es", "en"].flatMap((lang) => ["light", "dark"].map((theme) => ({ screen, lang, theme }))),
);

/** What is looked at: every page in every variant, or at the small size each page in the next of the eight. */
const plan = (paths) =>
  full ? paths.flatMap((path) => variants.map((variant) => [path, variant])) : paths.map((path, at) => [path, variants[(at * 3) % variants.length]]);

export async function everyPage(runner, browser, server) {
  let paths = [];
  for (const who of Object.keys(people)) {
    await runner.test(`every link that ${who} sees leads to a page`, async () => {
      const context = await browser.newContext({ baseURL: server.url, storageState: await signIn(browser, server, who) });
      const found = await crawl(context.request, who === "driver" ? "/routes" : who === "baker" ? "/production" : "/");
      await context.close();
      ok(found.length >= (who === "owner" ? 60 : 4), `only ${found.length} pages were found`);
      if (who === "owner") paths = found;
    });
  }
  const work = plan(paths);
  const workers = Array.from({ length: WORKERS }, (_, number) => worker(runner, browser, server, work.filter((_, at) => at % WORKERS === number)));
  await Promise.all(workers);
  await strangers(runner, browser, server);
  await runner.test("the first visit stays in its bytes", () => firstVisit(browser, server));
}

async function worker(runner, browser, server, work) {
  const open = new Map();
  for (const [path, variant] of work) {
    const name = `${variant.screen}, ${variant.lang}, ${variant.theme}`;
    await runner.test(`${kind(path)} (${name})`, async () => {
      if (!open.get(name)?.context.browser().isConnected()) {
        open.set(name, await visit(browser, server, { ...variant, who: variant.lang === "es" ? "owner" : "english" }));
        await open.get(name).page.goto("/more"); // style and scripts are in the cache from here on
      }
      await onePage(open.get(name), path, variant);
    });
  }
  await runner.test("the windows close", async () => {
    for (const { context } of open.values()) await context.close();
  });
}

async function onePage(visitor, path, variant) {
  const { page, faults } = visitor;
  faults.length = 0;
  visitor.bytes = 0;
  await page.goto(path);
  const bytes = visitor.bytes;
  await look(page, variant);
  equal(faults.splice(0), [], "faults");
  if (page.url().startsWith(`${new URL(page.url()).origin}/design`)) return;
  ok(bytes <= LATER_PAGE, `the page takes ${bytes} bytes`);
}

/** All that must hold of a page as it stands. */
export async function look(page, variant) {
  equal(await page.getAttribute("html", "lang"), variant.lang, "language");
  const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  ok(scroll <= client, `the page is ${scroll} px wide on ${client}: ${await page.evaluate(widest)}`);
  equal(await page.evaluate(() => document.body.innerText.match(/\[[a-z]+(-[a-z]+)+\]|\bundefined\b|\bNaN\b|\bnull\b/g)), null, "messages that are missing");
  equal(await page.locator("h1").count(), 1, "headings of the first level");
  if (variant.screen === "phone") equal(await page.evaluate(small), [], "too small for a thumb");
  const result = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  equal(result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).slice(0, 3)}`), [], "axe");
}

/** What sticks out at the right (runs in the page). */
function widest() {
  const limit = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > limit + 1).slice(0, 3).map((e) => `${e.tagName}.${e.className}`).join(", ");
}

/** Buttons and fields that a thumb misses (runs in the page). */
function small() {
  const controls = document.querySelectorAll("button, .button, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])");
  return [...controls]
    .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest(".hidden-visually") && !e.matches(".hidden-visually, .paper *"))
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 2 && box.height < 43.5)
    .slice(0, 4)
    .map(([e, box]) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 20)} is ${Math.round(box.height)} px high`);
}

// Pages of those who are not signed in, and the page that says that there is none.
async function strangers(runner, browser, server) {
  for (const [at, path] of ["/login", "/nowhere"].entries()) {
    for (const variant of variants.filter((_, number) => full || number % 2 === at)) {
      await runner.test(`${path} for a stranger (${variant.screen}, ${variant.lang}, ${variant.theme})`, async () => {
        const visitor = await visit(browser, server, { ...variant, who: null });
        await visitor.page.goto(path);
        await look(visitor.page, variant);
        await visitor.context.close();
      });
    }
  }
}

async function firstVisit(browser, server) {
  const visitor = await visit(browser, server);
  visitor.bytes = 0;
  await visitor.page.goto("/");
  await visitor.page.waitForTimeout(300);
  ok(visitor.bytes > 5_000, `the measure does not work: ${visitor.bytes} bytes`);
  ok(visitor.bytes <= FIRST_VISIT, `the first visit takes ${visitor.bytes} bytes`);
  await visitor.context.close();
}
