/** The browser's formatters: made once each, as making one costs more than formatting a screenful of rows. */
function kept<Formatter>(make: (locale: string) => Formatter): (locale: string) => Formatter {
  const all = new Map<string, Formatter>();
  return (locale) => {
    let one = all.get(locale);
    if (one === undefined) all.set(locale, one = make(locale));
    return one;
  };
}

export const numbers = kept((locale) => new Intl.NumberFormat(locale));
export const plurals = kept((locale) => new Intl.PluralRules(locale));
export const dates = kept((locale) => new Intl.DateTimeFormat(locale, {dateStyle: "medium"}));
export const moments = kept((locale) => new Intl.DateTimeFormat(locale, {dateStyle: "medium", timeStyle: "short"}));
/** By names as people count: "Set 2" before "Set 10". */
export const collations = kept((locale) => new Intl.Collator(locale, {numeric: true, sensitivity: "base"}));
