import type {Job} from "@stratum/api";
import {bytesText, groupsOf, isOver, overall, sentences, standingOf, t, type JobGroup, type UploadItem} from "@stratum/model";
import {Button, EmptyState, ErrorState, IconButton, ProgressBar, useMay, useService, useStore, useTask, useTitle} from "@stratum/ui";
import {useEffect, useMemo, useState, type ReactNode} from "react";
import "./activity.css";

/** One line about all that goes on, for the frame around the pages. */
export function ActivityLine() {
  const jobs = useStore(useService("jobs").jobs), uploads = useStore(useService("uploads").items);
  const router = useService("router");
  const sending = uploads.filter((item) => item.state === "sending" || item.state === "waiting");
  const going = overall(jobs);
  if (!going && sending.length === 0) return null;
  const bytes = sending.reduce((sum, item) => sum + item.size, 0), sent = sending.reduce((sum, item) => sum + item.sent, 0);
  const share = going ? going.progress : bytes > 0 ? sent / bytes : 0;
  const text = sending.length > 0 ? t("activity.sending", {n: sending.length}) : t("activity.working", {n: going?.running ?? 0});
  return (
    <button type="button" className="activity-line" onClick={() => router.go("/activity")}>
      <span className="row apart"><span className="cut">{text}</span><span className="numeric faint">{Math.round(share * 100)} %</span></span>
      <ProgressBar value={share} label={text} />
    </button>
  );
}

/** Uploads and jobs, with all that can be done about them. */
export function ActivityPage() {
  useTitle(t("nav.activity"));
  const board = useService("jobs"), uploads = useService("uploads");
  const jobs = useStore(board.jobs), items = useStore(uploads.items);
  const failure = useStore(board.failure), mayRead = useMay("jobs.read");
  useEffect(() => {
    if (mayRead) void board.refresh();
  }, [board, mayRead]);
  const groups = useMemo(() => {
    // What hears a file that was sent from here is told in the file's own row.
    const heard = new Set(items.map((item) => item.job));
    return groupsOf([...jobs.values()].filter((job) => !heard.has(job.id)));
  }, [jobs, items]);
  const over = [...jobs.values()].some(isOver) || items.some((item) => item.state === "sent" || item.state === "failed" || item.state === "cancelled");
  return (
    <div className="page">
      <header className="row"><h1 className="grow">{t("nav.activity")}</h1>{over && <Button small look="quiet" onClick={() => { board.clear(); uploads.clear(); }}>{t("activity.clear")}</Button>}</header>
      {!mayRead ? <p className="soft">{t("activity.hidden")}</p>
        : failure !== undefined ? <ErrorState reason={failure} onRetry={() => void board.refresh()} />
        : jobs.size === 0 && items.length === 0 && <EmptyState title={t("activity.none")}>{t("activity.none.hint")}</EmptyState>}
      {items.length > 0 && <section className="card"><h2>{t("activity.uploads")}</h2><Some of={items} most={50}>{(item) => <UploadRow key={item.id} item={item} />}</Some></section>}
      {groups.length > 0 && (
        <section className="card"><h2>{t("activity.jobs")}</h2>
          {groups.map((group) => group.head ? <ul key={group.head.id} className="activity-group"><ScanRow group={group} scan={group.head} /></ul>
            : <Some key="alone" of={group.jobs} most={50}>{(job) => <JobRow key={job.id} job={job} />}</Some>)}
        </section>
      )}
    </div>
  );
}

/** The first of many rows, and the others when somebody wants them. */
function Some<T>({of, most, children}: {readonly of: readonly T[]; readonly most: number; readonly children: (one: T) => ReactNode}) {
  const [shown, setShown] = useState(most);
  return (
    <ul className="activity-group">
      {of.slice(0, shown).map(children)}
      {of.length > shown && <li className="activity-row"><Button small onClick={() => setShown(shown + 4 * most)}>{t("activity.more", {n: of.length - shown})}</Button></li>}
    </ul>
  );
}

