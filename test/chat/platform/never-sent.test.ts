import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { createServer as createTls } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { whyNeverSent } from "#chat";

async function listening<T extends Server>(server: T): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const whyNot = (url: string) =>
  fetch(url, { method: "POST", body: "x" }).then(
    () => "it was answered",
    (error: unknown) => whyNeverSent(error),
  );

test("a host that does not listen", async () => {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, "close");
  expect(await whyNot(`http://127.0.0.1:${port}`)).toBe("ECONNREFUSED");
  expect(await whyNot(`http://localhost:${port}`)).toBe("ECONNREFUSED");
});

test("a host of whom nobody knows", async () => {
  expect(await whyNot("http://nutgraf.invalid")).toMatch(/^(?:ENOTFOUND|EAI_AGAIN)$/);
});

test.each([
  ["that speaks no TLS", () => createHttp((_, response) => response.end()), /^ERR_SSL_/],
  ["that finds no common ground", () => createTls({}).on("tlsClientError", () => {}), /^ERR_SSL_.*HANDSHAKE/],
  ["that hangs up in the middle", () => createServer((socket) => void socket.destroy()), /before secure TLS/],
])("a host %s", async (_, make, why) => {
  expect(await whyNot(`https://127.0.0.1:${await listening(make())}`)).toMatch(why);
});

test("a host that hangs up after it was asked may have done what it was asked", async () => {
  const hangsUp = createServer((socket) => void socket.once("data", () => socket.destroy()));
  expect(await whyNot(`http://127.0.0.1:${await listening(hangsUp)}`)).toBeUndefined();
});

/** A failure of the system, as Node gives it. */
const failure = (code: string, syscall?: string) =>
  Object.assign(new Error(`${syscall} ${code}`), { code, ...(syscall !== undefined && { syscall }) });

test.each([
  ["ETIMEDOUT", "connect", true],
  ["EHOSTUNREACH", "connect", true],
  ["ENETUNREACH", "connect", true],
  ["EADDRNOTAVAIL", "connect", true],
  ["EAI_AGAIN", "getaddrinfo", true],
  ["UND_ERR_CONNECT_TIMEOUT", undefined, true],
  ["CERT_HAS_EXPIRED", undefined, true],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", undefined, true],
  ["SELF_SIGNED_CERT_IN_CHAIN", undefined, true],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", undefined, true],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", undefined, true],
  ["ERR_TLS_CERT_ALTNAME_INVALID", undefined, true],
  // While an answer is waited for.
  ["ETIMEDOUT", "read", false],
  ["EHOSTUNREACH", "read", false],
  ["ECONNRESET", "read", false],
  ["EPIPE", "write", false],
  ["UND_ERR_SOCKET", undefined, false],
  ["UND_ERR_HEADERS_TIMEOUT", undefined, false],
  ["ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", undefined, false],
  ["ERR_SSL_UNEXPECTED_EOF_WHILE_READING", undefined, false],
])("%s at %s: never sent: %s", (code, syscall, never) => {
  const error = failure(code, syscall);
  const expected = never ? code : undefined;
  expect(whyNeverSent(error)).toBe(expected);
  expect(whyNeverSent(new TypeError("fetch failed", { cause: error }))).toBe(expected);
});

test("of several addresses, not one was reached", () => {
  const refused = failure("ECONNREFUSED", "connect");
  expect(whyNeverSent(new AggregateError([refused, failure("ETIMEDOUT", "connect")]))).toBe("ECONNREFUSED");
  expect(whyNeverSent(new AggregateError([refused, failure("ECONNRESET", "read")]))).toBeUndefined();
});

test.each([undefined, null, "ECONNREFUSED", new Error("no response within 12000 ms"), new AggregateError([])])(
  "%s says nothing of it",
  (error) => expect(whyNeverSent(error)).toBeUndefined(),
);
