// Real Chromium on the real program. Runs itself inside a network namespace whose only address is not a loopback one,
// because browsers treat loopback as secure and hide what fails on a shop's LAN.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(import.meta.url);
const address = "192.0.2.2";

if (!process.argv.includes("--inside")) {
  const inside = `ip link set lo up && ip address add ${address}/24 dev lo && exec "$0" "$@"`;
  const probe = spawnSync("unshare", ["-n", "sh", "-c", "ip link set lo up"], { stdio: "ignore" });
  const command = probe.status === 0
    ? ["unshare", ["-n", "sh", "-c", inside, process.execPath, here, "--inside", address]]
    : [process.execPath, [here, "--inside", "127.0.0.1"]];
  if (probe.status !== 0) console.log("no network namespace can be made here: the tests run on the loopback address");
  process.exit(spawnSync(command[0], command[1], { stdio: "inherit" }).status ?? 1);
}

const { run } = await import("./suite.mjs");
process.exit(await run(process.argv[process.argv.indexOf("--inside") + 1]));
