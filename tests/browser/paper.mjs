// What comes out of the printer: pages counted in Chromium's own PDF.
import { ok, visit } from "./harness.mjs";

/** How many pages a PDF has. */
const pages = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;

export async function paper(runner, browser, server) {
  const { page, context } = await visit(browser, server);
  await runner.test("the bake sheet of an ordinary day takes one page of A4, in nothing smaller than 9 points", async () => {
    await page.goto(`/production/sheet?day=${server.today}`);
    const rows = await page.locator(".bakes tbody tr").count();
    ok(rows >= 40, `only ${rows} items are baked`);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    ok(pages(pdf) === 1, `${rows} items take ${pages(pdf)} pages`);
    await page.emulateMedia({ media: "print" });
    const smallest = await page.evaluate(() => Math.min(...[...document.querySelectorAll(".bakes :is(th, td, small)")].map((e) => parseFloat(getComputedStyle(e).fontSize))));
    ok(smallest >= 12 - 0.01, `${smallest} px is less than 9 points`);
    await page.emulateMedia({ media: null });
  });
  await runner.test("a longer bake sheet goes on with the head of its dough", async () => {
    await page.goto(`/production/sheet?day=${server.today}`);
    const heads = await page.evaluate(() => {
      const part = document.querySelector(".bakes tbody");
      const row = part.rows[0];
      for (let n = 0; n < 200; n += 1) part.append(row.cloneNode(true));
      return getComputedStyle(document.querySelector(".bakes thead")).display;
    });
    ok(heads === "table-header-group", `a head is ${heads}`);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    ok(pages(pdf) > 1, "240 items do not fit on one page");
  });
  await context.close();
}
