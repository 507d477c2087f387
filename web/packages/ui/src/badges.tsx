import type {AnalysisState, Key} from "@stratum/api";
import {camelotOf, keyName, percentText, t} from "@stratum/model";
import type {CSSProperties} from "react";
import {Icon} from "./icon";

/** A key in both notations; its hue goes around the wheel, so that neighbours look alike. */
export function KeyBadge({value, short}: {readonly value: Key; readonly short?: boolean}) {
  const {number, letter} = camelotOf(value);
  return (
    <span className="key-badge" style={{"--hue": `${((number - 1) * 30 + 25) % 360}deg`} as CSSProperties} title={`${keyName(value)} · ${number}${letter}`}>
      {number}{letter}{!short && <span className="letter">{keyName(value)}</span>}
    </span>
  );
}

export function Confidence({value}: {readonly value: number}) {
  const look = value < 0.4 ? "low" : value < 0.75 ? "middle" : "";
  return (
    <span className="row" style={{gap: 6, display: "inline-flex"}}>
      <span className={`meter ${look}`} role="img" aria-label={t("track.confidence", {value: percentText(value)})}>
        <i style={{width: `${value * 100}%`}} />
      </span>
      <span className="numeric faint" aria-hidden="true">{percentText(value)}</span>
    </span>
  );
}

/** Who says so: a person or the machine. */
export function Origin({person}: {readonly person: boolean}) {
  return <span className={`tag ${person ? "person" : "machine"}`}><Icon name={person ? "person" : "machine"} />{person ? t("origin.person") : t("origin.machine")}</span>;
}

export function AnalysisTag({state}: {readonly state: AnalysisState}) {
  if (state === "done") return null;
  const look = {none: "", queued: "", running: "machine", stale: "warn", failed: "bad"}[state];
  return <span className={`tag ${look}`}>{t(`analysis.${state}`)}</span>;
}

export function Stars({value, label, onChange}: {readonly value: number; readonly label: string; readonly onChange?: (value: number) => void}) {
  if (!onChange) return <span className="stars" role="img" aria-label={t("track.rating.of", {n: value})}>{"★".repeat(value)}</span>;
  return (
    <span className="stars" role="group" aria-label={label}>
      {[1, 2, 3, 4, 5].map((n) => (
        <button key={n} type="button" className={n <= value ? "on" : ""} aria-pressed={n === value} aria-label={t("track.rating.give", {n})}
          onClick={() => onChange(n === value ? 0 : n)}>{n <= value ? "★" : "☆"}</button>
      ))}
    </span>
  );
}

export function ProgressBar({value, label}: {readonly value: number; readonly label: string}) {
  return (
    <div className="progress" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(value * 100)}>
      <i style={{width: `${Math.min(100, value * 100)}%`}} />
    </div>
  );
}
