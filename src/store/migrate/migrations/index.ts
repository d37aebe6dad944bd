import type { Migrations } from "../../database/handle.ts";
import { first } from "./0001-first.ts";
import { byState } from "./0002-by-state.ts";
import { answers } from "./0003-answers.ts";
import { about } from "./0004-about.ts";
import { deliveryIsTheJob } from "./0005-delivery-is-the-job.ts";
import { tenants, tenantsInSqlite } from "./0006-tenants.ts";
import { editions, editionsInSqlite } from "./0007-editions.ts";
import { questions, questionsInSqlite } from "./0008-questions.ts";
import { withdrawn, withdrawnInSqlite } from "./0009-withdrawn.ts";
import { postParents } from "./0010-post-parents.ts";
import { mending } from "./0011-mending.ts";
import { sqliteSchema } from "./sqlite-0005.ts";

/** Every PostgreSQL migration, in order, by the name that databases record. Never rename one. */
export const POSTGRES_MIGRATIONS: Migrations = {
  "0001-first": first,
  "0002-by-state": byState,
  "0003-answers": answers,
  "0004-about": about,
  "0005-delivery-is-the-job": deliveryIsTheJob,
  "0006-tenants": tenants,
  "0007-editions": editions,
  "0008-questions": questions,
  "0009-withdrawn": withdrawn,
  "0010-post-parents": postParents,
  "0011-mending": mending,
};

/** The same of SQLite: a name stands for the same schema in both. */
export const SQLITE_MIGRATIONS: Migrations = {
  "0005-delivery-is-the-job": sqliteSchema,
  "0006-tenants": tenantsInSqlite,
  "0007-editions": editionsInSqlite,
  "0008-questions": questionsInSqlite,
  "0009-withdrawn": withdrawnInSqlite,
  "0010-post-parents": postParents,
  "0011-mending": mending,
};
