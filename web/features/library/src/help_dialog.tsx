import {t, type MessageId} from "@stratum/model";
import {Dialog} from "@stratum/ui";

const rows: readonly (readonly [keys: string, what: MessageId])[] = [
  ["↑ ↓", "keys.move"], ["Home End", "keys.ends"], ["Shift ↑ ↓", "keys.extend"], ["Space", "keys.toggle"], ["Ctrl A", "keys.all"], ["A–Z", "keys.type"],
  ["Enter", "keys.play"], ["Alt Enter", "keys.open"], ["← →", "keys.cell"], ["F2", "keys.edit"], ["Tab", "keys.edit.next"], ["1–5 0", "keys.rate"], ["Delete", "keys.bin"], ["Shift F10", "keys.menu"], ["/", "keys.search"],
  ["K", "keys.toggle.sound"], ["J L", "keys.seek"], ["Alt ← →", "keys.width"], ["?", "keys.help"],
];

export function HelpDialog({onClose}: {readonly onClose: () => void}) {
  return (
    <Dialog title={t("keys.title")} onClose={onClose}>
      <dl className="facts keys-help">
        {rows.map(([keys, what]) => (
          <div key={what} className="row" style={{display: "contents"}}>
            <dt className="row">{keys.split(" ").map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
