// Flows with JavaScript: order entry by keyboard alone, what survives closed tabs and killed servers, two people at once,
// undo, live pages. All of them judged by what is stored.
import { connect, createServer } from "node:net";
import { PASSWORD, equal, ok, people, until, visit } from "./harness.mjs";
import { whoseDrafts } from "./drafts.mjs";
import { look } from "./pages.mjs";
import { plain } from "./plain.mjs";

const MOST_KEYS = 30;
const MOST_TAPS = 10;
const LEAST_TARGET = 44;
const SOON = 1_000;

const idIn = (page) => page.url().match(/[0-9a-f]{8}-[0-9a-f-]{27}/)?.[0];
const goodsOf = (order) => order.items.map((item) => `${item.quantity} ${item.product_name}`);
const day = (server, days) => new Date(Date.parse(`${server.today}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

export async function flows(runner, browser, server) {
  const [{ id: customer }] = await server.all("/customers?q=miramar");
  const world = { runner, browser, server, customer };
  await keyboard(world);
  await backFromRefused(world);
  await ahead(world);
  await thumb(world);
  await drafts(world);
  await whoseDrafts({ ...world, order: (quantity, days) => taken(world, quantity, days) });
  await twoClicks(world);
  await twoPeople(world);
  await several(world);
  await lacking(world);
  await undo(world);
  await live(world);
  await plain(runner, browser, server);
  await killed(world);
}

/** Hands on the keyboard, counted; a mouse does not exist here. */
function keys(page) {
  const hand = {
    count: 0,
    async press(key) {
      hand.count += 1;
      await page.keyboard.press(key);
    },
    async type(text) {
      hand.count += text.length;
      await page.keyboard.type(text);
    },
  };
  return hand;
}

const focused = (page, name) => until(() => page.evaluate((wanted) => document.activeElement?.name === wanted, name), `the focus is on ${name}`);
const settled = (page) => until(() => page.evaluate(() => !document.querySelector("#order-form[aria-busy]")), "the form has been answered");

async function keyboard({ runner, browser, server, customer }) {
  const { page, context, faults } = await visit(browser, server);
  await runner.test("an order of three lines is taken by keyboard in at most 30 keystrokes", async () => {
    await page.goto("/");
    const hand = keys(page);
    await hand.press("n");
    await page.waitForURL("/orders/new");
    await focused(page, "customer_text");
    await hand.type("mira");
    await hand.press("Enter");
    for (const line of ["8 sui", "6 cen", "5 esp"]) {
      await hand.type(line);
      await hand.press("Enter");
    }
    await hand.press("Enter");
    await focused(page, "requested_date");
    await hand.type("sab");
    await hand.press("Control+Enter");
    await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    const order = await server.get(`/orders/${idIn(page)}`);
    equal(goodsOf(order), ["8 Suizo", "6 Pan de centeno 750 g", "5 Pan de espelta 500 g"], "lines");
    equal([order.customer_id, order.requested_date], [customer, day(server, 2)], "whose and when");
    console.log(`     order entry: ${hand.count} keystrokes`);
    ok(hand.count <= MOST_KEYS, `${hand.count} keystrokes`);
  });
  await runner.test("the order page answers to its keys, and the navigation to its own", async () => {
    const id = idIn(page);
    await page.keyboard.press("f");
    await page.waitForURL(`/orders/${id}/standing`);
    await page.goBack();
    await page.keyboard.press("r");
    await page.waitForURL(`/orders/new?repeat=${id}`);
    equal(await page.locator("[name^=line-][name$=-quantity]").count(), 3, "lines of the repeated order");
    await page.goto("/");
    await page.keyboard.press("u");
    await page.waitForURL("/invoices");
  });
  await runner.test("a line that is wrong says so and loses nothing", async () => {
    await page.goto("/orders/new");
    await page.keyboard.type("mira");
    await page.keyboard.press("Enter");
    await page.keyboard.type("9 unicornio");
    await page.keyboard.press("Enter");
    await settled(page);
    await until(() => page.evaluate(() => document.querySelector("[name=entry]").value === "9 unicornio"), "the unknown text is back in its line");
    await page.keyboard.press("Control+Enter");
    await settled(page);
    await look(page, { screen: "pc", lang: "es" });
    equal(faults, [], "faults");
  });
  await context.close();
}

/** A form that was refused is left as any other page: neither Back nor Reload asks whether to send it again. */
async function backFromRefused({ runner, browser, server }) {
  const { page, context } = await visit(browser, server);
  await runner.test("after a refused form Back and Reload show the form and what was typed", async () => {
    await page.goto("/customers/new");
    await page.fill("[name=contact_name]", "Berta Vuelta");
    await page.fill("[name=phone]", "12");
    const save = () => page.locator("main form[action='/customers'] button:not([name], [formaction])").first().click();
    await save();
    await page.locator("[aria-invalid=true]").first().waitFor();
    await until(() => page.url() === `${server.url}/customers/new`, "the address is that of the form");
    await page.reload();
    equal(await page.locator("[aria-invalid=true]").count(), 0, "faults after loading anew");
    await page.locator("draft-keeper button").first().click();
    equal(await page.inputValue("[name=contact_name]"), "Berta Vuelta", "what was typed");
    await save();
    await page.locator("[aria-invalid=true]").first().waitFor();
    await page.fill("[name=phone]", "699 777 111");
    await save();
    await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
    await page.goBack();
    equal(await page.locator("form[action='/customers']").count(), 1, "the form");
    equal((await server.all("/customers?q=vuelta")).length, 1, "customers");
  });
  await context.close();
}

/** The same server under an address of this machine alone: on plain HTTP Chromium fetches nothing ahead from any other. */
async function near(server) {
  const [host, port] = server.host.split(":");
  const door = createServer((socket) => {
    const beyond = connect(Number(port), host);
    for (const end of [socket, beyond]) end.on("error", () => end.destroy());
    socket.pipe(beyond).pipe(socket);
  });
  await new Promise((listens) => { door.listen(0, "127.0.0.1", listens); });
  return { door, url: `http://127.0.0.1:${door.address().port}` };
}

/** The browser asks for a page as soon as a finger goes down on its link. */
async function ahead({ runner, browser, server }) {
  const here = await near(server);
  const { page, context, faults } = await visit(browser, here, { who: null });
  const arrived = () => page.evaluate(() => performance.getEntriesByType("navigation")[0]);
  const link = page.locator(".bar__nav a[href='/customers']");
  const press = async (wait) => {
    await link.hover();
    await page.mouse.down();
    await page.waitForTimeout(wait);
  };
  await runner.test("a page comes as the finger went down on its link", async () => {
    await page.goto("/login");
    await page.fill("[name=email]", people.owner);
    await page.fill("[name=password]", PASSWORD);
    const rules = page.waitForResponse((response) => response.url().endsWith("/speculation-rules.json"));
    await page.click("main button");
    equal((await rules).headers()["content-type"], "application/speculationrules+json", "rules");
    await page.waitForURL("/");
    await press(500);
    await page.mouse.up();
    await page.waitForURL("/customers");
    equal((await arrived()).deliveryType, "navigational-prefetch", "how the page came");
    equal(faults, [], "faults");
  });
  await runner.test("a page that was fetched a while ago is asked for again", async () => {
    await page.goto("/");
    await press(500);
    await page.mouse.move(5, 700);
    await page.mouse.up();
    await page.waitForTimeout(2_100);
    equal(new URL(page.url()).pathname, "/", "where a finger that slid off leads");
    await link.click();
    await until(async () => (await arrived().catch(() => ({}))).type === "reload", "it is loaded anew");
    equal(new URL(page.url()).pathname, "/customers", "where it leads");
  });
  await runner.test("a page of which nobody knows when it was fetched is asked for again, once", async () => {
    await page.goto("/");
    await press(500);
    await page.evaluate(() => sessionStorage.clear()); // as in a new tab
    await page.mouse.up();
    await until(async () => (await arrived().catch(() => ({}))).type === "reload", "it is loaded anew");
    const began = await page.evaluate(() => performance.timeOrigin);
    await page.waitForTimeout(500);
    equal(await page.evaluate(() => performance.timeOrigin), began, "when it was loaded");
    equal(new URL(page.url()).pathname, "/customers", "where it leads");
  });
  await context.close();
  here.door.close();
}

/** What a thumb may miss: links, buttons and fields lower than it needs, labels of boxes counted with them. */
const tooSmall = (page) => page.evaluate((least) =>
  [...document.querySelectorAll("main :is(a, button, input, select, textarea, summary)")]
    .map((e) => (/^(checkbox|radio)$/.test(e.type) ? e.closest("label") ?? e : e))
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".hidden-visually") && e.type !== "hidden")
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && Math.min(box.height, box.width) < least - 0.5)
    .map(([e, box]) => `${e.tagName} ${e.name ?? ""} ${e.textContent.trim().slice(0, 20)}: ${Math.round(box.width)} × ${Math.round(box.height)}`), LEAST_TARGET);

