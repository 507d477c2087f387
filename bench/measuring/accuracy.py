"""How right the answers are: `stratum eval` on the frozen set's test half, and on real music where there is some."""
import json
import subprocess

from . import timing

# Name in eval's JSON, title, and whether it is a share.
MEASURES = [("tempo_acc1", "tempo Acc1", True), ("tempo_acc2", "Acc2", True), ("tempo_within_005", "within 0.05 BPM", True),
            ("beat_f", "beat F", False), ("half_beat_off", "half a beat off", True), ("downbeat_f", "downbeat F", False),
            ("metre_right", "metre right", True), ("key_mirex", "key MIREX", False)]


def _figure(measure, share):
    if not measure or not measure["n"]:
        return ""
    mean, low, high = (measure[name] for name in ("mean", "low", "high"))
    if share:
        return f"{100 * mean:.1f} % ({100 * low:.0f}-{100 * high:.0f}, n {measure['n']})"
    return f"{mean:.3f} ({low:.2f}-{high:.2f}, n {measure['n']})"


def _row(name, measures):
    return [name] + [_figure(measures.get(key), share) for key, _, share in MEASURES]


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


def _peers(answer):
    rows = []
    for peer in answer["peers"]:
        beats = peer["beat_f_difference"]
        paired = f"{peer['our_beat_f']['mean']:.3f} to {peer['their_beat_f']['mean']:.3f}" if beats["n"] else ""
        apart = f"{beats['low']:+.3f} to {beats['high']:+.3f}" if beats["n"] else ""
        rows.append([peer["tool"], peer["n"], peer["only_us"], peer["only_them"], f"{peer['sign_test']:.3f}", paired, apart])
    return timing.table(["recorded answers of", "files", "Acc1 right: only Stratum", "only they", "by chance",
                         "beat F, paired", "difference, 95 %"], rows)


def measure(options):
    rows = []
    if options.set or not options.quick:
        frozen = _eval(options, _frozen_set(options), "--split", "test")
        rows.append(_row("frozen set, test half", frozen["pooled"]["measures"]))
    others = ""
    if options.data and options.data.exists():
        recorded = options.data.parent / "research" / "peers_on_data.csv"
        answer = _eval(options, options.data, *(["--peers", recorded] if recorded.exists() else []))
        rows += [_row(one["name"], one["measures"]) for one in answer["sets"] if "tempo_acc1" in one["measures"]]
        rows.append(_row("real music, pooled", answer["pooled"]["measures"]))
        if answer.get("peers"):
            others = "\n\n" + _peers(answer)
        piano = options.data / "pop909_midi"
        if options.soundfont and piano.exists():
            rows.append(_row("pop909_midi, rendered", _eval(options, piano, "--soundfont", options.soundfont,
                                                           "--cache", options.work / "rendered")["pooled"]["measures"]))
    return ("In brackets the 95 % interval and the number of files; commands: `stratum eval SET --split test`, "
            "`stratum eval DATA --peers FILE`,\n`stratum eval DATA/pop909_midi --soundfont FILE`.\n\n"
            + timing.table(["", *(title for _, title, _ in MEASURES)], rows) + others)
