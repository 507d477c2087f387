import {numberText, t} from "@stratum/model";
import {Button, Menu, MenuButton, ProgressBar, type MenuEntry} from "@stratum/ui";

/** What can be done with the chosen tracks, below the table. */
export function SelectionBar({count, entries, reading, choosing, onAll, onClear}: {
  readonly count: number; readonly entries: readonly MenuEntry[]; readonly reading: number | undefined;
  /** Where taps choose, one can choose all of them here, and end it. */
  readonly choosing: boolean; readonly onAll: () => void; readonly onClear: () => void;
}) {
  return (
    <div className="selection-bar" role="region" aria-label={t("library.selection")}>
      <span className="strong numeric" aria-live="polite">{t("library.chosen", {n: count})}</span>
      <span className="row wide-only">
        {entries.filter((entry) => entry !== "separator").slice(0, 7).map((entry) => (
          <Button key={entry.label} small look={entry.danger ? "danger" : "plain"} disabled={entry.disabled} {...(entry.icon ? {icon: entry.icon} : {})} onClick={entry.run}>{entry.label}</Button>
        ))}
      </span>
      <span className="narrow-only"><MenuButton look="plain" label={t("action.more")} entries={entries} /></span>
      {reading === undefined ? <span className="grow" /> : (
        <span className="grow reading" role="status"><span className="numeric">{t("library.reading", {done: numberText(reading), total: numberText(count)})}</span><ProgressBar value={reading / count} label={t("library.selection")} /></span>
      )}
      {choosing && <Button small look="quiet" onClick={onAll}>{t("library.select.all")}</Button>}
      <Button small look="quiet" icon={choosing ? "check" : "close"} onClick={onClear}>{t(choosing ? "library.select.done" : "library.selection.clear")}</Button>
    </div>
  );
}

export function ContextMenu({point, entries, onClose}: {readonly point: {x: number; y: number}; readonly entries: readonly MenuEntry[]; readonly onClose: () => void}) {
  return <Menu label={t("library.selection")} entries={entries} anchor={{left: point.x, right: point.x, top: point.y, bottom: point.y}} onClose={onClose} />;
}