async function thumb({ runner, browser, server, customer }) {
  const { page, context, faults } = await visit(browser, server, { screen: "phone" });
  await runner.test("an order of three lines is taken on a phone with the thumb alone, in at most 10 taps", async () => {
    let taps = 0;
    const tap = async (target) => {
      taps += 1;
      await target.tap();
    };
    await page.goto("/customers?q=miramar");
    await tap(page.locator(`main a[href="/customers/${customer}"]`).first());
    await page.waitForURL(`/customers/${customer}`);
    await tap(page.locator(`main a[href="/orders/new?customer=${customer}"]`));
    await page.waitForURL(`/orders/new?customer=${customer}`);
    const usual = page.locator(".between .tiles button");
    const names = (await usual.locator("b").allInnerTexts()).slice(0, 3);
    equal(names.length, 3, "usual products");
    const top = async (selector) => (await page.locator(selector).first().boundingBox()).y;
    ok(await top(".between") < await top("[name=requested_date]"), "the usual products stand before what comes after them");
    for (const [at, name] of names.entries()) {
      await tap(usual.filter({ hasText: name }).first());
      await settled(page);
      await until(() => page.locator(`[name=line-${at}-quantity]`).count(), `line ${at + 1}`);
    }
    await tap(page.locator("[name=line-1-quantity]"));
    await page.locator("[name=line-1-quantity]").fill("7");
    equal(await tooSmall(page), [], "targets");
    await tap(page.locator("[data-submit=save]"));
    await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    const order = await server.get(`/orders/${idIn(page)}`);
    equal(order.items.map((item) => item.product_name), names, "lines");
    equal([order.customer_id, order.items[1].quantity], [customer, "7"], "whose and how many");
    console.log(`     order entry: ${taps} taps`);
    ok(taps <= MOST_TAPS, `${taps} taps`);
    equal(faults, [], "faults");
  });
  await context.close();
}

