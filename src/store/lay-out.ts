import { PGlite } from "@electric-sql/pglite";
import { durableFiles } from "./durable-files.ts";

/** A program of its own: lays out an empty database in the folder that it is given. */
const database = new PGlite({ fs: durableFiles(process.argv[2] ?? "").files });
await database.waitReady;
await database.close();
