import {ApiProblem} from "@stratum/api";
import {afterEach, describe, expect, it} from "vitest";
import {en} from "./messages/en";
import {language, told} from "./text";
import {wordsOf} from "./toasts";

describe("the server's words", () => {
  afterEach(() => language.set({locale: "en", messages: en}));
  const problem = new ApiProblem({type: "about:blank", title: "Too large", status: 413, code: "too_large", detail: "The body has 9 MiB", hint: "8 MiB are taken"});

  it("are the server's own where no catalogue has them", () => {
    expect(told("server.permission.tracks.read", "Read tracks")).toBe("Read tracks");
    expect(wordsOf(problem)).toEqual({text: "The body has 9 MiB", hint: "8 MiB are taken"});
  });
  it("are those of the language where its catalogue has them, and keep what is particular", () => {
    language.set({locale: "de", messages: {...en, "server.permission.tracks.read": "Stücke lesen", "server.problem.too_large": "Das ist zu groß"}});
    expect(told("server.permission.tracks.read", "Read tracks")).toBe("Stücke lesen");
    expect(told("server.role.owner", "May do everything")).toBe("May do everything");
    expect(wordsOf(problem)).toEqual({text: "Das ist zu groß", hint: "The body has 9 MiB. 8 MiB are taken."});
  });
});