async function drafts({ runner, browser, server, customer }) {
  const { page, context } = await visit(browser, server);
  await runner.test("what was typed survives the closed tab and is saved from the next one", async () => {
    await page.goto("/orders/new");
    await page.keyboard.type("mira");
    await page.keyboard.press("Enter");
    await page.keyboard.type("14 suizo");
    await page.keyboard.press("Enter");
    await settled(page);
    await page.fill("[name=requested_date]", day(server, 3).split("-").reverse().join("/"));
    await page.waitForTimeout(400);
    await page.close();
    const next = await context.newPage();
    await next.goto("/orders/new");
    await next.locator("draft-keeper").getByText("Recuperar").first().click();
    await until(() => next.locator("[name=line-0-quantity]").count(), "the line is back");
    equal(await next.inputValue("[name=line-0-quantity]"), "14", "quantity");
    await next.click("[data-submit=save]");
    await next.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    const order = await server.get(`/orders/${idIn(next)}`);
    equal([goodsOf(order), order.customer_id, order.requested_date], [["14 Suizo"], customer, day(server, 3)], "order");
    await next.goto("/orders/new");
    equal(await next.locator("draft-keeper .note").count(), 0, "offers of a draft that was saved");
  });
  await context.close();
}

const ordersOf = async (server, customer) => (await server.all(`/orders?customer_id=${customer}&from=${server.today}`)).map((order) => order.id);

