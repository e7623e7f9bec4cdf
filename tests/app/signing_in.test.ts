import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeOffice, unreachable } from "./fake_office.ts";
import { Browser, CASE, coded, note, started, states } from "./phones.ts";

test("signing in again as the same user goes on with all that is here", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("一。") });
  office.signedIn = false;
  await notebook.retry();
  assert.deepEqual([notebook.status().state, notebook.session()?.user.login], ["signed_out", "mori"]);
  await notebook.signIn("Mori", "right").catch(() => notebook.signIn("mori", "right"));
  await notebook.retry();
  assert.deepEqual([states(notebook), notebook.status().state], [[], "idle"]);
});

test("another user cannot sign in while somebody's unsent work is here, and then finds nothing of theirs", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  await notebook.saveDraft("note", { narrative: "途中" });
  await assert.rejects(notebook.signIn("hara", "right"), coded("unsent_work_of_other"));
  await notebook.dropDraft("note");
  await notebook.write({ kind: "support", fields: note("一。") });
  await assert.rejects(notebook.signIn("hara", "right"), coded("unsent_work_of_other"));
  await notebook.retry();
  await notebook.signIn("hara", "right");
  assert.deepEqual(
    [notebook.session()?.user.login, notebook.get(CASE), notebook.status().complete],
    ["hara", undefined, false],
  );
});

test("a wrong password and an office out of reach are told apart", async (context) => {
  const office = new FakeOffice();
  const notebook = await new Browser().open(office);
  context.after(() => notebook.close());
  await assert.rejects(notebook.signIn("mori", "wrong"), coded("wrong_credentials"));
  office.interceptors.push(unreachable);
  await assert.rejects(notebook.signIn("mori", "right"), coded("unreachable"));
});

test("signing out is refused while something is unsent, and then forgets everything", async (context) => {
  const office = new FakeOffice();
  const { browser, notebook } = await started(context, office);
  await notebook.write({ kind: "support", fields: note("一。") });
  await assert.rejects(notebook.signOut(), coded("unsent_work"));
  await notebook.retry();
  office.token = "token-2";
  await notebook.signOut();
  assert.deepEqual([office.signedIn, notebook.session(), notebook.list("case").length], [false, null, 0]);
  const again = await browser.open(office);
  context.after(() => again.close());
  assert.deepEqual([again.session(), again.list("person").length], [null, 0]);
});

test("a code is asked for where the office wants one, and given with the password", async (context) => {
  const office = new FakeOffice();
  office.code = "123456";
  const notebook = await new Browser().open(office);
  context.after(() => notebook.close());
  await assert.rejects(notebook.signIn("mori", "right"), coded("second_factor_needed"));
  await assert.rejects(notebook.signIn("mori", "right", "000000"), coded("second_factor_wrong"));
  assert.equal(notebook.session(), null);
  const session = await notebook.signIn("mori", "right", "123456");
  assert.equal(session.user.login, "mori");
});

test("a phone comes back from the provider of identities, and is asked for a code where the office wants one", async (context) => {
  const office = new FakeOffice();
  office.code = "123456";
  const notebook = await new Browser().open(office);
  context.after(() => notebook.close());
  await assert.rejects(
    notebook.signInBy("identity", () => true),
    coded("second_factor_needed"),
  );
  const session = await notebook.signInBy("identity", () => true, "123456");
  assert.equal(session.user.login, "mori");
  assert.equal(office.calls.includes("POST /api/session/identity"), true);
});

test("whoever comes in otherwise is told what goes of somebody else, and nothing goes over unsent work", async (context) => {
  const office = new FakeOffice();
  const { notebook } = await started(context, office);
  office.named = "hara";
  const asked: string[] = [];
  const refuse = (login: string) => {
    asked.push(login);
    return false;
  };
  await assert.rejects(notebook.signInBy("identity", refuse), coded("not_now"));
  assert.deepEqual([asked, notebook.session()?.user.login, office.signedIn], [["hara"], "mori", false]);
  await notebook.saveDraft("note", { narrative: "途中" });
  await assert.rejects(
    notebook.signInBy("identity", () => true),
    coded("unsent_work_of_other"),
  );
  assert.equal(notebook.session()?.user.login, "mori");
  await notebook.dropDraft("note");
  await notebook.signInBy("identity", () => true);
  assert.deepEqual([notebook.session()?.user.login, notebook.get(CASE)], ["hara", undefined]);
});

test("an office that cannot be asked has no other way in", async (context) => {
  const office = new FakeOffice();
  const notebook = await new Browser().open(office);
  context.after(() => notebook.close());
  assert.deepEqual(await notebook.otherWays(), { passkey: false, provider: "見本市のアカウント" });
  office.interceptors.push(unreachable);
  assert.deepEqual(await notebook.otherWays(), { passkey: false, provider: null });
});
