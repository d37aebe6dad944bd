import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

type Envelope = { readonly envelope_id: string; readonly type: string; readonly payload: object };

/**
 * Socket Mode's server side, as https://docs.slack.dev/apis/events-api/using-socket-mode tells of it: hello, envelopes,
 * acknowledgements by envelope, `disconnect` with a reason; what was not acknowledged is delivered again on the next
 * connection.
 */
export type FakeSocket = Awaited<ReturnType<typeof openFakeSocket>>;

export async function openFakeSocket() {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link/?ticket=a-secret-ticket&app_id=A0123`;
  const open = new Set<WebSocket>();
  const waiting = new Map<string, Envelope>();
  const acks: { envelope_id: string; payload?: unknown; at: number }[] = [];
  const state = { connections: 0, deafOnce: false };
  let made = 0;

  const send = (socket: WebSocket, envelope: Envelope, again: boolean) =>
    socket.send(
      JSON.stringify({
        ...envelope,
        accepts_response_payload: true,
        ...(again && { retry_attempt: 1, retry_reason: "timeout" }),
      }),
    );

  server.on("connection", (socket) => {
    open.add(socket);
    state.connections += 1;
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => open.delete(socket));
    socket.on("message", (data) => {
      const ack = JSON.parse(String(data)) as { envelope_id: string; payload?: unknown };
      acks.push({ ...ack, at: performance.now() });
      if (state.deafOnce) state.deafOnce = false;
      else waiting.delete(ack.envelope_id);
    });
    socket.send(JSON.stringify({ type: "hello", num_connections: open.size, connection_info: { app_id: "A0123" } }));
    for (const envelope of waiting.values()) send(socket, envelope, true);
  });

  return {
    url,
    acks,
    state,
    /** Sends an envelope on a connection, or keeps it for the next one. Returns its id. */
    deliver(type: "slash_commands" | "interactive" | "events_api", payload: object): string {
      const envelope = { envelope_id: `envelope-${++made}`, type, payload };
      waiting.set(envelope.envelope_id, envelope);
      for (const socket of [...open].slice(0, 1)) send(socket, envelope, false);
      return envelope.envelope_id;
    },
    sendRaw(frame: string) {
      for (const socket of open) socket.send(frame);
    },
    /** Asks the client to go, as Slack does when it renews a connection. */
    disconnect(reason: "warning" | "refresh_requested" | "link_disabled" | "too_many_websockets") {
      for (const socket of open)
        socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "test" } }));
    },
    /** Answers a ping, as the connection does by itself every five seconds. */
    pong() {
      for (const socket of open) socket.pong();
    },
    /** The connection breaks without a word. */
    cut() {
      for (const socket of open) socket.terminate();
    },
    unacknowledged: () => [...waiting.keys()],
    openConnections: () => open.size,
    async close() {
      for (const socket of open) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A host that accepts connections and never says a word. */
export async function openSilentSocket() {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.on("data", () => {});
    socket.on("close", () => open.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link/?ticket=a-secret-ticket`,
    openConnections: () => open.size,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