async function twoClicks({ runner, browser, server, customer }) {
  const { page, context } = await visit(browser, server);
  await runner.test("a double click on save, and Back and save again, make one order", async () => {
    const before = await ordersOf(server, customer);
    await page.goto(`/orders/new?customer=${customer}`);
    await page.fill("[name=entry]", "11 suizo");
    await page.keyboard.press("Enter");
    await settled(page);
    await page.fill("[name=requested_date]", day(server, 4).split("-").reverse().join("/"));
    await page.locator("[data-submit=save]").dblclick();
    await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    equal((await ordersOf(server, customer)).length, before.length + 1, "orders");
  });
  await context.close();
}

/** An order taken over the API. */
async function taken({ server, customer }, quantity, days) {
  const [{ id: product_id }] = await server.all("/items?q=suizo");
  const [{ id: delivery_point_id }] = await server.all(`/customers/${customer}/points`);
  const body = { customer_id: customer, delivery_point_id, requested_date: day(server, days), items: [{ product_id, quantity: String(quantity), unit: "unit" }] };
  const { id } = await server.api("POST", "/orders", body);
  return server.get(`/orders/${id}`);
}

async function twoPeople(world) {
  const { runner, browser, server } = world;
  await runner.test("who saves second sees who was first, and keeps what was typed", async () => {
    const order = await taken(world, 10, 5);
    const line = order.items[0].id;
    const [first, second] = [await visit(browser, server), await visit(browser, server, { who: "counter" })];
    const field = `[name="line-${line}-quantity"]`;
    for (const { page } of [first, second]) await page.goto(`/orders/${order.id}`);
    await first.page.fill(field, "12");
    await first.page.click("main [data-submit=save]");
    await first.page.waitForLoadState();
    await second.page.fill(field, "33");
    await second.page.fill(`[name="line-${line}-note"]`, "muy hechos");
    await second.page.click("main [data-submit=save]");
    await second.page.waitForSelector("#conflict");
    const said = await second.page.innerText("#conflict");
    ok(said.includes("Marta Soler") && said.includes("12"), `the page does not say who and what: ${said}`);
    equal([await second.page.inputValue(field), await second.page.inputValue(`[name="line-${line}-note"]`)], ["33", "muy hechos"], "what was typed");
    equal((await server.get(`/orders/${order.id}`)).items[0].quantity, "12", "stored while nothing is decided");
    await look(second.page, { screen: "pc", lang: "es" });
    await second.page.click("main [data-submit=save]");
    await until(async () => (await server.get(`/orders/${order.id}`)).items[0].quantity === "33", "the second save is stored");
    for (const { context } of [first, second]) await context.close();
  });
}

async function several({ runner, browser, server }) {
  await runner.test("one of several choices answers what was typed, and the order can be saved", async () => {
    const { page, context, faults } = await visit(browser, server);
    await page.goto("/orders/new");
    await page.keyboard.type("asad");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".between .tiles button, #f-entry:focus");
    await settled(page);
    await page.fill("#f-entry", "20 barra");
    await page.press("#f-entry", "Enter");
    await page.locator(".before .tiles button", { hasText: "Barra de pan" }).first().click();
    await until(() => page.locator("[name=line-0-quantity]").count(), "the line");
    await settled(page);
    equal(await page.inputValue("#f-entry"), "", "what was typed is answered");
    ok(await page.evaluate(() => document.activeElement.id === "f-entry"), "the next line can be typed");
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    equal((await server.get(`/orders/${idIn(page)}`)).items.map((item) => [item.product_name, item.quantity]), [["Barra de pan", "20"]], "lines");
    equal(faults, [], "faults");
    await context.close();
  });
}

