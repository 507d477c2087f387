import type {CorrectionOperation, Doubt, ReviewItem} from "@stratum/api";
import {ApiProblem} from "@stratum/api";
import {bylineOf, percentText, t} from "@stratum/model";
import {Button, Confidence, EmptyState, ErrorState, Icon, Link, LoadingState, useLoaded, useMay, useScoped, useService, useTask, useTitle} from "@stratum/ui";
import {useState} from "react";
import {WaveformPanel} from "./waveform_panel";
import "./track.css";

/** The most doubtful tracks one after the other: listen, take the alternative or confirm, next. */
export function ReviewPage() {
  useTitle(t("nav.review"));
  const client = useService("client");
  const [field, setField] = useState<"" | Doubt["field"]>("");
  const queue = useLoaded((signal) => client.get("/review", {query: {limit: 50, count: true, ...(field ? {field} : {})}, signal}), [client, field]);
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string>();
  const items = (queue.value?.items ?? []).filter((item) => !done.has(item.track.id));
  const current = items.find((item) => item.track.id === chosen) ?? items[0];
  const finish = (id: string) => {
    const at = items.findIndex((item) => item.track.id === id);
    setChosen(items[at + 1]?.track.id);
    setDone((before) => new Set(before).add(id));
    if (items.length === 1) queue.reload();
  };
  return (
    <div className="page review-page">
      <header className="page-head flat">
        <div className="grow"><h1>{t("nav.review")}</h1><p className="faint numeric">{queue.value ? t("review.left", {n: Math.max(items.length, (queue.value.total ?? 0) - done.size)}) : " "}</p></div>
        <div className="row" role="group" aria-label={t("review.field")}>
          {(["", "tempo", "grid", "key"] as const).map((each) => <Button key={each} small aria-pressed={field === each} onClick={() => { setField(each); setDone(new Set()); }}>{each ? t(`field.${each}`) : t("review.all")}</Button>)}
        </div>
      </header>
      {queue.kind === "failed" ? <ErrorState reason={queue.reason} onRetry={queue.reload} />
        : !queue.value ? <LoadingState />
        : !current ? <EmptyState title={t("review.empty")}>{t("review.empty.hint")}</EmptyState>
        : (
          <div className="review-columns">
            <ol className="review-list" aria-label={t("review.queue")}>
              {items.map((item) => (
                <li key={item.track.id}>
                  <button type="button" aria-current={item === current} onClick={() => setChosen(item.track.id)}>
                    <span className="cut strong">{item.track.title ?? item.track.file_name}</span>
                    <span className="row"><span className="cut faint grow">{item.track.artist ?? ""}</span><span className="numeric doubt">{t(`field.${item.doubts[0]!.field}`)} {percentText(item.doubts[0]!.confidence)}</span></span>
                  </button>
                </li>
              ))}
            </ol>
            <ReviewItemView key={current.track.id} item={current} onDone={() => finish(current.track.id)} />
          </div>
        )}
    </div>
  );
}

function ReviewItemView({item, onDone}: {readonly item: ReviewItem; readonly onDone: () => void}) {
  const client = useService("client"), toasts = useService("toasts");
  const may = useMay("corrections.write");
  const {track} = item;
  const report = useLoaded(async (signal) => client.get("/tracks/{id}/report", {path: {id: track.id}, signal}).catch((reason: unknown) => {
    if (reason instanceof ApiProblem) return undefined;
    throw reason;
  }), [client, track.id]);
  const [say, busy] = useTask(async (operation: CorrectionOperation) => {
    const {step} = await client.post("/tracks/{id}/corrections", {path: {id: track.id}, body: {operations: [operation]}});
    toasts.show("good", t("fix.done"), step ? {action: {label: t("action.undo"), run: () => void client.post("/corrections/{number}/undo", {path: {number: step.number}}).then(() => toasts.show("good", t("fix.undone")), toasts.fail)}} : {});
    onDone();
  });
  const first = item.doubts.find((doubt) => doubt.operation);
  useScoped((scope) => scope.on(window, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as HTMLElement).closest("input, textarea, select, [role=menu], dialog")) return;
    const key = event.key.toLowerCase();
    if (key === "c" && may) say({kind: "confirm"});
    else if (key === "a" && may && first?.operation) say(first.operation);
    else if (key === "n") onDone();
    else return;
    event.preventDefault();
  }));
  return (
    <article className="review-item">
      <header className="row wrap apart">
        <div className="grow"><h2><Link to={`/tracks/${track.id}`}>{track.title ?? track.file_name}</Link></h2><p className="soft">{bylineOf(track)}</p></div>
      </header>
      <WaveformPanel track={track} report={report.value} />
      <ul className="doubts">
        {item.doubts.map((doubt) => (
          <li key={doubt.field} className="card">
            <div className="row wrap apart"><h3>{t(`field.${doubt.field}`)}</h3><Confidence value={doubt.confidence} /></div>
            <p><Icon name="machine" /> {t("review.shown", {value: doubt.shown})}</p>
            {doubt.alternative && <p className="soft">{t("review.or", {value: doubt.alternative})}</p>}
            {doubt.operation && <Button small disabled={!may || busy} onClick={() => doubt.operation && say(doubt.operation)}>{t("review.take", {value: doubt.alternative ?? ""})}{doubt === first && <> <kbd>A</kbd></>}</Button>}
          </li>
        ))}
      </ul>
      <div className="row wrap">
        <Button look="primary" icon="check" disabled={!may || busy} onClick={() => say({kind: "confirm"})}>{t("review.confirm")} <kbd>C</kbd></Button>
        <Button onClick={onDone}>{t("review.skip")} <kbd>N</kbd></Button>
        <Link className="button quiet" to={`/tracks/${track.id}`}>{t("review.open")}</Link>
      </div>
    </article>
  );
}
