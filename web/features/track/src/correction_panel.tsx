import type {CorrectionOperation, TrackReport} from "@stratum/api";
import {bpmText, camelotText, keyName, lastTaps, t, tapTempo, wheel, type MessageId, type Seconds} from "@stratum/model";
import {Button, Confidence, Icon, KeyBadge, Origin, useScoped, useService} from "@stratum/ui";
import {useState, type ReactNode} from "react";
import {downbeatHere, gridCommands, keyOf, metreOf, parseBpm, setKey, setTempo, tapped, tempoCommands, tempoOf, typedKey, type Command} from "./corrections";
import type {Corrections} from "./use_corrections";

interface PanelProps {
  readonly report: TrackReport;
  readonly nudging: boolean;
  readonly onNudging: (on: boolean) => void;
  readonly corrections: Corrections;
  readonly editable: boolean;
}

/** Tempo, beats, metre and key: what is shown, what the machine heard, and all ways to say better. */
export function CorrectionPanel({report, nudging, onNudging, corrections: {correct, undo, busy}, editable}: PanelProps) {
  const player = useService("player");
  const shown = report.report, heard = report.heard;
  const [taps, setTaps] = useState<readonly Seconds[]>([]);
  const tap = tapTempo(taps);
  const grid = shown.rhythm?.grid;
  const metre = metreOf(shown) ?? 4;
  const isPlaying = () => player.state.get().track?.id === report.track_id;
  const addTap = () => setTaps((before) => lastTaps([...before, isPlaying() ? player.time() : performance.now() / 1000]));
  const here = () => {
    const operation = grid && isPlaying() && downbeatHere(grid, player.time(), metre);
    if (operation) correct(operation);
  };
  useScoped((scope) => {
    if (!editable) return;
    const commands = new Map<string, () => void>([...tempoCommands, ...gridCommands].map((command) => [command.key, () => correct(command.operation)]));
    commands.set("t", addTap).set("b", here).set("u", undo).set("c", () => correct({kind: "confirm"})).set("g", () => onNudging(!nudging));
    scope.on(window, "keydown", (event) => {
      if ((event.target as HTMLElement).closest("input, textarea, select, [role=menu], dialog")) return;
      const run = commands.get(typedKey(event) ?? "");
      if (!run) return;
      event.preventDefault();
      run();
    });
  });
  const by = (field: "tempo" | "grid" | "metre" | "key") => report.corrected.includes(field);
  const bpm = tempoOf(shown), key = keyOf(shown), heardBpm = tempoOf(heard), heardKey = keyOf(heard), heardMetre = metreOf(heard);
  const off = !editable || busy;
  const buttons = (commands: readonly Command[]) => commands.map((command) => (
    <FixButton key={command.key} command={command} disabled={off} onRun={(operation) => correct(operation)} />
  ));
  const keepTaps = () => {
    correct(isPlaying() || !tap ? tapped(taps) : setTempo(Math.round(tap.bpm * 10) / 10));
    setTaps([]);
  };
  return (
    <div className="fix-panel">
      <Value label={t("field.tempo")} person={by("tempo")} confidence={shown.rhythm?.tempo?.confidence} heard={by("tempo") && heardBpm !== undefined ? `${bpmText(heardBpm)} ${t("unit.bpm")}` : undefined}
        value={bpm === undefined ? t("value.none") : <><strong className="numeric">{bpmText(bpm)}</strong> {t("unit.bpm")}</>}>
        <div className="row wrap">{buttons(tempoCommands)}</div>
        <BpmForm key={bpm} bpm={bpm} disabled={off} onSet={(value) => correct(setTempo(value))} />
        <div className="row wrap">
          <Button small icon="tap" disabled={off} onClick={addTap} title={t("fix.tap.hint")}>{t("fix.tap")} <kbd>T</kbd></Button>
          {tap && <span className="numeric" aria-live="polite">{t("fix.tap.now", {bpm: tap.bpm.toFixed(1), n: tap.taps})}</span>}
          {tap && tap.taps >= 4 && <Button small look="primary" disabled={off} onClick={keepTaps}>{t("fix.tap.keep")}</Button>}
        </div>
      </Value>
      <Value label={t("field.grid")} person={by("grid")} confidence={grid?.confidence} heard={by("grid") && heard?.rhythm?.grid ? t(`grid.${heard.rhythm.grid.kind}`) : undefined}
        value={grid ? t(`grid.${grid.kind}`) : t("value.none")}>
        <div className="row wrap">{buttons(gridCommands)}</div>
        <div className="row wrap">
          <Button small icon="magnet" aria-pressed={nudging} disabled={off || !grid} onClick={() => onNudging(!nudging)}>{t("fix.drag")} <kbd>G</kbd></Button>
          <Button small icon="flag" disabled={off || !grid} onClick={here} title={t("fix.downbeat.hint")}>{t("fix.downbeat")} <kbd>B</kbd></Button>
        </div>
      </Value>
      <Value label={t("field.metre")} person={by("metre")} confidence={shown.rhythm?.metre?.confidence} heard={by("metre") && heardMetre !== undefined ? t("metre.beats", {n: heardMetre}) : undefined}
        value={metreOf(shown) === undefined ? t("value.none") : t("metre.beats", {n: metre})}>
        <select className="input" aria-label={t("field.metre")} disabled={off} value={metreOf(shown) ?? ""} onChange={(event) => correct({kind: "metre", beats_per_bar: Number(event.target.value)})}>
          {metreOf(shown) === undefined && <option value="">{t("value.none")}</option>}
          {[2, 3, 4, 5, 6, 7, 9, 12].map((n) => <option key={n} value={n}>{t("metre.beats", {n})}</option>)}
        </select>
      </Value>
      <Value label={t("field.key")} person={by("key")} confidence={shown.harmony?.key?.confidence} heard={by("key") && heardKey ? `${camelotText(heardKey)} ${keyName(heardKey)}` : undefined}
        value={key ? <KeyBadge value={key} /> : t("value.none")}>
        <select className="input" aria-label={t("field.key")} disabled={off} value={key ? camelotText(key) : ""}
          onChange={(event) => { const chosen = wheel.find((each) => camelotText(each) === event.target.value); if (chosen) correct(setKey(chosen)); }}>
          {!key && <option value="">{t("value.none")}</option>}
          {wheel.map((each) => <option key={camelotText(each)} value={camelotText(each)}>{camelotText(each)} · {keyName(each)}</option>)}
        </select>
        <div className="row wrap">
          {shown.harmony?.key?.alternatives.slice(0, 3).map((each) => (
            <button key={camelotText(each.key)} type="button" className="chip-button" disabled={off} onClick={() => correct(setKey(each.key))}><KeyBadge value={each.key} /></button>
          ))}
        </div>
      </Value>
      <div className="fix-foot row wrap">
        <Button small icon="check" disabled={off} onClick={() => correct({kind: "confirm"})}>{t("fix.confirm")} <kbd>C</kbd></Button>
        <Button small icon="undo" disabled={off} onClick={undo}>{t("action.undo")} <kbd>U</kbd></Button>
        <Button small look="quiet" icon="machine" disabled={off || report.corrected.length === 0} onClick={() => correct({kind: "revert"})}>{t("fix.revert")}</Button>
      </div>
    </div>
  );
}

