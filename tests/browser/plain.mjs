// The bakery's flows with JavaScript off. Each is judged by what ends up stored, asked over the API.
import { equal, ok, visit } from "./harness.mjs";

const day = (server, days) => new Date(Date.parse(`${server.today}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const spanish = (iso) => iso.split("-").reverse().join("/");
const idIn = (page) => page.url().match(/[0-9a-f]{8}-[0-9a-f-]{27}/)?.[0];

/** Presses a button that sends its form, and waits for the page that comes back. */
async function send(page, target) {
  const button = typeof target === "string" ? page.locator(target).first() : target;
  await Promise.all([page.waitForEvent("load"), button.click()]);
  const trouble = await page.locator(".field__error, .form__summary li, .grid-week small.late").allTextContents();
  ok(trouble.length === 0, `${new URL(page.url()).pathname} says ${trouble.join(" | ")}`);
}

/** A field as somebody fills it in who first unfolds what it is folded into. */
async function reach(page, selector) {
  const field = page.locator(selector).first();
  const folds = page.locator("details:not([open])", { has: field });
  for (let left = await folds.count(); left > 0; left -= 1) await folds.first().locator("summary").first().click();
  return field;
}

const put = async (page, selector, value) => (await reach(page, selector)).fill(value);
const choose = async (page, selector, value) => (await reach(page, selector)).selectOption(value);

/** Chooses the option whose words begin so. */
async function pick(page, selector, words) {
  const field = await reach(page, selector);
  const label = (await field.locator("option").allTextContents()).find((text) => text.startsWith(words));
  ok(label, `${selector} offers no ${words}`);
  await field.selectOption({ label });
}

const submit = (page, action) => send(page, `main form[action="${action}"] button:not([name], [formaction])`);

export async function plain(runner, browser, server) {
  const world = { runner, server };
  const { page, context, faults } = await visit(browser, server, { js: false });
  Object.assign(world, { page, test: (name, work) => runner.test(`without JavaScript: ${name}`, work) });
  await goods(world);
  await customers(world);
  await orders(world);
  await standing(world);
  await theDay(world, browser);
  await money(world);
  await store(world);
  await buying(world);
  await world.test("nothing failed on the server", () => equal(faults.filter((fault) => !/status of 409/.test(fault)), [], "faults"));
  await context.close();
}

async function goods({ page, server, test, ...world }) {
  await test("an item is made and its price changed twice", async () => {
    await page.goto("/items/new");
    await put(page, "[name=name]", "Pan de prueba");
    await put(page, "[name=category]", "Pan");
    await choose(page, "[name=unit]", "unit");
    const tax = await page.locator("[name=tax_class_id] option", { hasText: "4" }).first().getAttribute("value");
    await choose(page, "[name=tax_class_id]", tax);
    await put(page, "[name=piece_weight]", "400");
    await submit(page, "/items");
    world.item = idIn(page);
    equal((await server.get(`/items/${world.item}`)).name, "Pan de prueba", "name");
    for (const price of ["1,25", "1,35"]) {
      await page.goto(`/items/${world.item}`);
      await put(page, `form[action$="/prices"] [name=price]`, price);
      await submit(page, `/items/${world.item}/prices`);
    }
    const { prices } = await server.get(`/items/${world.item}`);
    equal(prices.map((price) => price.price), ["1.35"], "prices");
  });
}

async function customers(world) {
  const { page, server, test } = world;
  await test("a customer is made, with a second place to deliver to", async () => {
    await page.goto("/customers/new");
    await put(page, "[name=contact_name]", "Rosa Prueba");
    await put(page, "[name=business_name]", "Bar Prueba");
    await put(page, "[name=phone]", "699 888 777");
    await choose(page, "[name=customer_type]", "restaurant");
    await put(page, "[name=address_line1]", "Calle Mayor 1");
    await put(page, "[name=city]", "Madrid");
    await put(page, "[name=postal_code]", "28013");
    await put(page, "[name=tax_id]", "B64717838");
    await pick(page, "[name=route_id]", "Centro");
    await choose(page, "[name=invoice_rhythm]", "weekly");
    await submit(page, "/customers");
    world.customer = idIn(page);
    const stored = await server.get(`/customers/${world.customer}`);
    equal([stored.business_name, stored.customer_type, stored.phone.replaceAll(" ", "")], ["Bar Prueba", "restaurant", "699888777"], "customer");
    await page.goto(`/customers/${world.customer}/points/new`);
    await put(page, "[name=name]", "Terraza");
    await put(page, "[name=address_line1]", "Plaza Nueva 2");
    await put(page, "[name=city]", "Madrid");
    await submit(page, `/customers/${world.customer}/points`);
    const points = await server.all(`/customers/${world.customer}/points`);
    equal(points.map((point) => point.name).includes("Terraza"), true, "points");
    equal(points.length, 2, "number of points");
  });
}

async function enterOrder(page, customer, lines, date) {
  await page.goto("/orders/new");
  await put(page, "[name=customer_text]", customer);
  await send(page, "button[name=find]:visible");
  for (const line of lines) {
    await put(page, "[name=entry]", line);
    await send(page, ".entry button[name=add]");
  }
  await put(page, "[name=requested_date]", date);
  await send(page, "button[data-submit=save]");
  return idIn(page);
}

const goodsOf = (order) => order.items.map((item) => `${item.quantity} ${item.product_name}`);

async function orders(world) {
  const { page, server, test } = world;
  await test("an order is taken, changed, cancelled, brought back and repeated", async () => {
    const when = day(server, 2);
    const id = await enterOrder(page, "Bar Prueba", ["3 suizo", "12 chapata mini"], spanish(when));
    const order = await server.get(`/orders/${id}`);
    equal([goodsOf(order), order.requested_date, order.customer_id], [["3 Suizo", "12 Chapata mini"], when, world.customer], "order");
    await put(page, `[name="line-${order.items[0].id}-quantity"]`, "7");
    await put(page, "[name=entry]", "2 mollete");
    await send(page, "button[data-submit=save]");
    equal(goodsOf(await server.get(`/orders/${id}`)), ["7 Suizo", "12 Chapata mini", "2 Mollete"], "changed order");
    await put(page, "[name=reason]", "se ha equivocado");
    await submit(page, `/orders/${id}/cancel`);
    const cancelled = await server.get(`/orders/${id}`);
    equal([cancelled.status, cancelled.cancel_reason], ["cancelled", "se ha equivocado"], "cancelled order");
    await send(page, `#flash button`);
    ok(["pending", "confirmed"].includes((await server.get(`/orders/${id}`)).status), "undoing does not bring the order back");
    await page.goto(`/orders/new?repeat=${id}`);
    await put(page, "[name=requested_date]", spanish(day(server, 3)));
    await send(page, "button[data-submit=save]");
    const again = await server.get(`/orders/${idIn(page)}`);
    ok(again.id !== id, "the repeated order is the same order");
    equal(goodsOf(again), ["7 Suizo", "12 Chapata mini", "2 Mollete"], "repeated order");
  });
  await test("a double click on save makes one order", async () => {
    const before = (await server.all(`/orders?customer_id=${world.customer}`)).length;
    await page.goto(`/orders/new?customer=${world.customer}`);
    await put(page, "[name=entry]", "5 suizo");
    await send(page, ".entry button[name=add]");
    await put(page, "[name=requested_date]", spanish(day(server, 4)));
    await page.locator("button[data-submit=save]").dblclick();
    await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    equal((await server.all(`/orders?customer_id=${world.customer}`)).length, before + 1, "orders");
  });
}