/** A folder that is gone through, and all that is heard of it. */
function ScanRow({group, scan}: {readonly group: JobGroup; readonly scan: Job}) {
  const {waiting, dead, done} = group;
  const left = t("activity.hearing", {n: waiting.length});
  return (
    <JobRow job={scan}>
      {waiting.length > 0 && <>
        <span className="row apart"><span className="cut faint">{waiting.find((job) => job.state === "running")?.title}</span><span className="numeric faint">{left}</span></span>
        {done > 0 && <ProgressBar value={done / (done + dead.length + waiting.length)} label={left} />}
      </>}
      {waiting.length === 0 && done > 0 && <p className="numeric faint">{t("activity.heard", {n: done})}</p>}
      {dead.length > 0 && <><p className="wrong-text">{t("activity.failed", {n: dead.length})}</p><Some of={dead} most={20}>{(job) => <JobRow key={job.id} job={job} brief />}</Some></>}
    </JobRow>
  );
}

/** A file on its way in: how far it is sent, then how far it is heard, in the same row. */
function UploadRow({item}: {readonly item: UploadItem}) {
  const uploads = useService("uploads"), board = useService("jobs");
  const may = useMay("jobs.manage");
  const job = useStore(board.jobs).get(item.job ?? "");
  const {state, progress, problem, cancel, retry} = standingOf(item, job);
  const [cancelJob, cancelling] = useTask(async () => { if (job) await board.cancel(job.id); });
  const [retryJob, retrying] = useTask(async () => { if (job) await board.retry(job.id); });
  const look = {sent: "good", heard: "good", failed: "bad", hearing: "machine", waiting: "", sending: "", cancelled: ""}[state];
  return (
    <li className="activity-row">
      <div className="grow">
        <span className="row apart"><span className="cut strong">{item.name}</span><span className="numeric faint">{bytesText(item.sent)} / {bytesText(item.size)}</span></span>
        {state !== "waiting" && state !== "sending" && <span className={`tag ${look}`}>{t(`upload.${state}`)}</span>}
        {progress !== undefined && <ProgressBar value={progress} label={state === "hearing" ? t("upload.hearing.of", {name: item.name}) : item.name} />}
        {state === "hearing" && job?.at && job.at !== item.name && job.state === "running" && <p className="cut faint">{job.at}</p>}
        {state === "sending" && item.broken && <p className="break-text" role="status">{t("upload.broken")}</p>}
        {problem && <p className={state === "cancelled" ? "faint" : "wrong-text"}>{problem}</p>}
      </div>
      {cancel && (cancel === "upload" || may) && <IconButton icon="close" label={t("action.cancel")} disabled={cancelling} onClick={() => (cancel === "upload" ? uploads.cancel(item.id) : cancelJob())} />}
      {retry && (retry === "upload" || may) && <IconButton icon="refresh" label={t("action.retry")} disabled={retrying} onClick={() => (retry === "upload" ? uploads.retry(item.id) : retryJob())} />}
    </li>
  );
}

function JobRow({job, brief, children}: {readonly job: Job; readonly brief?: boolean; readonly children?: ReactNode}) {
  const board = useService("jobs");
  const may = useMay("jobs.manage");
  const [cancel, cancelling] = useTask(() => board.cancel(job.id));
  const [retry, retrying] = useTask(() => board.retry(job.id));
  const look = {queued: "", running: "machine", done: "good", failed: "warn", cancelled: "", dead: "bad"}[job.state];
  return (
    <li className="activity-row">
      <div className="grow">
        <span className="row apart"><span className="cut strong">{job.title}</span>{job.total !== undefined && <span className="numeric faint">{t("activity.parts", {done: job.done ?? 0, total: job.total})}</span>}</span>
        {brief && job.state === "dead" ? null : isOver(job) || job.state === "failed" ? <span className={`tag ${look}`}>{t(`job.${job.state}`)}</span> : <ProgressBar value={job.progress} label={job.title} />}
        {job.at && job.state === "running" && <p className="cut faint">{job.at}</p>}
        {(job.failed ?? 0) > 0 && <p className="wrong-text">{t("activity.failed", {n: job.failed ?? 0})}</p>}
        {job.error && <p className={job.state === "cancelled" ? "faint" : "wrong-text"}>{sentences(job.error.detail ?? job.error.title, job.error.hint)}</p>}
        {children}
      </div>
      {may && !isOver(job) && <IconButton icon="close" label={t("action.cancel")} disabled={cancelling || job.cancel_requested} onClick={cancel} />}
      {may && (job.state === "dead" || job.state === "failed" || job.state === "cancelled") && <IconButton icon="refresh" label={t("action.retry")} disabled={retrying} onClick={retry} />}
    </li>
  );
}
