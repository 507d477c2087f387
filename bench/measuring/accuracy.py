"""How right the answers are: `stratum eval` on the frozen set's test half, and on real music where there is some; how far the
confidences can be trusted; other people's analysers on the same files; the worst files with their causes."""
import json
import subprocess

from . import answers, bars, timing, worst

# Name in eval's JSON, title, and whether it is a share.
RHYTHM = [("tempo_acc1", "tempo Acc1", True), ("tempo_acc2", "Acc2", True), ("tempo_within_005", "within 0.05 BPM", True),
          ("beat_f", "beat F", False), ("half_beat_off", "half a beat off", True),
          ("last_beat_15ms", "last beat within 15 ms", True), ("downbeat_f", "downbeat F", False),
          ("metre_right", "metre right", True), ("tempo_jump", "tempo jumps within a bar", False)]
HARMONY = [("key_mirex", "key MIREX", False), ("key_mirex_major", "true major", False),
           ("key_mirex_minor", "true minor", False), ("chord_majmin", "chords majmin", False),
           ("chord_sevenths", "sevenths", False), ("chord_root", "root", False),
           ("chord_segmentation", "segmentation", False), ("section_f_3s", "section borders F (3 s)", False)]
CONFIDENCES = [("tempo", "tempo (right: Acc1)"), ("beats", "beats (right: F of 0.8)"), ("key", "key (right: exact)"),
               ("chords", "chords (right: sevenths)"), ("section_borders", "section borders (right: 3 s)")]
FROZEN_PART = 15  # Seconds of a segment, so that there are a thousand; pieces of the set last from half a minute on.
REAL_PART = 30


def _figure(measure, share):
    if not measure or not measure["n"]:
        return ""
    mean, low, high = (measure[name] for name in ("mean", "low", "high"))
    if share:
        return f"{100 * mean:.1f} % ({100 * low:.0f}-{100 * high:.0f}, n {measure['n']})"
    return f"{mean:.3f} ({low:.2f}-{high:.2f}, n {measure['n']})"


def _table(measures, rows):
    """Of the rows those that have any of the measures."""
    lines = []
    for name, values in rows:
        cells = [_figure(values.get(key), share) for key, _, share in measures]
        if any(cells):
            lines.append([name, *cells])
    return timing.table(["", *(title for _, title, _ in measures)], lines)


def _eval(options, *arguments):
    run = subprocess.run([options.program, "eval", "--json", *map(str, arguments)], capture_output=True, text=True)
    try:
        return json.loads(run.stdout)
    except ValueError:
        raise SystemExit(f"stratum eval {arguments[0]} ended with {run.returncode}: {run.stderr.strip()}") from None


def _frozen_set(options):
    """Its folder; composed and rendered first where it is not there, which takes most of an hour."""
    folder = options.set or options.work / "bench-set"
    if not (folder / "truth.csv").exists():
        subprocess.run([options.program, "bench-set", str(folder)], check=True)
    return folder


def _peers(peers, whose):
    rows = []
    for peer in peers:
        beats, keys = peer["beat_f_difference"], peer["key_difference"]
        paired = f"{peer['our_beat_f']['mean']:.3f} to {peer['their_beat_f']['mean']:.3f}" if beats["n"] else ""
        apart = f"{beats['low']:+.3f} to {beats['high']:+.3f}" if beats["n"] else ""
        key = f"{peer['our_key']['mean']:.3f} to {peer['their_key']['mean']:.3f}" if keys["n"] else ""
        key_apart = f"{keys['low']:+.3f} to {keys['high']:+.3f} (n {keys['n']})" if keys["n"] else ""
        rows.append([peer["tool"], peer["n"], f"{100 * peer['their_acc1']['mean']:.1f} %" if peer["n"] else "",
                     f"{100 * peer['their_acc2']['mean']:.1f} %" if peer["n"] else "", peer["only_us"], peer["only_them"],
                     f"{peer['sign_test']:.3f}" if peer["n"] else "", paired, apart, key, key_apart])
    return timing.table([whose, "files", "Acc1", "Acc2", "Acc1 right: only Stratum", "only they", "by chance",
                         "beat F, paired", "difference, 95 %", "key MIREX, paired", "difference, 95 %"], rows)