async function standing(world) {
  const { page, server, test } = world;
  const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  await test("a standing order is made, paused, changed for one day and its orders are made", async () => {
    await page.goto(`/standing-orders/new?customer=${world.customer}`);
    await put(page, `[name="order_items.0.product"]`, "Suizo");
    for (const weekday of weekdays) await put(page, `[name="order_items.0.${weekday}"]`, "6");
    await put(page, "[name=start_date]", day(server, 1));
    await submit(page, "/standing-orders");
    const [template] = await server.all(`/standing-orders?customer_id=${world.customer}`);
    ok(template, "no standing order is stored");
    equal(template.order_items.map((item) => item.quantities.friday), ["6"], "its Friday");

    await page.goto(`/standing-orders/pauses?customer=${world.customer}`);
    await put(page, "[name=from_day]", day(server, 9));
    await put(page, "[name=until_day]", day(server, 11));
    await put(page, "[name=reason]", "vacaciones");
    await submit(page, "/standing-orders/pauses");
    const pauses = await server.all(`/customers/${world.customer}/pauses`);
    equal(pauses.map((pause) => [pause.from_day, pause.until_day]), [[day(server, 9), day(server, 11)]], "pauses");

    await page.goto(`/standing-orders/${template.id}/dates?day=${day(server, 1)}`);
    await put(page, `[name="order_items.0.each"]`, "20");
    await put(page, "[name=reason]", "hay fiesta");
    await submit(page, `/standing-orders/${template.id}/dates`);

    await page.goto("/standing-orders");
    await submit(page, "/standing-orders/generate");
    const made = (await server.all(`/orders?customer_id=${world.customer}&from=${server.today}`)).filter((order) => order.standing_order_id === template.id);
    const tomorrow = made.find((order) => order.requested_date === day(server, 1));
    ok(tomorrow, `nothing is made for tomorrow: ${made.map((order) => order.requested_date)}`);
    equal(goodsOf(await server.get(`/orders/${tomorrow.id}`)), ["20 Suizo"], "the changed day");
    equal(made.filter((order) => order.requested_date >= day(server, 9) && order.requested_date <= day(server, 11)), [], "orders in the pause");
    equal(new Set(made.map((order) => order.requested_date)).size, made.length, "one order for each day");
  });
}

