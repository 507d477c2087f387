#pragma once

/// The names under which the values of a report travel; see `stratum/base/fields.hpp`.

#include "stratum/analysis/report.hpp"

namespace stratum::analysis {

template <class V>
void describe(V& v, TempoCandidate& x) {
    v.field("bpm", x.bpm);
    v.field("confidence", x.confidence);
    v.field("relation", x.relation);
}
template <class V>
void describe(V& v, TempoOpinion& x) {
    v.field("method", x.method);
    v.field("bpm", x.bpm);
    v.field("weight", x.weight);
}
template <class V>
void describe(V& v, Tempo& x) {
    v.field("bpm", x.bpm);
    v.field("confidence", x.confidence);
    v.field("alternatives", x.alternatives);
    v.field("opinions", x.opinions);
}
template <class V>
void describe(V& v, GridRegion& x) {
    v.field("start", x.start);
    v.field("end", x.end);
    v.field("first_beat", x.first_beat);
    v.field("bpm", x.bpm);
}
template <class V>
void describe(V& v, BeatGrid& x) {
    v.field("kind", x.kind);
    v.field("confidence", x.confidence);
    v.field("regions", x.regions);
    v.field("beats", x.beats);
    v.field("downbeats", x.downbeats);
}
template <class V>
void describe(V& v, MetreChange& x) {
    v.field("time", x.time);
    v.field("beats_per_bar", x.beats_per_bar);
}
template <class V>
void describe(V& v, Metre& x) {
    v.field("beats_per_bar", x.beats_per_bar);
    v.field("confidence", x.confidence);
    v.field("changes", x.changes);
}
template <class V>
void describe(V& v, Onset& x) {
    v.field("time", x.time);
    v.field("strength", x.strength);
}
template <class V>
void describe(V& v, Rhythm& x) {
    v.field("tempo", x.tempo);
    v.field("metre", x.metre);
    v.field("grid", x.grid);
    v.field("range_set_aside", x.range_set_aside);
    v.field("network", x.network);
    v.field("onsets", x.onsets);
}
template <class V>
void describe(V& v, KeyCandidate& x) {
    v.field("key", x.key);
    v.field("confidence", x.confidence);
}
template <class V>
void describe(V& v, KeyOpinion& x) {
    v.field("method", x.method);
    v.field("key", x.key);
    v.field("weight", x.weight);
}
template <class V>
void describe(V& v, KeySpan& x) {
    v.field("start", x.start);
    v.field("end", x.end);
    v.field("key", x.key);
    v.field("confidence", x.confidence);
}
template <class V>
void describe(V& v, KeyEstimate& x) {
    v.field("key", x.key);
    v.field("confidence", x.confidence);
    v.field("church_mode", x.church_mode);
    v.field("alternatives", x.alternatives);
    v.field("opinions", x.opinions);
}
template <class V>
void describe(V& v, Tuning& x) {
    v.field("offset_cents", x.offset);
    v.field("a4_hz", x.a4);
    v.field("confidence", x.confidence);
}
template <class V>
void describe(V& v, Chromagram& x) {
    v.field("hop", x.hop);
    v.field("values", x.values);
}
template <class V>
void describe(V& v, Harmony& x) {
    v.field("key", x.key);
    v.field("tuning", x.tuning);
    v.field("key_over_time", x.key_over_time);
    v.field("lone_tone", x.lone_tone);
    v.field("pitch_classes", x.pitch_classes);
    v.field("chromagram", x.chromagram);
    v.field("network", x.network);
}
template <class V>
void describe(V& v, ReplayGain& x) {
    v.field("gain_db", x.gain);
    v.field("peak", x.peak);
}
template <class V>
void describe(V& v, Loudness& x) {
    v.field("integrated_lufs", x.integrated);
    v.field("range_lu", x.range);
    v.field("momentary_max_lufs", x.momentary_max);
    v.field("short_term_max_lufs", x.short_term_max);
    v.field("true_peak_dbtp", x.true_peak);
    v.field("sample_peak_dbfs", x.sample_peak);
    v.field("replay_gain", x.replay_gain);
    v.field("curve_hop", x.curve_hop);
    v.field("short_term_lufs", x.short_term);
}
template <class V>
void describe(V& v, Waveform& x) {
    v.field("hop", x.hop);
    v.field("low_mid_hz", x.low_mid);
    v.field("mid_high_hz", x.mid_high);
    v.field("peak", x.peak);
    v.field("low", x.low);
    v.field("mid", x.mid);
    v.field("high", x.high);
}
template <class V>
void describe(V& v, Silence& x) {
    v.field("leading", x.leading);
    v.field("trailing", x.trailing);
    v.field("threshold_db", x.threshold);
    v.field("all", x.all);
}
template <class V>
void describe(V& v, Fingerprint& x) {
    v.field("compressed", x.compressed);
    v.field("analysed", x.analysed);
    v.field("words", x.words);
}
template <class V>
void describe(V& v, Statistic& x) {
    v.field("mean", x.mean);
    v.field("deviation", x.deviation);
}
template <class V>
void describe(V& v, Timbre& x) {
    v.field("centroid_hz", x.centroid_hz);
    v.field("spread_hz", x.spread_hz);
    v.field("rolloff_hz", x.rolloff_hz);
    v.field("flatness", x.flatness);
    v.field("flux", x.flux);
    v.field("zero_crossings", x.zero_crossings);
    v.field("mfcc", x.mfcc);
    v.field("contrast", x.contrast);
    v.field("band_energy", x.band_energy);
    v.field("dynamic_complexity", x.dynamic_complexity);
    v.field("stereo_width", x.stereo_width);
}
template <class V>
void describe(V& v, Energy& x) {
    v.field("rating", x.rating);
    v.field("score", x.score);
}
template <class V>
void describe(V& v, Section& x) {
    v.field("start", x.start);
    v.field("end", x.end);
    v.field("label", x.label);
    v.field("kind", x.kind);
    v.field("kind_confidence", x.kind_confidence);
    v.field("confidence", x.confidence);
    v.field("bars", x.bars);
    v.field("energy", x.energy);
    v.field("loudness_lufs", x.loudness);
    v.field("vocals", x.vocals);
    v.field("melody", x.melody);
}
template <class V>
void describe(V& v, MixPoint& x) {
    v.field("time", x.time);
    v.field("bars", x.bars);
    v.field("free_bars", x.free_bars);
    v.field("confidence", x.confidence);
}
template <class V>
void describe(V& v, VocalCurve& x) {
    v.field("hop", x.hop);
    v.field("presence", x.presence);
    v.field("network", x.network);
}
template <class V>
void describe(V& v, Structure& x) {
    v.field("sections", x.sections);
    v.field("mix_in", x.mix_in);
    v.field("mix_out", x.mix_out);
    v.field("vocals", x.vocals);
}
template <class V>
void describe(V& v, ChordSpan& x) {
    v.field("start", x.start);
    v.field("end", x.end);
    v.field("chord", x.chord);
    v.field("confidence", x.confidence);
}
template <class V>
void describe(V& v, Chords& x) {
    v.field("on_beats", x.on_beats);
    v.field("spans", x.spans);
}
template <class V>
void describe(V& v, Melody& x) {
    v.field("network", x.network);
    v.field("notes", x.notes);
    v.field("curve_hop", x.curve_hop);
    v.field("curve_hz", x.curve_hz);
}
template <class V>
void describe(V& v, Report& x) {
    v.field("duration", x.duration);
    v.field("sample_rate", x.rate);
    v.field("channels", x.channels);
    v.field("rhythm", x.rhythm);
    v.field("harmony", x.harmony);
    v.field("loudness", x.loudness);
    v.field("energy", x.energy);
    v.field("structure", x.structure);
    v.field("chords", x.chords);
    v.field("theory", x.theory);
    v.field("drums", x.drums);
    v.field("melody", x.melody);
    v.field("bass", x.bass);
    v.field("silence", x.silence);
    v.field("timbre", x.timbre);
    v.field("fingerprint", x.fingerprint);
    v.field("waveform", x.waveform);
}

}  // namespace stratum::analysis
