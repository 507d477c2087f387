import {camelotText, keyName, Scope, t, wheel} from "@stratum/model";
import {Button, Icon, IconButton, MenuButton} from "@stratum/ui";
import {useEffect, useRef, useState} from "react";
import {trackColumns} from "./columns";
import {bpmFault, isFiltered, nextSort, type Filter} from "./filter";

/** Search and filters; what is typed counts after a short rest. */
export function FilterBar({filter, onChange, choosing, onChoosing}: {
  readonly filter: Filter; readonly onChange: (change: Partial<Filter>) => void; readonly choosing: boolean; readonly onChoosing: (choosing: boolean) => void;
}) {
  const [text, setText] = useState(filter.q);
  const [open, setOpen] = useState(filter.bpmMin !== "" || filter.bpmMax !== "" || filter.key !== "" || filter.state !== "");
  const wait = useRef(new Scope());
  useEffect(() => setText(filter.q), [filter.q]);
  useEffect(() => () => wait.current.dispose(), []);
  const type = (value: string) => {
    setText(value);
    wait.current.dispose();
    wait.current = new Scope();
    wait.current.after(220, () => onChange({q: value}));
  };
  const submit = () => {
    wait.current.dispose();
    onChange({q: text});
  };
  return (
    <div className="filter-bar" role="search">
      <div className="search">
        <Icon name="search" />
        <input id="library-search" className="input" type="search" value={text} placeholder={t("library.search.hint")} aria-label={t("library.search")}
          spellCheck={false} autoComplete="off" onChange={(event) => type(event.target.value)} onKeyDown={(event) => { if (event.key === "Enter") submit(); }} />
      </div>
      <span className="phone-sort"><MenuButton label={t("library.sort")} icon="sort" look="plain" entries={() => sortable(filter.sort).map(({label, column}) => ({label, run: () => onChange({sort: nextSort(filter.sort, column, "-added_at")})}))} /></span>
      <span className="touch-choose"><IconButton icon="choose" look="plain" label={t("library.select")} aria-pressed={choosing} onClick={() => onChoosing(!choosing)} /></span>
      <Button icon="settings" aria-expanded={open} aria-pressed={open} onClick={() => setOpen(!open)}><span className="filters-word">{t("library.filters")}</span></Button>
      {isFiltered(filter) && <Button look="quiet" icon="close" onClick={() => { setText(""); onChange({q: "", bpmMin: "", bpmMax: "", key: "", state: ""}); }}>{t("library.filters.clear")}</Button>}
      {open && <MoreFilters filter={filter} onChange={onChange} />}
    </div>
  );
}

/** What a phone, which has no heads of columns, can be sorted by. */
function sortable(sort: string) {
  return trackColumns.flatMap((column) => column.sort === undefined ? [] : [{column: column.sort, label: `${t(column.label)}${sort === column.sort ? " ↑" : sort === `-${column.sort}` ? " ↓" : ""}`}]);
}

function MoreFilters({filter, onChange}: {readonly filter: Filter; readonly onChange: (change: Partial<Filter>) => void}) {
  const [least, setLeast] = useState(filter.bpmMin), [most, setMost] = useState(filter.bpmMax);
  const keys = new Set(filter.key.split(",").filter(Boolean));
  const toggle = (code: string) => {
    if (!keys.delete(code)) keys.add(code);
    onChange({key: [...keys].join(",")});
  };
  const fault = bpmFault(least, most);
  const bpm = () => onChange({bpmMin: least, bpmMax: most});
  return (
    <div className="more-filters">
      <fieldset className="tempo">
        <legend>{t("column.bpm")}</legend>
        <input className="input short" inputMode="decimal" value={least} aria-invalid={fault?.least || undefined} aria-describedby={fault ? "bpm-fault" : undefined} aria-label={t("library.bpm.least")} placeholder="60" onChange={(event) => setLeast(event.target.value)} onBlur={bpm} onKeyDown={(event) => { if (event.key === "Enter") bpm(); }} />
        <span className="faint" aria-hidden="true">–</span>
        <input className="input short" inputMode="decimal" value={most} aria-invalid={fault?.most || undefined} aria-describedby={fault ? "bpm-fault" : undefined} aria-label={t("library.bpm.most")} placeholder="200" onChange={(event) => setMost(event.target.value)} onBlur={bpm} onKeyDown={(event) => { if (event.key === "Enter") bpm(); }} />
        {fault && <span id="bpm-fault" className="bpm-fault" role="status">{t(fault.text)}</span>}
      </fieldset>
      <fieldset>
        <legend>{t("library.state")}</legend>
        <select className="input" aria-label={t("library.state")} value={filter.state} onChange={(event) => onChange({state: event.target.value})}>
          <option value="">{t("library.state.any")}</option>
          {(["none", "queued", "running", "done", "stale", "failed"] as const).map((state) => <option key={state} value={state}>{t(`analysis.${state}`)}</option>)}
        </select>
      </fieldset>
      <fieldset className="keys">
        <legend>{t("column.key")}</legend>
        {wheel.map((key) => {
          const code = camelotText(key);
          return <button key={code} type="button" className="key-chip" aria-pressed={keys.has(code)} aria-label={`${code}, ${keyName(key)}`} onClick={() => toggle(code)}>{code}</button>;
        })}
      </fieldset>
      {filter.key !== "" && <IconButton icon="close" label={t("library.filters.clear")} onClick={() => onChange({key: ""})} />}
    </div>
  );
}