def _trust(rows):
    """How far confidences can be trusted; rows of a name and a summary."""
    lines = []
    for name, summary in rows:
        for key, title in CONFIDENCES:
            table = summary["reliability"][key]
            if not table["n"]:
                continue
            bins = ", ".join(f"{one['confidence']:.2f}: {one['right']:.2f} ({one['n']})" for one in table["bins"] if one["n"])
            lines.append([f"{name}: {title}", table["n"], f"{table['expected_calibration_error']:.3f}", bins])
    text = timing.table(["", "n", "expected calibration error", "said: right (n), by tenths of what was said"], lines)
    for name, summary in rows:
        if "median_confidence_right" not in summary:
            continue
        text += f"\n\n{name}: median confidence of right tempi {summary['median_confidence_right']:.2f}"
        if "median_confidence_octave_errors" in summary:
            text += (f", of the {summary['octave_errors']} octave errors "
                     f"{summary['median_confidence_octave_errors']:.2f}")
        text += "."
    return text


def _rendered(options, name):
    """A set of MIDI files, or nothing where it, the sound font or FluidSynth is missing."""
    folder = options.data / name
    if not options.soundfont or not folder.exists():
        return None
    return _eval(options, folder, "--soundfont", options.soundfont, "--cache", options.work / "rendered", "--harmony")


def measure(options):
    rows, trust, files, asked = [], [], [], []
    commands = []
    if options.set or not options.quick:
        frozen = _frozen_set(options)
        whole = _eval(options, frozen, "--split", "test", "--harmony")
        rows.append(("frozen set, test half", whole["pooled"]["measures"]))
        files += whole["files"]
        parts = _eval(options, frozen, "--split", "test", "--harmony", "--segments", FROZEN_PART)
        trust.append((f"frozen set, test half, parts of {FROZEN_PART} s", parts["pooled"]))
        commands += ["`stratum eval SET --split test --harmony`", f"the same with `--segments {FROZEN_PART}`"]
    recorded, real = None, None
    if options.data and options.data.exists():
        table = options.data.parent / "research" / "peers_on_data.csv"
        real = _eval(options, options.data, *(["--peers", table] if table.exists() else []))
        judged = [one for one in real["sets"] if "tempo_acc1" in one["measures"]]
        rows += [(one["name"], one["measures"]) for one in judged]
        # Not about the frozen set: composed music is our home ground, and madmom would need hours.
        asked += [options.data / one["name"] for one in judged]
        rows.append(("real music, pooled", real["pooled"]["measures"]))
        files += real["files"]
        recorded = real.get("peers")
        parts = _eval(options, options.data, "--segments", REAL_PART)
        trust.append((f"real music, parts of {REAL_PART} s", parts["pooled"]))
        commands += ["`stratum eval DATA --peers FILE`", f"`stratum eval DATA --segments {REAL_PART}`"]
        for name in ("pop909_midi", "asap_midi"):
            rendered = _rendered(options, name)
            if rendered:
                rows.append((f"{name}, rendered", rendered["pooled"]["measures"]))
                trust.append((f"{name}, rendered", rendered["pooled"]))
                commands.append(f"`stratum eval DATA/{name} --soundfont FILE --harmony`")
    text = ("In brackets the 95 % interval and the number of files; commands: " + ", ".join(commands) + ".\n\n"
            "### Against the bars\n\n" + bars.table(rows, {key: title for key, title, _ in [*RHYTHM, *HARMONY]}) +
            "\n\n### Rhythm\n\n" + _table(RHYTHM, rows) + "\n\n### Harmony and structure\n\n" + _table(HARMONY, rows) +
            "\n\n### How far confidences can be trusted\n\n" + _trust(trust))
    if recorded:
        text += "\n\n### Recorded answers of others, on the same real music\n\n" + _peers(recorded, "answers of")
    if options.peers:
        text += _peers_now(options, asked)
    return text + "\n\n### The worst\n\n" + worst.table(options.root, files)


def _peers_now(options, asked):
    table, tools = answers.collect(options, asked, options.work / "answers")
    if not tools:
        return ""
    text = "\n\n### Others in the same run, on the same samples\n"
    for folder in asked:
        judged = _eval(options, folder, "--peers", table)
        if judged["peers"]:
            text += f"\n{folder.name}:\n\n" + _peers(judged["peers"], "") + "\n"
    return text.rstrip()
