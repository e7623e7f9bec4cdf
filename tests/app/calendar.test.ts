import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeOffice, problem } from "./fake_office.ts";
import { started } from "./phones.ts";

const SINCE = "2026-11-21T01:30:00Z";

/** An office that gives one calendar address at a time, and can be out of reach. */
function desk(office: FakeOffice) {
  const here = { made: 0, isOpen: false, reachable: true };
  const json = (status: number, body?: object) => new Response(body ? JSON.stringify(body) : null, { status });
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    if (url !== "/api/calendar-feed") return office.fetch(url, init);
    if (!here.reachable) throw new TypeError("no network");
    if (init.method === "GET") return json(200, { since: here.isOpen ? SINCE : null });
    if (new Headers(init.headers).get("X-CSRF-Token") !== office.token) return problem(403, "csrf_failed");
    here.isOpen = init.method === "POST";
    if (!here.isOpen) return json(204);
    here.made += 1;
    return json(201, { since: SINCE, address: `https://office.example/calendar/${here.made}.ics` });
  };
  return Object.assign(here, { fetch });
}

test("a calendar address is made, made anew and taken back", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office, { fetch: desk(office).fetch });
  assert.equal(await notebook.calendar.since(), null);
  assert.equal(await notebook.calendar.open(), "https://office.example/calendar/1.ics");
  assert.equal(await notebook.calendar.since(), SINCE);
  assert.equal(await notebook.calendar.open(), "https://office.example/calendar/2.ics");
  await notebook.calendar.close();
  assert.equal(await notebook.calendar.since(), null);
});

test("a token that has become old makes one address, not two", async (context) => {
  const office = new FakeOffice();
  const there = desk(office);
  const { notebook } = await started(context, office, { fetch: there.fetch });
  office.token = "token-2";
  await notebook.calendar.open();
  assert.equal(there.made, 1);
});

test("without a network nobody is told that there is no address", async (context) => {
  const office = new FakeOffice();
  const there = desk(office);
  const { notebook } = await started(context, office, { fetch: there.fetch });
  there.reachable = false;
  const { calendar } = notebook;
  for (const call of [() => calendar.since(), () => calendar.open(), () => calendar.close()]) {
    await assert.rejects(call, { code: "unreachable" });
  }
});