async function theDay(world, browser) {
  const { page, server, test } = world;
  await test("a stop is delivered by the driver on the phone, with less than ordered", async () => {
    const driver = await visit(browser, server, { js: false, screen: "phone", who: "driver" });
    const phone = driver.page;
    await phone.goto("/routes");
    if (!/\/routes\/[0-9a-f-]{36}/.test(phone.url())) await Promise.all([phone.waitForEvent("load"), phone.locator("main a[href^='/routes/']:not([href*=sheet])").first().click()]);
    const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
    ok(wide <= 390, `the driver's page is ${wide} px wide`);
    const next = await phone.locator("main a[href$='/deliver']").first().getAttribute("href");
    await phone.goto(next);
    world.note = next.match(/[0-9a-f]{8}-[0-9a-f-]{27}/)[0];
    const before = await server.get(`/notes/${world.note}`);
    const [line] = before.lines;
    await put(phone, `[name="delivered.${line.id}"]`, String(line.ordered - 1));
    await put(phone, "[name=receiver_name]", "Luis, cocina");
    await submit(phone, `/notes/${world.note}/deliver`);
    const after = await server.get(`/notes/${world.note}`);
    equal([after.status, after.receiver_name], ["delivered", "Luis, cocina"], "note");
    equal(after.lines.find((other) => other.id === line.id).delivered, String(line.ordered - 1), "delivered of the first line");
    await driver.context.close();
  });
  await test("a return and a correction are noted on a delivery note", async () => {
    const before = await server.get(`/notes/${world.note}`);
    const line = before.lines.find((line) => Number(line.delivered) > 2);
    await page.goto(`/notes/${world.note}`);
    const fields = `form[action="/notes/${world.note}/changes"]`;
    await put(page, `${fields} [name="returned.${line.id}"]`, "1");
    await put(page, `${fields} [name="reason"]`, "venía roto");
    await submit(page, `/notes/${world.note}/changes`);
    const after = await server.get(`/notes/${world.note}`);
    equal(after.lines.find((other) => other.id === line.id).returned, "1", "returned");
    equal(after.entries.length, before.entries.length + 1, "entries of the note");
  });
  await test("a ticked line of the bake sheet posts a batch", async () => {
    await page.goto(`/production?day=${server.today}`);
    const form = page.locator(`form[action="/production/${server.today}/tick"]`).first();
    const item = await form.locator("[name=product_id]").inputValue();
    const stock = Number((await server.get(`/stock/${item}`)).current_stock);
    const row = async () => (await server.get(`/production/${server.today}`)).doughs.flatMap((dough) => dough.rows).find((row) => row.product_id === item);
    const { quantity } = await row();
    await send(page, form.locator("button"));
    const anyway = page.locator("main form:has([name=accept_short]) button");
    if (new URL(page.url()).pathname.endsWith("/tick")) await send(page, anyway); // the store is short of something: it was baked all the same
    equal((await row()).baked, quantity, "baked");
    equal(Number((await server.get(`/stock/${item}`)).current_stock), stock + Number(quantity), "stock");
    await send(page, page.locator(`form[action="/production/${server.today}/untick"]:has([value="${item}"]) button`));
    equal(Number((await row()).baked), 0, "baked after taking it back");
  });
  await test("the next day is frozen: orders go to the bakehouse and have their notes", async () => {
    const next = day(server, 1);
    await page.goto(`/production?day=${next}`);
    await page.click(`details:has(form[action="/production/${next}/freeze"]) summary`);
    await submit(page, `/production/${next}/freeze`);
    const frozen = await server.get(`/days/${next}`);
    equal([frozen.state, frozen.version], ["frozen", 1], "day");
    const states = new Set((await server.all(`/orders?requested_date=${next}`)).map((order) => order.status));
    states.delete("cancelled");
    equal([...states], ["preparing"], "states of its orders");
    const note = (await server.all(`/notes?day=${next}&customer_id=${world.customer}`))[0];
    equal(note?.status, "prepared", "note of our customer");
  });
}

