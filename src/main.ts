import { createServer, type Server } from "node:http";
import { mayHear } from "#commands";
import { createConsole } from "#console";
import { openHouse } from "./house.ts";
import { openLog } from "./log.ts";
import { orExit, readSettings, type Settings } from "./settings.ts";

const settings = orExit(readSettings);
const log = openLog(settings.LOG_LEVEL);
const { bot, library } = await openHouse(settings, log);
const console_ = createConsole({
  bot,
  library: () => library.current(),
  ...(settings.PUBLIC_URL !== undefined && { publicUrl: settings.PUBLIC_URL }),
  ...(settings.CONSOLE_PASSWORD !== undefined && { password: settings.CONSOLE_PASSWORD }),
  now: Date.now,
  ready: () => ({ ready: true }),
  mayRead: mayHear,
  previews: [],
  onFailure: ({ path, error }) => log.error({ path, err: error }, "a page could not be made"),
});
const server = createServer(console_.listener);
await listen(server, settings);
process.stdout.write(
  `Nutgraf is at ${addressOf(server, settings)}: ask there, or with npm run ask -- "/whats-next". Stop it with Ctrl+C.\n`,
);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop(signal));

/** Starts to listen; a port that is taken ends the program with what to do. */
async function listen(server: Server, { HOST, PORT }: Settings): Promise<void> {
  await new Promise<void>((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      process.stderr.write(`${whyNot(error, HOST, PORT)}\n`);
      process.exit(1);
    });
    server.listen(PORT, HOST, resolve);
  });
}

function whyNot({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === "EADDRINUSE")
    return `Port ${port} is taken: stop what uses it, or set PORT to another (PORT=0 takes any that is free).`;
  if (code === "EACCES") return `Port ${port} is not open to this user: set PORT to one above 1023.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `HOST=${host} is no address of this machine: set HOST to one that is, or leave it at 127.0.0.1.`;
  return `The server cannot listen at ${host}:${port}: ${message}`;
}

function addressOf(server: Server, { HOST }: Settings): string {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return `http://${HOST.includes(":") ? `[${HOST}]` : HOST}:${port}`;
}

/** Stops: nothing new is taken, what is in hand is finished, and the process ends by itself. */
function stop(signal: string): void {
  log.info({ signal }, "stopping");
  library.close();
  server.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), 5_000).unref();
}
