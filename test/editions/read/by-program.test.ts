import { describe, expect, test } from "vitest";
import { DESK, openSchemas, serve as serveApi } from "../../api/served.ts";
import { PLACE } from "../../fixtures/content/bot.ts";
import { KINDS, openStore } from "../../fixtures/stores/stores.ts";
import { DAY, openClock, processOn, saying } from "../scene.ts";

const STOP = "The union stops work. [^1]";
const NOON = "The union stops work at noon. [^1]";
const TALKS = "Talks failed. [^2]";
const SILENCE = "Nobody spoke. [^5]";
const SECRET = "The court sits on a zzday. [^6]";

describe.each(KINDS)("what changed, by program (%s)", (kind) => {
  test("is what the store kept of earlier editions, as far as the caller could read them", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, editions } = processOn(store, clock);
    // Once it was for a channel only; what it said then stays there.
    await serve(saying([STOP, TALKS, SECRET], { header: "title: Rail strike\naudience: [slack:T0123/C045]" }));
    clock.pass(DAY);
    await serve(saying([STOP, TALKS, SILENCE]));
    clock.pass(DAY);
    const now = saying([NOON, TALKS]);
    await serve(now);
    clock.pass(DAY);
    const changed: NonNullable<Parameters<typeof serveApi>[1]>["changed"] = (briefing, since) =>
      editions.whatsChanged(briefing, since, PLACE);
    const { get } = await serveApi(now, { changed });
    const { status, json } = await get("/api/briefings/strike/changes?since=10+days");
    expect(status).toBe(200);
    expect(json).toMatchObject({
      ...{ topic: "strike", title: "Rail strike", corrected: [], added: [], unchanged: 1 },
      ...{ since: "2026-11-26T12:00:00.000Z", withdrawn: [], withdrawnUnsaid: 1 },
      reworded: [{ now: { text: "The union stops work at noon.", citations: [{ source: { id: "wire" } }] } }],
    });
    const check = openSchemas((await get("/api/openapi.json")).json);
    expect(check("/components/schemas/Changes", json)).toEqual([]);
    const desk = (await get("/api/briefings/strike/changes?since=10+days", DESK)).json;
    expect(check("/components/schemas/Changes", desk)).toEqual([]);
    expect(desk).toMatchObject({ withdrawn: [{ text: "The court sits on a zzday." }], withdrawnUnsaid: 0 });
    const yesterday = (await get("/api/briefings/strike/changes?since=36+hours")).json;
    expect(yesterday).toMatchObject({
      reworded: [{ was: { text: "The union stops work.", quotes: [{ source: "wire" }] } }],
      withdrawn: [{ text: "Nobody spoke." }],
    });
    expect((await get("/api/briefings/strike/changes?since=whenever")).status).toBe(400);
    expect((await get("/api/briefings/strike/changes?since=")).status).toBe(400);
  });

  test("is not known before anything was recorded", async () => {
    const { store } = await openStore(kind);
    const { editions } = processOn(store, openClock());
    const { get } = await serveApi(saying([STOP]), {
      changed: (briefing, since) => editions.whatsChanged(briefing, since, PLACE),
    });
    expect((await get("/api/briefings/strike/changes")).json).toMatchObject({ status: 503 });
  });
});
