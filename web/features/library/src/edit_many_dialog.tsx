import type {TrackPatch, TrackSummary} from "@stratum/api";
import {t} from "@stratum/model";
import {Check, FormDialog, Stars, useService, useTask} from "@stratum/ui";
import {useId, useState, type ReactNode} from "react";
import {doToAll, patchOf, type FormField} from "./actions";
import {editFields, sharedTexts} from "./edit_fields";

/** One form for many tracks: only what is ticked is changed, and typing ticks. */
export function EditManyDialog({tracks, onChanged, onClose}: {readonly tracks: readonly TrackSummary[]; readonly onChanged: () => void; readonly onClose: () => void}) {
  const client = useService("client"), toasts = useService("toasts");
  const [before] = useState(() => sharedTexts(tracks));
  const [texts, setTexts] = useState(before.texts), [rating, setRating] = useState(0);
  const [ticked, setTicked] = useState<ReadonlySet<FormField | "rating">>(new Set());
  const tick = (field: FormField | "rating", on: boolean) => setTicked((was) => new Set(on ? [...was, field] : [...was].filter((each) => each !== field)));
  const placeholderOf = (field: FormField) => ticked.has(field) ? t("library.edit.own") : before.mixed.has(field) ? t("library.edit.mixed") : undefined;
  const yearWrong = ticked.has("year") && !patchOf("year", texts.year);
  const [keep, busy] = useTask(async () => {
    const patch: TrackPatch = ticked.has("rating") ? {rating} : {};
    for (const field of ticked) if (field !== "rating") Object.assign(patch, patchOf(field, texts[field]));
    await doToAll(client, "patch", tracks, {patch});
    onClose();
    onChanged();
    toasts.show("good", t("library.edited", {n: tracks.length}));
  });
  return (
    <FormDialog title={t("library.edit.many", {n: tracks.length})} action={t("action.save")} busy={busy} disabled={ticked.size === 0 || yearWrong} onSubmit={keep} onClose={onClose}>
      <p className="faint">{t("library.edit.many.hint")}</p>
      <div className="edit-fields">
        {editFields.map(([field, label, most]) => (
          <Ticked key={field} name={t(label)} on={ticked.has(field)} onTick={(on) => tick(field, on)} wrong={field === "year" && yearWrong ? t("library.year.wrong") : undefined}>{(more) => (
            <input className="input" value={texts[field]} maxLength={most} inputMode={field === "year" ? "numeric" : "text"} placeholder={placeholderOf(field)} {...more}
              onChange={(event) => { setTexts({...texts, [field]: event.target.value}); tick(field, true); }} />
          )}</Ticked>
        ))}
        <Ticked name={t("column.rating")} on={ticked.has("rating")} onTick={(on) => tick("rating", on)}>{() => <Stars value={rating} label={t("column.rating")} onChange={(value) => { setRating(value); tick("rating", true); }} />}</Ticked>
      </div>
    </FormDialog>
  );
}

interface FieldNames { readonly "aria-label": string; readonly "aria-invalid": true | undefined; readonly "aria-describedby": string | undefined }

/** A field below the tick that says whether it counts. */
function Ticked({name, on, onTick, wrong, children}: {readonly name: string; readonly on: boolean; readonly onTick: (on: boolean) => void; readonly wrong?: string | undefined; readonly children: (names: FieldNames) => ReactNode}) {
  const id = useId();
  return (
    <div className="field">
      <Check label={name} aria-label={t("library.edit.field", {name})} checked={on} onChange={(event) => onTick(event.target.checked)} />
      {children({"aria-label": name, "aria-invalid": wrong ? true : undefined, "aria-describedby": wrong ? id : undefined})}
      {wrong && <span id={id} className="wrong">{wrong}</span>}
    </div>
  );
}
