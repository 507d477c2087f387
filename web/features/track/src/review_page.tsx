import type {CorrectionOperation, Doubt, ReviewItem} from "@stratum/api";
import {ApiProblem} from "@stratum/api";
import {bylineOf, percentText, t} from "@stratum/model";
import {Button, Confidence, EmptyState, ErrorState, Icon, Link, LoadingState, useLoaded, useMay, useScoped, useService, useTask, useTitle} from "@stratum/ui";
import {useEffect, useState} from "react";
import {alternativeText, shownText} from "./doubt_text";
import {answer, ask, askSkipped, begun, continued, left, skip, waiting, type Queue} from "./review_queue";
import {WaveformPanel} from "./waveform_panel";
import "./track.css";

const asked = (field: "" | Doubt["field"]) => ({limit: 50, ...(field ? {field} : {})});

/** The most doubtful tracks one after the other: listen, take the alternative or confirm, next. */
export function ReviewPage() {
  useTitle(t("nav.review"));
  const client = useService("client");
  const [field, setField] = useState<"" | Doubt["field"]>("");
  const [queue, setQueue] = useState<Queue>();
  const first = useLoaded((signal) => client.get("/review", {query: {...asked(field), count: true}, signal}), [client, field]);
  useEffect(() => setQueue(first.kind === "there" ? begun(first.value) : undefined), [first.kind, first.value]);
  const items = queue ? waiting(queue) : [];
  // The next page is read before the last track of this one is reached.
  const cursor = queue && items.length < 10 ? queue.next : undefined;
  const [failure, setFailure] = useState<unknown>();
  useScoped((scope) => {
    const signal = scope.signal();
    setFailure(undefined);
    if (cursor === undefined) return;
    client.get("/review", {query: {...asked(field), cursor}, signal}).then(
      (page) => setQueue((now) => now?.next === cursor ? continued(now, page) : now),
      (reason: unknown) => { if (!signal.aborted) setFailure(reason); });
  }, [client, field, cursor]);
  const [chosen, setChosen] = useState<string>();
  const current = items.find((item) => item.track.id === chosen) ?? items[0];
  const goOn = (id: string, change: (queue: Queue, id: string) => Queue) => {
    const at = items.findIndex((item) => item.track.id === id);
    setChosen(items[at + 1]?.track.id ?? items[at - 1]?.track.id);
    setQueue((now) => now && change(now, id));
  };
  const takeBack = (id: string) => {
    setQueue((now) => now && ask(now, id));
    setChosen(id);
  };
  return (
    <div className="page review-page">
      <header className="page-head flat">
        <div className="grow"><h1>{t("nav.review")}</h1><p className="faint numeric">{queue ? t("review.left", {n: left(queue)}) : " "}</p></div>
        <div className="row" role="group" aria-label={t("review.field")}>
          {(["", "tempo", "grid", "key"] as const).map((each) => <Button key={each} small aria-pressed={field === each} onClick={() => setField(each)}>{each ? t(`field.${each}`) : t("review.all")}</Button>)}
        </div>
      </header>
      {first.kind === "failed" ? <ErrorState reason={first.reason} onRetry={first.reload} />
        : failure !== undefined && !current ? <ErrorState reason={failure} onRetry={first.reload} />
        : !queue || (!current && queue.next !== undefined) ? <LoadingState />
        : !current && queue.skipped.size > 0 ? <EmptyState title={t("review.through")} actions={<Button look="primary" onClick={() => setQueue(askSkipped(queue))}>{t("review.again")}</Button>}>{t("review.skipped", {n: queue.skipped.size})}</EmptyState>
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
            <ReviewItemView key={current.track.id} item={current} onAnswered={() => goOn(current.track.id, answer)} onSkip={() => goOn(current.track.id, skip)} onTakenBack={() => takeBack(current.track.id)} />
          </div>
        )}
    </div>
  );
}

interface ItemProps { readonly item: ReviewItem; readonly onAnswered: () => void; readonly onSkip: () => void; readonly onTakenBack: () => void }

function ReviewItemView({item, onAnswered, onSkip, onTakenBack}: ItemProps) {
  const client = useService("client"), toasts = useService("toasts");
  const may = useMay("corrections.write");
  const {track} = item;
  const report = useLoaded(async (signal) => client.get("/tracks/{id}/report", {path: {id: track.id}, signal}).catch((reason: unknown) => {
    if (reason instanceof ApiProblem) return undefined;
    throw reason;
  }), [client, track.id]);
  const [say, busy] = useTask(async (operation: CorrectionOperation) => {
    const {step} = await client.post("/tracks/{id}/corrections", {path: {id: track.id}, body: {operations: [operation]}});
    toasts.show("good", t("fix.done"), step ? {action: {label: t("action.undo"), run: () => void client.post("/corrections/{number}/undo", {path: {number: step.number}}).then(() => {
      toasts.show("good", t("fix.undone"));
      onTakenBack();
    }, toasts.fail)}} : {});
    onAnswered();
  });
  const best = item.doubts.find((doubt) => doubt.operation);
  useScoped((scope) => scope.on(window, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || busy || (event.target as HTMLElement).closest("input, textarea, select, [role=menu], dialog")) return;
    const key = event.key.toLowerCase();
    if (key === "c" && may) say({kind: "confirm"});
    else if (key === "a" && may && best?.operation) say(best.operation);
    else if (key === "n") onSkip();
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
        {item.doubts.map((doubt) => {
          const alternative = alternativeText(doubt, track);
          return <li key={doubt.field} className="card">
            <div className="row wrap apart"><h3>{t(`field.${doubt.field}`)}</h3><Confidence value={doubt.confidence} /></div>
            <p><Icon name="machine" /> {t("review.shown", {value: shownText(doubt, track, report.value?.report)})}</p>
            {alternative && <p className="soft">{t("review.or", {value: alternative})}</p>}
            {doubt.operation && <Button small disabled={!may || busy} onClick={() => doubt.operation && say(doubt.operation)}>{t("review.take", {value: alternative ?? ""})}{doubt === best && <> <kbd>A</kbd></>}</Button>}
          </li>;
        })}
      </ul>
      <div className="row wrap">
        <Button look="primary" icon="check" disabled={!may || busy} onClick={() => say({kind: "confirm"})}>{t("review.confirm")} <kbd>C</kbd></Button>
        <Button onClick={onSkip}>{t("review.skip")} <kbd>N</kbd></Button>
        <Link className="button quiet" to={`/tracks/${track.id}`}>{t("review.open")}</Link>
      </div>
    </article>
  );
}