/** A line of the bake sheet whose ingredient is not there: the tick asks, at the first press. */
async function lacking({ runner, browser, server, customer }) {
  await runner.test("Enter marks the first of several customers, and a second one takes it", async () => {
    const { page, context, faults } = await visit(browser, server);
    await page.goto("/orders/new");
    await page.keyboard.type("bar");
    await until(() => page.locator("[role=option]").count().then((count) => count > 1), "several customers");
    await page.keyboard.press("Enter");
    const first = await page.locator("[role=option][aria-selected=true]").getAttribute("data-id");
    ok(first, "the first is marked");
    await page.keyboard.press("Enter");
    await until(() => page.evaluate(() => document.querySelector("[name=customer_id]").value), "the customer");
    equal(await page.inputValue("[name=customer_id]"), first, "customer");
    equal(faults, [], "faults");
    await context.close();
  });

  await runner.test("a ticked line that lacks an ingredient says so at the first press", async () => {
    const [bun] = await server.all("/items?q=suizo");
    const { base_unit, tax_class_id } = await server.get(`/items/${bun.id}`);
    const spice = await server.api("POST", "/items", { name: "Azafrán en hebra", base_unit: "g", is_bought: true, tax_class_id });
    const item = await server.api("POST", "/items", { name: "Roscón de azafrán", base_unit, is_sold: true, is_made: true, tax_class_id });
    const lists = await server.all("/price-lists");
    for (const { id } of lists) await server.api("POST", `/items/${item.id}/prices`, { price_list_id: id, valid_from: day(server, 0), price: "9.00" });
    const recipe = { product_id: item.id, kind: "product", yield_quantity: "1", yield_unit: "unit", lines: [{ ingredient_id: spice.id, quantity: "1", unit: "g" }] };
    await server.api("POST", "/recipes", recipe);
    const body = { customer_id: customer, items: [{ product_id: item.id, quantity: "2", unit: "unit" }], delivery_method: "pickup", requested_date: day(server, 1) };
    await server.api("POST", "/orders", body);
    const { page, context } = await visit(browser, server);
    await page.goto(`/production?day=${day(server, 1)}`);
    await page.locator("li.bake__row", { hasText: "Roscón de azafrán" }).locator("button.tick").click();
    await page.getByText("Azafrán en hebra").waitFor();
    equal(await page.locator("main form[action$='/tick'] [name=accept_short]").count(), 1, "the page that asks");
    equal(new URL(page.url()).pathname, "/production", "where Back and Reload lead from it");
    await context.close();
  });
}

async function undo(world) {
  const { runner, browser, server } = world;
  await runner.test("a cancelled order comes back with Z", async () => {
    const order = await taken(world, 10, 5);
    const { page, context } = await visit(browser, server);
    await page.goto(`/orders/${order.id}`);
    await page.locator("summary", { hasText: "Anular" }).click();
    await page.fill("[name=reason]", "por error");
    await page.click(`form[action$="/cancel"] button`);
    await until(async () => (await server.get(`/orders/${order.id}`)).status === "cancelled", "the order is cancelled");
    await page.waitForSelector("#flash button");
    // The form's page is waited for: a browser that is closed between a form and its page may never answer.
    const shown = page.waitForEvent("load");
    await page.keyboard.press("z");
    await shown;
    await until(async () => ["pending", "confirmed"].includes((await server.get(`/orders/${order.id}`)).status), "the order is back");
    await context.close();
  });
}

async function live(world) {
  const { runner, browser, server } = world;
  for (const [path, seen] of [
    [`/orders?day=${day(server, 1)}`, async (page, order) => (await page.locator(`#orders-list a[href="/orders/${order.id}"]`).count()) > 0],
    ["/", async (page, _, before) => (await page.innerText("#strip")) !== before],
  ]) {
    await runner.test(`somebody else's order shows on ${path.replace(/\d.*/, "…")} within a second`, async () => {
      const { page, context, faults } = await visit(browser, server);
      const open = page.waitForResponse((response) => response.url().endsWith("/events/stream"));
      await page.goto(path);
      await open;
      await page.waitForTimeout(500);
      const before = await page.innerText("#strip");
      const order = await taken(world, 3, 1);
      const began = Date.now();
      await until(() => seen(page, order, before), "the new order is on the page", SOON);
      console.log(`     ${path.replace(/\?.*/, "")} was right after ${Date.now() - began} ms`);
      equal(faults, [], "faults");
      await context.close();
    });
  }
  await lists(world);
  await grid(world);
  await refused(world);
}

/** A page that has begun to listen. */
async function listening(world, path) {
  const visitor = await visit(world.browser, world.server);
  const open = visitor.page.waitForResponse((response) => response.url().endsWith("/events/stream"));
  await visitor.page.goto(path);
  await open;
  await visitor.page.waitForTimeout(500);
  return visitor;
}

