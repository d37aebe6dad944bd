import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { createContentIndex, type Library, loadLibrary } from "#briefing";
import { commands, mayHear, openNumbering } from "#commands";
import { type ConsoleOptions, createConsole } from "#console";
import { createBot } from "../../src/app/bot.ts";

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };
/** Headers as names and values in turn go out exactly so, twice where they stand twice. */
type Sent = { method?: string; headers?: Record<string, string> | readonly string[]; body?: string };
export type Served = {
  readonly url: string;
  /** Sends a path as it is written, unlike `fetch`, which tidies it. */
  send(path: string, sent?: Sent): Promise<Answer>;
  readonly failures: unknown[];
  close(): Promise<void>;
};

/** The console over a real bot, on a real server. `remote`: where connections seem to come from. */
export async function serve(
  library: Library,
  options: Partial<ConsoleOptions> & { remote?: string } = {},
): Promise<Served> {
  const failures: unknown[] = [];
  const { remote, ...given } = options;
  const { publicUrl } = given;
  const bot = createBot({
    commands,
    library: () => library,
    onFailure: (failure) => failures.push(failure.error),
    ...(publicUrl !== undefined && { publicUrl }),
  });
  const { listener } = createConsole({
    bot,
    library: () => library,
    now: () => Date.parse("2026-11-21T12:00:00Z"),
    ready: () => ({ ready: true }),
    mayRead: mayHear,
    openNumbering,
    previews: [],
    onFailure: ({ error }) => failures.push(error),
    ...given,
  });
  const server = createServer((request, response) => {
    if (remote !== undefined) Object.defineProperty(request.socket, "remoteAddress", { value: remote });
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    send: (path, sent = {}) => send(port, path, sent),
    failures,
    close: () => new Promise((resolve) => server.close(() => resolve()) && server.closeAllConnections()),
  };
}

function send(port: number, path: string, { method = "GET", headers = {}, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: "127.0.0.1", path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).toString("utf8"),
        }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** The content that the project ships. */
export function realLibrary(): Promise<Library> {
  return loadLibrary("content");
}

/** A library of files that stand nowhere: by name, `sources/…` and `briefings/…`. */
export function libraryOf(files: Readonly<Record<string, string>>): Library {
  const index = createContentIndex((id) => `content/sources/${id}.md`);
  for (const [path, text] of Object.entries(files)) {
    const [folder, id = ""] = path.split("/");
    const kind = folder === "sources" ? "source" : "briefing";
    index.put({ kind, id, file: `content/${path}.md` }, { text });
  }
  return index.bind();
}
