// All that is proved in a browser.
import { Chrome, Runner, Server } from "./harness.mjs";
import { everyPage } from "./pages.mjs";
import { flows } from "./flows.mjs";
import { paper } from "./paper.mjs";

export async function run(address) {
  const server = await Server.demo(address);
  const browser = await Chrome.launch();
  const runner = new Runner(browser);
  try {
    await everyPage(runner, browser, server);
    await paper(runner, browser, server);
    await flows(runner, browser, server);
  } finally {
    await browser.close();
    await server.stop();
  }
  return runner.end();
}
