"""The bars that the project holds itself to, against what was measured."""
from . import timing

# Row of the tables, measure, bar, and whether more is better; shares as parts of one.
FROZEN, REAL = "frozen set, test half", "real music, pooled"
BARS = [
    (FROZEN, "tempo_acc1", 0.95, True), (FROZEN, "tempo_acc2", 0.98, True), (FROZEN, "tempo_within_005", 0.90, True),
    (FROZEN, "last_beat_15ms", 0.90, True), (FROZEN, "half_beat_off", 0.03, False), (FROZEN, "beat_f", 0.95, True),
    (FROZEN, "downbeat_f", 0.90, True), (FROZEN, "tempo_jump", 0.85, True), (FROZEN, "metre_right", 0.90, True),
    (FROZEN, "key_mirex", 0.90, True), (FROZEN, "key_mirex_major", 0.85, True), (FROZEN, "key_mirex_minor", 0.85, True),
    (FROZEN, "chord_majmin", 0.82, True), (FROZEN, "chord_sevenths", 0.70, True), (FROZEN, "chord_root", 0.85, True),
    (FROZEN, "chord_segmentation", 0.85, True), (FROZEN, "section_f_3s", 0.70, True),
    (REAL, "tempo_acc1", 0.90, True), (REAL, "tempo_acc2", 0.97, True), (REAL, "beat_f", 0.90, True),
    (REAL, "downbeat_f", 0.90, True), ("lmms_renders", "tempo_within_005", 0.85, True),
    ("asap_midi, rendered", "beat_f", 0.60, True), ("pop909_midi, rendered", "key_mirex", 0.96, True),
]


def table(rows, titles):
    """rows: (name, measures) as in the other tables; titles: {measure: title}. Bars on what was not measured are left out."""
    measured, lines = dict(rows), []
    for name, key, bar, more in BARS:
        measure = measured.get(name, {}).get(key)
        if not measure or not measure["n"]:
            continue
        mean = measure["mean"]
        met = mean >= bar if more else mean < bar
        lines.append([f"{name}: {titles[key]}", f"{'at least' if more else 'under'} {bar:.2f}",
                      f"{mean:.3f} ({measure['low']:.2f}-{measure['high']:.2f}, n {measure['n']})", "met" if met else "**missed**"])
    return timing.table(["", "bar", "measured", ""], lines)
