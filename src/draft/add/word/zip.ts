import { inflateRawSync } from "node:zlib";
import { Refusal } from "../document/refusal.ts";

export const DAMAGED = "It is a damaged Word document, or was cut off: open it in Word, and save it again";
const TOO_LARGE = "It is packed so that it grows beyond any document: it is not opened";
const MOST_ENTRIES = 5_000;
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/**
 * The XML parts of an Office document, unpacked by what they hold and not by what they claim, all together at most
 * `most` bytes: looked at before a reader unpacks them without a limit.
 * @throws Refusal
 */
export function unpackXml(bytes: Uint8Array, most: number): ReadonlyMap<string, Buffer> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = all.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || end + 22 > all.length || all.readUInt32LE(end) !== END) throw new Refusal(DAMAGED);
  const count = all.readUInt16LE(end + 10);
  if (count > MOST_ENTRIES) throw new Refusal(TOO_LARGE);
  const parts = new Map<string, Buffer>();
  let room = most;
  let at = all.readUInt32LE(end + 16);
  try {
    for (let entry = 0; entry < count; entry++) {
      if (all.readUInt32LE(at) !== ENTRY) throw new Refusal(DAMAGED);
      const [flags, method, packed, nameLength] = [
        all.readUInt16LE(at + 8),
        all.readUInt16LE(at + 10),
        all.readUInt32LE(at + 20),
        all.readUInt16LE(at + 28),
      ];
      const name = all.toString("utf8", at + 46, at + 46 + nameLength);
      if ((flags & 1) !== 0) throw new Refusal("It is encrypted: open it with its password, and save it without one");
      if (/\.(?:xml|rels)$/i.test(name)) {
        const part = unpack(all, all.readUInt32LE(at + 42), packed, method, room);
        room -= part.length;
        parts.set(name, part);
      }
      at += 46 + nameLength + all.readUInt16LE(at + 30) + all.readUInt16LE(at + 32);
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal(DAMAGED, { cause });
  }
  return parts;
}

function unpack(all: Buffer, local: number, packed: number, method: number, room: number): Buffer {
  if (all.readUInt32LE(local) !== LOCAL) throw new Refusal(DAMAGED);
  const from = local + 30 + all.readUInt16LE(local + 26) + all.readUInt16LE(local + 28);
  if (from + packed > all.length) throw new Refusal(DAMAGED);
  const data = all.subarray(from, from + packed);
  if (method === 0 && data.length <= room) return data;
  if (method !== 8 || room < 1) throw new Refusal(method === 8 || method === 0 ? TOO_LARGE : DAMAGED);
  try {
    return inflateRawSync(data, { maxOutputLength: room });
  } catch (cause) {
    const isTooLarge =
      cause instanceof RangeError ||
      (cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE");
    throw new Refusal(isTooLarge ? TOO_LARGE : DAMAGED, { cause });
  }
}
