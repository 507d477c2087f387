import type {TrackPatch, TrackSummary} from "@stratum/api";
import {t} from "@stratum/model";
import {Field, FormDialog, Stars, useService, useTask} from "@stratum/ui";
import {useState} from "react";
import {ChangedMeanwhile, keepPatch, patchOfForm, type FormTexts} from "./actions";
import {editFields, sharedTexts} from "./edit_fields";

/** All that a person may say of a track, in one form. */
export function EditDialog({track, onEdited, onClose}: {readonly track: TrackSummary; readonly onEdited: (track: TrackSummary) => void; readonly onClose: () => void}) {
  const client = useService("client"), toasts = useService("toasts");
  // As it was when typing began, or as somebody else made it and one has been told.
  const [before, setBefore] = useState(track);
  const [texts, setTexts] = useState<FormTexts>(() => sharedTexts([track]).texts);
  const [rating, setRating] = useState(track.rating ?? 0);
  const patch: TrackPatch | undefined = patchOfForm(before, texts, rating);
  const [keep, busy] = useTask(async () => {
    if (!patch) throw new Error(t("library.year.wrong"));
    try {
      if (Object.keys(patch).length > 0) onEdited(await keepPatch(client, before, patch));
      onClose();
    } catch (reason) {
      if (!(reason instanceof ChangedMeanwhile)) throw reason;
      setBefore(reason.track);
      toasts.show("bad", t("library.edit.changed.form", {value: reason.value}));
    }
  });
  return (
    <FormDialog title={t("library.edit")} action={t("action.save")} busy={busy} disabled={!patch} onSubmit={keep} onClose={onClose}>
      <p className="faint">{t("library.edit.hint")}</p>
      <div className="edit-fields">
        {editFields.map(([field, label, most]) => (
          <Field key={field} label={t(label)} value={texts[field]} maxLength={most} inputMode={field === "year" ? "numeric" : "text"} placeholder={field === "title" ? track.file_name : undefined}
            wrong={field === "year" && !patch ? t("library.year.wrong") : undefined} onChange={(event) => setTexts({...texts, [field]: event.target.value})} />
        ))}
      </div>
      <Stars value={rating} label={t("column.rating")} onChange={setRating} />
    </FormDialog>
  );
}
