import type {Report, Track} from "@stratum/api";
import {bytesText, lufsText, momentText, percentText, pitchName, signed, t, timeText} from "@stratum/model";
import {Link, useService} from "@stratum/ui";

/** The parts of a piece; each can be gone to. */
export function SectionsCard({track, report}: {readonly track: Track; readonly report: Report}) {
  const player = useService("player");
  const sections = report.structure?.sections ?? [];
  if (sections.length === 0) return null;
  return (
    <section className="card">
      <h2>{t("track.sections")}</h2>
      <div className="scroll-x" tabIndex={0}>
        <table className="table">
          <thead><tr><th>{t("section.part")}</th><th>{t("section.from")}</th><th>{t("section.bars")}</th><th>{t("track.energy")}</th><th>{t("section.vocals")}</th></tr></thead>
          <tbody>
            {sections.map((section) => (
              <tr key={section.start}>
                <td><span className="row"><i className="section-dot" style={{background: `var(--section-${section.kind})`}} /><span className="strong">{section.label}</span> {t(`section.${section.kind}`)}</span></td>
                <td><button type="button" className="text-button numeric" onClick={() => player.play([track], 0, section.start)} aria-label={t("section.play", {time: timeText(section.start)})}>{timeText(section.start)}</button></td>
                <td className="numeric">{section.bars ?? "–"}</td>
                <td className="numeric">{section.energy}</td>
                <td className="numeric">{section.vocals === undefined ? "–" : percentText(section.vocals)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function LoudnessCard({report}: {readonly report: Report}) {
  const {loudness, harmony} = report;
  const classes = harmony?.pitch_classes ?? [];
  const strongest = Math.max(...classes, 1e-9);
  const facts: (readonly [string, string | undefined])[] = [
    [t("loudness.integrated"), loudness?.integrated_lufs === undefined ? undefined : `${lufsText(loudness.integrated_lufs)} ${t("unit.lufs")}`],
    [t("loudness.range"), loudness?.range_lu === undefined ? undefined : `${loudness.range_lu.toFixed(1)} LU`],
    [t("loudness.peak"), loudness?.true_peak_dbtp === undefined ? undefined : `${signed(loudness.true_peak_dbtp, 1)} dBTP`],
    [t("loudness.gain"), loudness?.replay_gain ? `${signed(loudness.replay_gain.gain_db, 2)} dB` : undefined],
    [t("harmony.tuning"), harmony?.tuning ? `A4 = ${harmony.tuning.a4_hz.toFixed(1)} Hz (${signed(harmony.tuning.offset_cents, 0)} ct)` : undefined],
  ];
  return (
    <section className="card stack">
      <h2>{t("track.sound")}</h2>
      <dl className="facts">{facts.map(([label, value]) => value && <div key={label} style={{display: "contents"}}><dt>{label}</dt><dd className="numeric">{value}</dd></div>)}</dl>
      {classes.length === 12 && (
        <figure className="pitch-classes" role="img" aria-label={t("harmony.classes", {list: classes.map((value, n) => ({value, n})).sort((a, b) => b.value - a.value).slice(0, 3).map((each) => pitchName(each.n)).join(", ")})}>
          {classes.map((value, n) => <span key={n}><i style={{height: `${(value / strongest) * 100}%`}} /><b>{pitchName(n)}</b></span>)}
        </figure>
      )}
    </section>
  );
}

export function FileCard({track}: {readonly track: Track}) {
  return (
    <section className="card stack">
      <h2>{t("track.file")}</h2>
      {track.files.map((file) => (
        <dl key={file.id} className="facts">
          <dt>{t("column.file")}</dt><dd>{file.folder ? `${file.folder}/` : ""}{file.name}{!file.present && <span className="tag bad">{t("track.file.gone")}</span>}</dd>
          <dt>{t("track.file.size")}</dt><dd className="numeric">{bytesText(file.size)}</dd>
          {file.media && <><dt>{t("track.file.format")}</dt><dd className="numeric">{[file.media.codec.toUpperCase(), `${file.media.sample_rate / 1000} kHz`, file.media.bits_per_sample && `${file.media.bits_per_sample} bit`, file.media.bit_rate && `${Math.round(file.media.bit_rate / 1000)} kbit/s`].filter(Boolean).join(" · ")}</dd></>}
          <dt>{t("track.file.content")}</dt><dd className="faint">{file.content_id.slice(0, 16)}…</dd>
        </dl>
      ))}
      <dl className="facts">
        <dt>{t("column.added")}</dt><dd>{momentText(track.added_at)}</dd>
        {track.analysed_at && <><dt>{t("track.analysed")}</dt><dd>{momentText(track.analysed_at)}</dd></>}
        {(track.playlists ?? []).length > 0 && <><dt>{t("nav.playlists")}</dt><dd className="row wrap">{track.playlists?.map((list) => <Link key={list.id} to={`/playlists/${list.id}`}>{list.name}</Link>)}</dd></>}
        {(track.collections ?? []).length > 0 && <><dt>{t("lists.collections")}</dt><dd className="row wrap">{track.collections?.map((list) => <Link key={list.id} to={`/collections/${list.id}`}>{list.name}</Link>)}</dd></>}
      </dl>
    </section>
  );
}
