import { workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { durableFiles } from "./durable-files.ts";

const database = new PGlite({ fs: durableFiles(String(workerData)) });
await database.waitReady;
await database.close();
