import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { isObject } from "./limits.ts";
import { APPLICATION, userOf } from "./payloads.ts";

export type GatewayOptions = {
  readonly token: string;
  readonly heartbeatMs: number;
  /** What GUILD_CREATE tells of each server. */
  readonly servers: readonly object[];
  readonly application?: string;
  /** Connections are taken and nothing is said. */
  readonly silent?: boolean;
};

/** GUILDS, GUILD_MESSAGES and DIRECT_MESSAGES: none of them is privileged. */
const ORDINARY_INTENTS = 1 | (1 << 9) | (1 << 12);

type Session = { readonly id: string; seq: number; readonly sent: { readonly s: number; readonly text: string }[] };

/** A gateway on a loopback server: HELLO, heartbeats, IDENTIFY, RESUME with replay, and whatever a test breaks. */
export function openGateway(
  server: Server,
  { token, heartbeatMs, servers, application = APPLICATION, silent = false }: GatewayOptions,
) {
  const sockets = new Set<WebSocket>();
  const counts = { connections: 0, identify: 0, resume: 0, heartbeat: 0, wrong: [] as string[] };
  const socketServer = new WebSocketServer({ server, path: "/gateway" });
  let session: Session | undefined;
  let live: WebSocket | undefined;
  let acknowledges = true;
  let closeNext: number | undefined;

  const send = (socket: WebSocket, frame: object) =>
    socket.readyState === socket.OPEN && socket.send(JSON.stringify(frame));
  const dispatch = (t: string, d: unknown) => {
    if (!session) throw new Error("nobody has identified");
    session.seq++;
    const text = JSON.stringify({ op: 0, s: session.seq, t, d });
    session.sent.push({ s: session.seq, text });
    if (live?.readyState === live?.OPEN) live?.send(text);
  };

  const identify = (socket: WebSocket, d: unknown) => {
    counts.identify++;
    if (closeNext !== undefined) return socket.close(closeNext);
    if (!isObject(d) || d.token !== token) return socket.close(4004);
    if (d.intents !== ORDINARY_INTENTS) counts.wrong.push(`intents ${d.intents}`);
    session = { id: `session-${counts.identify}`, seq: 0, sent: [] };
    live = socket;
    const resume = `ws://127.0.0.1:${portOf(server)}/gateway`;
    const guilds = servers.map((one) => ({ ...(isObject(one) && { id: one.id }), unavailable: true }));
    const user = userOf(APPLICATION, { username: "nutgraf", bot: true });
    dispatch("READY", {
      v: 10,
      user,
      session_id: session.id,
      resume_gateway_url: resume,
      guilds,
      application: { id: application, flags: 0 },
    });
    for (const one of servers) dispatch("GUILD_CREATE", one);
  };

  const resume = (socket: WebSocket, d: unknown) => {
    counts.resume++;
    if (!isObject(d) || !session || d.session_id !== session.id || d.token !== token)
      return send(socket, { op: 9, d: false });
    live = socket;
    for (const { s, text } of session.sent) if (s > Number(d.seq)) socket.send(text);
    dispatch("RESUMED", {});
  };

  socketServer.on("connection", (socket) => {
    sockets.add(socket);
    counts.connections++;
    socket.on("close", () => sockets.delete(socket));
    socket.on("message", (data) => {
      const frame: unknown = JSON.parse(String(data));
      if (!isObject(frame)) return;
      if (frame.op === 1) {
        counts.heartbeat++;
        if (acknowledges) send(socket, { op: 11 });
      } else if (frame.op === 2) identify(socket, frame.d);
      else if (frame.op === 6) resume(socket, frame.d);
    });
    if (!silent) send(socket, { op: 10, d: { heartbeat_interval: heartbeatMs } });
  });

  return {
    counts,
    dispatch,
    /** The connection breaks, without a word or with a close code. */
    drop(code?: number) {
      for (const socket of sockets) code === undefined ? socket.terminate() : socket.close(code);
    },
    /** Every next IDENTIFY is closed with this code. */
    closeWith(code: number | undefined) {
      closeNext = code;
    },
    /** Sends a frame as it stands, also one that is none. */
    raw(text: string | Buffer) {
      live?.send(text);
    },
    tellToReconnect: () => live && send(live, { op: 7, d: null }),
    invalidate(resumable: boolean) {
      if (!resumable) session = undefined;
      if (live) send(live, { op: 9, d: resumable });
    },
    /** From now on heartbeats are acknowledged, or not. */
    acknowledge(yes: boolean) {
      acknowledges = yes;
    },
    /** Replays the last event to the live connection, as a resume in a race may. */
    repeatLast() {
      const last = session?.sent.at(-1);
      if (last) live?.send(last.text);
    },
    /** Whether any connection stands. */
    isOpen: () => sockets.size > 0,
    connected: () => live?.readyState === live?.OPEN && session !== undefined,
    close() {
      for (const socket of sockets) socket.terminate();
      socketServer.close();
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
