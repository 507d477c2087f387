import {Client} from "@stratum/api";
import {describe, expect, it} from "vitest";
import {SessionModel} from "./session";

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
    const model = new SessionModel(client);
    await model.enter("b");
    expect(model.current()?.workspace?.id).toBe("b");
    await model.refresh();
    expect(model.current()?.workspace?.id).toBe("a");
    expect(asked).toEqual(["b", "b", undefined]);
  });
});