async function money(world) {
  const { page, server, test } = world;
  await test("an invoice is issued from a customer's notes, paid, and stands in the statement", async () => {
    const { customer_id: of } = await server.get(`/notes/${world.note}`);
    await page.goto(`/invoices/due?customer=${of}`);
    const form = page.locator(`form[action="/invoices/due"]:has([name=note])`).first();
    const customer = await form.locator("[name=customer_id]").inputValue();
    const notes = await form.locator("[name=note]").evaluateAll((fields) => fields.map((field) => field.value));
    const before = await server.all(`/invoices?customer_id=${customer}`);
    await send(page, form.locator("button"));
    const after = await server.all(`/invoices?customer_id=${customer}`);
    equal(after.length, before.length + 1, "invoices");
    const issued = after.find((invoice) => !before.some((old) => old.id === invoice.id));
    equal(new Set(await Promise.all(notes.map(async (id) => (await server.get(`/notes/${id}`)).invoice_id))), new Set([issued.id]), "invoice of the notes");
    equal([issued.amount_due, issued.amount_paid], [issued.total_amount, "0.00"], "what is open");
    await page.goto(`/payments/new?customer=${customer}`);
    await put(page, "[name=amount]", issued.total_amount.replace(".", ","));
    await put(page, `[name="invoice.${issued.id}"]`, issued.total_amount.replace(".", ","));
    await page.check("[name=payment_method][value=cash]");
    await submit(page, "/payments");
    const paid = await server.get(`/invoices/${issued.id}`);
    equal([paid.status, paid.amount_due, paid.payments.length], ["paid", "0.00", 1], "paid invoice");
    await page.goto(`/customers/${customer}/statement`);
    ok((await page.innerText("main")).includes(issued.invoice_number), "the statement does not name the invoice");
    const statement = await server.get(`/customers/${customer}/statement`);
    ok(statement.movements.some((line) => line.kind === "payment" && line.payment === issued.total_amount), "the payment is not in the statement");
    ok(!statement.invoices.some((line) => line.invoice_id === issued.id), "the paid invoice is still open in the statement");
  });
}

async function store(world) {
  const { page, server, test } = world;
  await test("an opening count puts goods into the store", async () => {
    await page.goto("/stock/count?show=all");
    const field = page.locator("input[name^='c.'][name$='.new']").first();
    const name = await field.getAttribute("name");
    const item = name.split(".")[1];
    equal(Number((await server.get(`/stock/${item}`)).current_stock), 0, "stock before");
    await field.fill("8");
    await put(page, `[name="${name.replace("c.", "p.")}"]`, "0,50");
    await put(page, `[name="${name.replace("c.", "n.")}"]`, "L-1");
    await send(page, 'main form[method=post][action^="/stock/count"] button:not([name], [formaction])');
    const stored = await server.get(`/stock/${item}`);
    const { unit } = await server.get(`/items/${item}`);
    equal(Number(stored.current_stock), unit === "kg" || unit === "l" ? 8000 : 8, "stock after");
    ok((await server.all(`/stock/lots?item_id=${item}`)).some((lot) => lot.lot_number === "L-1"), "the lot's number is lost");
  });
  await test("a recipe is made", async () => {
    await page.goto("/recipes/new");
    await put(page, "[name=item]", "Pan de prueba");
    await put(page, "[name=name]", "Pan de prueba");
    await choose(page, "[name=kind]", "product");
    await put(page, "[name=yield_quantity]", "10");
    await put(page, `[name="lines.0.ingredient"]`, "Harina panadera");
    await put(page, `[name="lines.0.quantity"]`, "2,5 kg");
    await put(page, `[name="lines.1.ingredient"]`, "Sal marina");
    await put(page, `[name="lines.1.quantity"]`, "50 g");
    await submit(page, "/recipes");
    const recipe = await server.get(`/recipes/${idIn(page)}`);
    equal(recipe.lines.map((line) => `${Number(line.quantity)} ${line.unit}`), ["2.5 kg", "50 g"], "amounts");
  });
}