function FixButton({command, disabled, onRun}: {readonly command: Command; readonly disabled: boolean; readonly onRun: (operation: CorrectionOperation) => void}) {
  const label: MessageId = command.label;
  return <Button small className="numeric" disabled={disabled} aria-label={`${command.sign} ${command.key.toUpperCase()}: ${t(label)}`} aria-keyshortcuts={command.key} title={t(label)} onClick={() => onRun(command.operation)}>{command.sign} <kbd>{command.key.toUpperCase()}</kbd></Button>;
}

function Value({label, value, person, heard, confidence, children}: {
  readonly label: string; readonly value: ReactNode; readonly person: boolean; readonly heard: string | undefined; readonly confidence: number | undefined; readonly children: ReactNode;
}) {
  return (
    <section className="fix-value" aria-label={label}>
      <header className="row wrap apart">
        <h3>{label}</h3>
        <span className="row"><span className="now">{value}</span><Origin person={person} />{!person && confidence !== undefined && <Confidence value={confidence} />}</span>
      </header>
      {heard !== undefined && <p className="heard faint"><Icon name="machine" />{t("fix.heard", {value: heard})}</p>}
      {children}
    </section>
  );
}

function BpmForm({bpm, disabled, onSet}: {readonly bpm: number | undefined; readonly disabled: boolean; readonly onSet: (bpm: number) => void}) {
  const [text, setText] = useState(bpm === undefined ? "" : bpmText(bpm));
  const value = parseBpm(text);
  return (
    <form className="row" onSubmit={(event) => { event.preventDefault(); if (value !== undefined) onSet(value); }}>
      <input className="input short numeric" inputMode="decimal" aria-label={t("fix.bpm")} aria-invalid={value === undefined && text !== "" ? true : undefined} value={text} disabled={disabled} onChange={(event) => setText(event.target.value)} />
      <Button small type="submit" disabled={disabled || value === undefined || value === bpm}>{t("fix.bpm.set")}</Button>
    </form>
  );
}
