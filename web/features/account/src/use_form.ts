import {ApiProblem} from "@stratum/api";
import {wordsOf} from "@stratum/model";
import {useState, type FormEvent} from "react";

/** A form that tells what the server says about each of its values. */
export function useForm(submit: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<unknown>();
  const run = () => {
    setBusy(true);
    setReason(undefined);
    submit().catch(setReason).finally(() => setBusy(false));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    run();
  };
  const about = (name: string) => (reason instanceof ApiProblem ? reason.about(`/${name}`) : undefined);
  const words = reason === undefined ? undefined : wordsOf(reason);
  return {busy, onSubmit, submit: run, about, wrong: words && [words.text, words.hint].filter(Boolean).join(" ")};
}
