import {expect, it} from "vitest";
import {stepText} from "./step_text";

it("a step is told in words", () => {
  const told: Readonly<Record<string, string>> = {
    "--half": "Tempo halved", "--three-halves": "Tempo times 3/2", "--bpm 127.5": "Tempo set to 127.5 BPM", "--nudge 1.1908": "All beats 1,190.8 ms later", "--nudge -0.005": "All beats 5 ms earlier",
    "--shift-beats -1": "Beats counted 1 earlier", "--tap (5 taps)": "Tapped, 5 times", "--key Bbm": "Key set to B♭m", "--revert": "Back to the machine", "--revert tempo key": "Tempo, Key: back to the machine",
    "--double --shift-beats 0.5 --adjust-from 30": "Tempo doubled, Beats counted 0.5 later, from 0:30.0 on", "--undo 3": "Step 3 taken back", "set tempo key": "Set: Tempo, Key",
  };
  for (const [action, words] of Object.entries(told)) expect(stepText(action)).toBe(words);
});
it("a step that nobody here knows stays as the server tells it", () => {
  for (const action of ["--stretch 2", "--bpm", "--double twice", ""]) expect(stepText(action)).toBe(action);
});
