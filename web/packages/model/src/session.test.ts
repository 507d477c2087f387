import {Client, type Session} from "@stratum/api";
import {describe, expect, it, vi} from "vitest";
import {Preference} from "./preferences";
import {SessionModel} from "./session";

/** What this browser kept of the workspace that was gone to last. */
const kept = (value = "") => new Preference("workspace", value, (each): each is string => typeof each === "string", {getItem: () => null, setItem: () => undefined});

const there = (workspaces: readonly string[], workspace?: string) => Response.json({
  server: {}, permissions: [], csrf_token: "c", workspaces: workspaces.map((id) => ({id, name: id, role: "viewer"})),
  ...(workspace ? {workspace: {id: workspace, name: workspace, role: "viewer"}} : {}),
});

describe("the session", () => {
  it("goes to another workspace when somebody was taken out of the one they were in", async () => {
    const asked: (string | undefined)[] = [];
    const answers = [there(["a", "b"], "b"), there(["a"]), there(["a"], "a")];
    const client = new Client({fetch: (_, init) => {
      asked.push((init?.headers as Record<string, string>)["Stratum-Workspace"]);
      return Promise.resolve(answers.shift()!);
    }});
    const model = new SessionModel(client, kept());
    await model.enter("b");
    expect(model.current()?.workspace?.id).toBe("b");
    await model.refresh();
    expect(model.current()?.workspace?.id).toBe("a");
    expect(asked).toEqual(["b", "b", undefined]);
  });

  it("deletes the workspace that one is in by its name, and goes to another", async () => {
    const asked: string[] = [];
    const answers = [there(["a", "b c"], "b c"), new Response(null, {status: 204}), there(["a"], "a")];
    const client = new Client({fetch: (address, init) => {
      const headers = init?.headers as Record<string, string>;
      asked.push(`${init?.method ?? "GET"} ${String(address)} ${headers["Stratum-Workspace"] ?? ""}`.trim());
      return Promise.resolve(answers.shift()!);
    }});
    const model = new SessionModel(client, kept());
    await model.enter("b c");
    await model.deleteWorkspace("b c");
    expect(asked[1]).toBe("DELETE /api/v1/workspaces/b%20c?confirm=b+c b c");
    expect(model.current()?.workspace?.id).toBe("a");
    expect(client.workspace).toBeUndefined();
  });

  it("comes back to the workspace that was gone to last", async () => {
    const chosen = kept(), asked: (string | undefined)[] = [];
    const client = () => new Client({fetch: (_, init) => {
      asked.push((init?.headers as Record<string, string>)["Stratum-Workspace"]);
      return Promise.resolve(there(["a", "b"], asked.at(-1) ?? "a"));
    }});
    await new SessionModel(client(), chosen).enter("b");
    const next = new SessionModel(client(), chosen);
    await next.refresh();
    expect(next.current()?.workspace?.id).toBe("b");
    expect(asked).toEqual(["b", "b"]);
  });

  it("leaves the workspace of whoever was here before to them", async () => {
    const answers = [there(["a"], "a")], chosen = kept("b");
    const model = new SessionModel(new Client({fetch: () => Promise.resolve(answers.shift()!)}), chosen);
    model.take(await there(["a"]).json() as Session);
    await vi.waitFor(() => expect(model.current()?.workspace?.id).toBe("a"));
    expect(chosen.get()).toBe("");
  });

  it("asks again where the page asked ahead without naming the workspace", async () => {
    const answers = [there(["a", "b"], "a"), there(["a", "b"], "b")];
    const model = new SessionModel(new Client({fetch: () => Promise.resolve(answers.shift()!)}), kept("b"));
    await model.refresh();
    expect(model.current()?.workspace?.id).toBe("b");
  });

  it("goes nowhere when nobody answers", async () => {
    const answers = [there(["a", "b"], "a")], chosen = kept();
    const client = new Client({sleep: () => Promise.resolve(), fetch: () => answers.length > 0 ? Promise.resolve(answers.shift()!) : Promise.reject(new TypeError("away"))});
    const model = new SessionModel(client, chosen);
    await model.refresh();
    await expect(model.enter("b")).rejects.toThrow();
    expect([client.workspace, chosen.get(), model.current()?.workspace?.id]).toEqual([undefined, "", "a"]);
  });

  it("stays where it is when the server keeps the workspace", async () => {
    const answers = [there(["a"], "a"), Response.json({title: "Conflict", status: 409, code: "protected"}, {status: 409})];
    const model = new SessionModel(new Client({fetch: () => Promise.resolve(answers.shift()!)}), kept());
    await model.enter("a");
    await expect(model.deleteWorkspace("a")).rejects.toThrow();
    expect(model.current()?.workspace?.id).toBe("a");
  });

  it("asks once for a proof that it is still the same person, and goes on with what was wanted", async () => {
    const confirm = () => Response.json({type: "about:blank", title: "Forbidden", status: 403, code: "confirm"}, {status: 403, headers: {"Content-Type": "application/problem+json"}});
    const sent: string[] = [];
    let proved = false;
    const client = new Client({fetch: (address, init) => {
      sent.push(`${String(address)} ${(init?.headers as Record<string, string>)["Stratum-Csrf"]}`);
      if (String(address).endsWith("/session")) return Promise.resolve(there(["a"], "a"));
      return Promise.resolve(proved ? new Response(null, {status: 204}) : confirm());
    }});
    const model = new SessionModel(client);
    await model.refresh();
    const both = Promise.all([client.delete("/profile/totp"), client.delete("/profile/sessions")]);
    await new Promise((later) => void Promise.resolve().then(() => queueMicrotask(() => later(undefined))));
    for (let n = 0; n < 20 && !model.confirming.get(); ++n) await Promise.resolve();
    proved = true;
    client.csrfToken = "another";
    model.confirming.get()?.(true);
    await both;
    expect(sent.filter((each) => each.endsWith("another")).length).toBe(2);
    expect(model.confirming.get()).toBeUndefined();
    proved = false;
    const refused = client.delete("/profile/totp");
    while (!model.confirming.get()) await Promise.resolve();
    model.confirming.get()?.(false);
    await expect(refused).rejects.toMatchObject({code: "confirm"});
  });
});
