import {numberText, t, timeText} from "@stratum/model";

/** The options that the server tells a step by, and how many values follow each. */
const values: Readonly<Record<string, number>> = {
  "--double": 0, "--half": 0, "--three-halves": 0, "--two-thirds": 0, "--ratio": 1, "--bpm": 1, "--shift-beats": 1, "--nudge": 1, "--metre": 1, "--key": 1, "--confirm": 0, "--adjust-from": 1, "--undo": 1,
};

/** A step of correction in words. What is not known stays as the server tells it. */
export function stepText(action: string): string {
  const words = action.split(" "), parts: string[] = [];
  if (words[0] === "set") return t("step.set", {fields: words.slice(1).map(fieldText).join(", ")});
  for (let at = 0; at < words.length;) {
    const option = words[at] ?? "", more = words.slice(at + 1), end = more.findIndex((word) => word.startsWith("--")), given = end < 0 ? more : more.slice(0, end);
    const part = option === "--tap" ? t("step.tap", {n: Number(/\d+/.exec(given.join(" "))?.[0] ?? 0)})
      : option === "--revert" ? (given.length === 0 ? t("step.revert") : t("step.revert.of", {fields: given.map(fieldText).join(", ")}))
      : given.length === values[option] ? textOf(option, given[0] ?? "") : undefined;
    if (part === undefined) return action;
    parts.push(part);
    at += 1 + given.length;
  }
  return parts.join(", ");
}

function fieldText(field: string): string {
  return field === "tempo" || field === "grid" || field === "metre" || field === "key" ? t(`field.${field}`) : field;
}

function textOf(option: string, value: string): string | undefined {
  const number = Number(value);
  switch (option) {
    case "--double": return t("step.double");
    case "--half": return t("step.half");
    case "--three-halves": return t("step.ratio", {ratio: "3/2"});
    case "--two-thirds": return t("step.ratio", {ratio: "2/3"});
    case "--ratio": return t("step.ratio", {ratio: value});
    case "--bpm": return t("step.bpm", {bpm: numberText(number)});
    case "--shift-beats": return t(number < 0 ? "step.shift.earlier" : "step.shift.later", {beats: numberText(Math.abs(number))});
    case "--nudge": return t(number < 0 ? "step.nudge.earlier" : "step.nudge.later", {ms: numberText(Math.round(Math.abs(number) * 10_000) / 10)});
    case "--metre": return t("step.metre", {n: number});
    case "--key": return t("step.key", {key: value.replace("#", "♯").replace(/^([A-G])b/, "$1♭")});
    case "--confirm": return t("step.confirm");
    case "--adjust-from": return t("step.from", {time: timeText(number, 1)});
    case "--undo": return t("step.undo", {n: number});
    default: return undefined;
  }
}