async function buying(world) {
  const { page, server, test } = world;
  await test("a supplier is made, with a product and its price", async () => {
    await page.goto("/suppliers/new");
    await put(page, "[name=name]", "Molinos Prueba");
    await put(page, "[name=email]", "molinos@prueba.test");
    await put(page, "[name=phone]", "915551234");
    await put(page, "[name=lead_time_days]", "1");
    for (const box of await page.locator("[name=delivery_weekdays]").all()) await box.check();
    await submit(page, "/suppliers");
    world.supplier = idIn(page);
    await page.goto(`/suppliers/${world.supplier}/products/new`);
    await pick(page, "[name=ingredient_id]", "Harina de espelta");
    await put(page, "[name=unit_price]", "1,50");
    await put(page, "[name=pack_name]", "saco");
    await put(page, "[name=pack_size]", "25");
    await page.check("[name=is_preferred]");
    await submit(page, `/suppliers/${world.supplier}/products`);
    const [product] = await server.all(`/procurement/suppliers/${world.supplier}/products`);
    equal([product.ingredient_name, Number(product.unit_price), product.is_preferred], ["Harina de espelta", 1.5, true], "product");
    world.ingredient = product.ingredient_id;
  });
  await test("a need is calculated, accepted with one tap, approved, and the goods are taken in", async () => {
    await page.goto("/buying/reorder-points");
    const point = `form[action="/buying/reorder-points/${world.ingredient}"]`;
    await put(page, `${point} [name=reorder_point]`, "5000");
    await submit(page, `/buying/reorder-points/${world.ingredient}`);
    await page.goto("/buying");
    await submit(page, "/buying/calculate");
    const need = (await server.all("/procurement/needs")).find((need) => need.ingredient_id === world.ingredient);
    equal(need?.recommended_supplier_id, world.supplier, "supplier of the need");
    await send(page, `main form[action="/buying/order/${world.supplier}"] button[name=draft]`);
    const [listed] = (await server.all("/procurement/purchase-orders")).filter((order) => order.supplier_id === world.supplier);
    equal(listed?.status, "draft", "purchase order");
    await page.goto(`/purchases/${listed.id}`);
    await submit(page, `/purchases/${listed.id}/approve`);
    const order = await server.get(`/procurement/purchase-orders/${listed.id}`);
    equal(order.status, "sent", "approved purchase order");
    const mails = await server.all("/mails");
    ok(mails.some((mail) => mail.to_address === "molinos@prueba.test"), "no mail to the supplier waits");

    const stock = Number((await server.get(`/stock/${world.ingredient}`)).current_stock);
    const [line] = await server.all(`/procurement/purchase-orders/${order.id}/items`);
    await page.goto(`/purchases/${order.id}/receive`);
    const field = (name) => `[name="lines.${line.id}.${name}"]`;
    await put(page, field("delivered_quantity"), "50");
    await put(page, field("batch_lot_number"), "ESP-77");
    await put(page, field("expiry_date"), day(server, 120));
    await put(page, field("unit_price"), "1,62");
    await submit(page, `/purchases/${order.id}/receive`);
    equal(Number((await server.get(`/stock/${world.ingredient}`)).current_stock), stock + 50_000, "stock");
    const lot = (await server.all(`/stock/lots?item_id=${world.ingredient}`)).find((lot) => lot.supplier_lot === "ESP-77" || lot.lot_number === "ESP-77");
    equal(lot?.expiry_date, day(server, 120), "expiry of the lot");
    const [product] = await server.all(`/procurement/suppliers/${world.supplier}/products`);
    equal(Number(product.unit_price), 1.62, "the supplier's price after the delivery");
  });
}
