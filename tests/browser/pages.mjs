// Every page that can be reached by links: looks, bytes, access for all, nothing refused by the policy.
import { AxeBuilder } from "@axe-core/playwright";
import { equal, full, ok, visit } from "./harness.mjs";

const FIRST_VISIT = 45_000;
const LATER_PAGE = 20_000;
const MOST_PAGES = 120;

// Pages of one kind are looked at once: ids, days and queries do not make another kind.
const kind = (path) =>
  path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}").replace(/\d{4}-\d{2}-\d{2}/g, "{day}").replace(/\?.*/, "");

const isPage = (href) => href.startsWith("/") && !/^\/(a|api|events)\/|pdf|download|logout|\.(csv|xlsx|ics|png|webmanifest)/.test(href);

export async function crawl(page) {
  const kinds = new Map([["/", "/"]]);
  const queue = ["/"];
  while (queue.length && kinds.size < MOST_PAGES) {
    const path = queue.shift();
    const response = await page.goto(path);
    ok(response.status() < 400, `${path} answers ${response.status()}`);
    const hrefs = await page.$$eval("a[href]", (links) => links.map((link) => link.getAttribute("href")));
    for (const href of hrefs.filter(isPage)) {
      const bare = href.replace(/#.*/, "");
      if (kinds.has(kind(bare))) continue;
      kinds.set(kind(bare), bare);
      queue.push(bare);
    }
  }
  return [...kinds.values()];
}

const combinations = full
  ? ["pc", "phone"].flatMap((screen) => ["es", "en"].flatMap((lang) => ["light", "dark"].map((theme) => ({ screen, lang, theme }))))
  : [
      { screen: "pc", lang: "es", theme: "light" },
      { screen: "phone", lang: "en", theme: "dark" },
    ];

export async function everyPage(runner, browser, server) {
  const first = await visit(browser, server);
  let paths = [];
  await runner.test("every link leads to a page", async () => {
    paths = await crawl(first.page);
    ok(paths.length > 15, `only ${paths.length} pages were found`);
  });
  await first.context.close();
  for (const options of combinations) {
    const { context, page, faults } = await visit(browser, server, options);
    await page.request.post("/preferences", { form: { _csrf: await page.inputValue("[name=_csrf] >> nth=0"), lang: options.lang, back: "/" } });
    const name = `${options.screen}, ${options.lang}, ${options.theme}`;
    for (const path of paths) {
      await runner.test(`${path} (${name})`, () => onePage(page, path, options, faults));
    }
    await context.close();
  }
  await runner.test("the bytes stay in budget", () => bytes(browser, server, paths));
}

async function onePage(page, path, options, faults) {
  faults.length = 0;
  await page.goto(path);
  equal(await page.getAttribute("html", "lang"), options.lang, "language");
  const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  ok(scroll <= client, `the page is ${scroll} px wide on ${client}`);
  const missing = await page.evaluate(() => document.body.innerText.match(/\[[a-z]+(-[a-z]+)+\]/g));
  equal(missing, null, "messages that are missing");
  const result = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  equal(result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).slice(0, 3)}`), [], "axe");
  equal(faults, [], "faults");
}

async function bytes(browser, server, paths) {
  const { context, page } = await visit(browser, server);
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let sum = 0;
  session.on("Network.loadingFinished", (event) => (sum += event.encodedDataLength));
  await session.send("Network.clearBrowserCache");
  await page.goto("/");
  await page.waitForTimeout(300);
  ok(sum <= FIRST_VISIT, `the first visit takes ${sum} bytes`);
  const heavy = [];
  for (const path of paths) {
    sum = 0;
    await page.goto(path);
    if (sum > LATER_PAGE) heavy.push(`${path}: ${sum}`);
  }
  equal(heavy, [], "pages over budget");
  await context.close();
}