async function lists(world) {
  const { runner, server } = world;
  const customer = { customer_type: "retail", contact_name: "Águeda Novoa" };
  const [{ tax_class_id, base_unit }] = await server.all("/items?q=suizo");
  const item = { name: "Pan de calabaza", base_unit, tax_class_id, is_sold: true, is_made: true };
  for (const [path, sort, body, name] of [
    ["/customers?q=agueda", "/customers", customer, customer.contact_name],
    ["/items?q=calabaza", "/items", item, item.name],
  ]) {
    await runner.test(`what somebody else adds shows on ${sort} within a second`, async () => {
      const { page, context, faults } = await listening(world, path);
      equal(await page.locator("main", { hasText: name }).count(), 0, "it is there already");
      await server.api("POST", sort, body);
      const began = Date.now();
      await until(() => page.locator(`main${sort === "/items" ? " #items" : " #customers"}`, { hasText: name }).count(), `${name} is on the page`, SOON);
      console.log(`     ${sort} was right after ${Date.now() - began} ms`);
      equal(faults, [], "faults");
      await context.close();
    });
  }
}

async function grid(world) {
  const { runner, server } = world;
  await runner.test("somebody else's price shows beside the one that is being typed, which stays", async () => {
    const { page, context, faults } = await listening(world, "/items?use=sold");
    const cells = page.locator("#items input[name^='p.']");
    const [mine, theirs] = [cells.nth(0), cells.nth(4)];
    const [list, other] = (await theirs.getAttribute("name")).split(".").slice(1);
    await mine.fill("7,77");
    await server.api("POST", `/items/${other}/prices`, { price_list_id: list, valid_from: server.today, price: "8.88" });
    await until(async () => (await theirs.inputValue()) === "8,88", "the other price is there", SOON);
    equal(await mine.inputValue(), "7,77", "what is being typed");
    equal(faults, [], "faults");
    await context.close();
  });
}

async function refused(world) {
  const { runner, server } = world;
  await runner.test("what was refused stays as it was typed when something happens elsewhere", async () => {
    const { page, context } = await listening(world, "/stock/count?show=bought");
    const cells = page.locator("#f-lines input[name^='c.'], #f-lines input[name^='n.']");
    await cells.nth(0).fill("3");
    await page.locator("input[name=day]").fill("ayer no");
    await page.locator("form[method=post][action^='/stock/count'] button.button--primary").click();
    await page.waitForSelector("[aria-invalid=true]");
    const typed = await cells.nth(0).inputValue();
    await page.locator("h1").click();
    await server.api("POST", "/customers", { customer_type: "restaurant", business_name: "Bar Ruido", contact_name: "Ruido" });
    await page.waitForTimeout(1500);
    equal([typed, await cells.nth(0).inputValue()], ["3", "3"], "what was typed");
    await context.close();
  });
}

async function killed(world) {
  const { runner, browser, server, customer } = world;
  await runner.test("a form that is being filled in outlives a killed server", async () => {
    const before = await ordersOf(server, customer);
    const { page, context } = await visit(browser, server);
    await page.goto("/orders/new");
    await page.keyboard.type("mira");
    await page.keyboard.press("Enter");
    await page.keyboard.type("17 suizo");
    await page.keyboard.press("Enter");
    await settled(page);
    await server.kill();
    await page.keyboard.type("4 gallego");
    await page.keyboard.press("Enter");
    await until(() => page.locator("[data-offline]:visible").count(), "the page says that the server is gone");
    equal(await page.inputValue("[name=entry]"), "4 gallego", "the line that could not be sent");
    equal(await page.inputValue("[name=line-0-quantity]"), "17", "the line before");
    await server.again();
    await page.keyboard.press("Enter");
    await until(() => page.locator("[name=line-1-quantity]").count(), "the line is taken after the restart");
    await page.fill("[name=requested_date]", day(server, 6).split("-").reverse().join("/"));
    await page.click("[data-submit=save]");
    await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    equal(goodsOf(await server.get(`/orders/${idIn(page)}`)), ["17 Suizo", "4 Pan gallego"], "lines");
    equal((await ordersOf(server, customer)).length, before.length + 1, "orders");
    await context.close();
  });
}
