import {describe, expect, it} from "vitest";
import {Scope} from "./scope";
import {sentences, Toasts} from "./toasts";

describe("messages", () => {
  it("take the place of the same one, and keep to the newest four", () => {
    const scope = new Scope(), toasts = new Toasts(scope);
    for (const text of ["a", "Corrected", "b", "Corrected", "Corrected"]) toasts.show("good", text);
    expect(toasts.all.get().map((toast) => toast.text)).toEqual(["a", "b", "Corrected"]);
    for (const text of ["c", "d", "e"]) toasts.show("good", text);
    expect(toasts.all.get().map((toast) => toast.text)).toEqual(["Corrected", "c", "d", "e"]);
    scope.dispose();
  });
  it("are sentences, whoever wrote them", () => {
    expect(sentences("unknown field 'x'", "Fields are bpm and key")).toBe("unknown field 'x'. Fields are bpm and key.");
    expect(sentences("It broke!", undefined, "")).toBe("It broke!");
    expect(sentences("is text, not audio (get it again)")).toBe("is text, not audio (get it again).");
    expect(sentences("Done (really.)")).toBe("Done (really.)");
  });
});
