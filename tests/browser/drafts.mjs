// What was typed and not sent: whose form it belongs to, who is offered it, and when it is done with.
import { PASSWORD, equal, people, signIn, until, visit } from "./harness.mjs";

const SESSION = "hornada_s";

async function offers(page) {
  await page.evaluate(() => customElements.whenDefined("draft-keeper").then(() => {}));
  return page.locator("draft-keeper .note").count();
}

const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("hornada-draft-")).length);
const restore = (page) => page.locator("draft-keeper button").first().click();
const save = (page, action) => page.locator(`main form[action='${action}'] button:not([name], [formaction])`).first().click();
const typedOut = (page) => page.waitForTimeout(400);

/** `order` takes one over the API, of so many pieces in so many days. */
export async function whoseDrafts({ runner, browser, server, customer, order }) {
  await runner.test("a payment that was typed for one customer is not offered for another", async () => {
    const { page, context } = await visit(browser, server);
    const other = (await server.all("/customers")).find(({ id }) => id !== customer).id;
    await page.goto(`/payments/new?customer=${customer}`);
    await page.fill("[name=amount]", "12,34");
    await typedOut(page);
    await page.goto(`/payments/new?customer=${other}`);
    equal(await offers(page), 0, "offers for another customer");
    await page.goto(`/payments/new?customer=${customer}`);
    await restore(page);
    equal([await page.inputValue("[name=amount]"), await page.inputValue("[name=customer_id]")], ["12,34", customer], "the payment");
    await context.close();
  });

  await runner.test("a draft goes in under the version that it was typed over", async () => {
    const { id, items } = await order(10, 5);
    const field = `[name="line-${items[0].id}-quantity"]`;
    const [late, first] = [await visit(browser, server, { who: "counter" }), await visit(browser, server)];
    await late.page.goto(`/orders/${id}`);
    await late.page.fill(field, "33");
    await typedOut(late.page);
    await late.page.goto("/");
    await first.page.goto(`/orders/${id}`);
    await first.page.fill(field, "12");
    await first.page.click("main [data-submit=save]");
    await until(async () => (await server.get(`/orders/${id}`)).items[0].quantity === "12", "the first save is stored");
    await late.page.goto(`/orders/${id}`);
    await restore(late.page);
    await late.page.click("main [data-submit=save]");
    await late.page.waitForSelector("#conflict");
    equal(await late.page.inputValue(field), "33", "what was typed");
    equal((await server.get(`/orders/${id}`)).items[0].quantity, "12", "stored while nothing is decided");
    await late.page.click("main [data-submit=save]");
    await until(async () => (await server.get(`/orders/${id}`)).items[0].quantity === "33", "saved knowingly");
    await until(async () => (await kept(late.page)) === 0, "the draft is done with");
    for (const { context } of [first, late]) await context.close();
  });

  await runner.test("at a shared computer only who typed it is offered it", async () => {
    const { page, context } = await visit(browser, server);
    const become = async (who) => {
      await context.clearCookies();
      await context.addCookies((await signIn(browser, server, who)).cookies);
      await page.goto("/customers/new");
    };
    await page.goto("/customers/new");
    await page.fill("[name=contact_name]", "Clara Suya");
    await typedOut(page);
    await become("counter");
    equal(await page.locator("main form[action='/customers']").count(), 1, "forms of the other");
    equal(await offers(page), 0, "offers to the other");
    await become("owner");
    await restore(page);
    equal(await page.inputValue("[name=contact_name]"), "Clara Suya", "what was typed");
    await context.close();
  });

  await runner.test("what waited for the sign-in and was sent then is not offered any more", async () => {
    const { page, context } = await visit(browser, server, { who: "counter" });
    await page.goto("/customers/new");
    await page.fill("[name=contact_name]", "Dora Espera");
    await page.fill("[name=phone]", "699 777 222");
    await context.clearCookies({ name: SESSION });
    await save(page, "/customers");
    await page.fill("[name=email]", people.counter);
    await page.fill("[name=password]", PASSWORD);
    await page.click("main button");
    await page.locator("form[data-kept] button").click();
    await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
    await page.goto("/customers/new");
    equal([await offers(page), await kept(page)], [0, 0], "offers and drafts");
    equal((await server.all("/customers?q=espera")).length, 1, "customers");
    await context.close();
  });

  await runner.test("where nothing was typed nothing is offered", async () => {
    const { page, context } = await visit(browser, server);
    await page.goto("/customers/new");
    await page.fill("[name=contact_name]", "E");
    await until(() => kept(page), "a letter is kept");
    await page.fill("[name=contact_name]", "");
    await until(async () => (await kept(page)) === 0, "a letter that is deleted is not");
    await page.reload();
    equal(await offers(page), 0, "offers of a letter that was deleted");
    await page.goto("/stock/count");
    await page.locator("main form[method=post] [data-submit=save]").click();
    await page.waitForLoadState();
    equal(await kept(page), 0, "drafts of a count that was passed over");
    await context.close();
  });
}
