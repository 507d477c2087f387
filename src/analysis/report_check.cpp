#include "report_check.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace stratum::analysis {
namespace {

constexpr double kLongest = 1e9;     // Seconds: 31 years.
constexpr double kLoudest = 1000.0;  // dB or LUFS, either way; floats end at 770 dB.
constexpr double kFastest = 1e5;     // Beats a minute.

Result<void> outside(std::string_view what) {
    return error(ErrorCode::corrupt, "the data holds a value that no report has: " + std::string{what});
}

bool share(double x) { return x >= 0.0 && x <= 1.0 + 1e-6; }
bool time(Seconds x) { return x.value() >= 0.0 && x.value() <= kLongest; }
bool tempo(Bpm x) { return x.value() > 0.0 && x.value() <= kFastest; }
bool key(Key x) { return x.tonic >= 0 && x.tonic < 12; }
bool chord(Chord x) { return x.root >= 0 && x.root < 12 && x.bass >= 0 && x.bass < 12; }
template <class Level>
bool level(const std::optional<Level>& x) {
    return !x || std::abs(x->value()) <= kLoudest;
}
bool numbers(std::span<const float> values) {
    return std::ranges::all_of(values, [](float x) { return std::isfinite(x); });
}
bool statistics(std::span<const Statistic> values) {
    return std::ranges::all_of(values, [](Statistic x) { return std::isfinite(x.mean) && std::isfinite(x.deviation); });
}
bool times(std::span<const Seconds> values) {
    return std::ranges::all_of(values, time) && std::ranges::is_sorted(values);
}

}  // namespace

Result<void> check(const Rhythm& rhythm) {
    if (rhythm.tempo) {
        const auto fits = [](const auto& x) { return tempo(x.bpm); };
        const auto sure = [](const TempoCandidate& x) { return share(x.confidence); };
        if (!fits(*rhythm.tempo) || !std::ranges::all_of(rhythm.tempo->alternatives, fits) ||
            !std::ranges::all_of(rhythm.tempo->opinions, fits))
            return outside("a tempo is above 0 BPM");
        if (!share(rhythm.tempo->confidence) || !std::ranges::all_of(rhythm.tempo->alternatives, sure))
            return outside("a confidence lies between 0 and 1");
    }
    if (rhythm.grid) {
        const auto fits = [](const GridRegion& x) {
            return time(x.start) && time(x.end) && x.start <= x.end && std::abs(x.first_beat.value()) <= kLongest &&
                   tempo(x.bpm);
        };
        if (!std::ranges::all_of(rhythm.grid->regions, fits))
            return outside("a region has a start, an end and a tempo");
        if (!times(rhythm.grid->beats) || !times(rhythm.grid->downbeats)) return outside("beats ascend from 0 s");
        if (!share(rhythm.grid->confidence)) return outside("a confidence lies between 0 and 1");
    }
    if (rhythm.metre && (rhythm.metre->beats_per_bar < 1 || rhythm.metre->beats_per_bar > 64))
        return outside("a bar has 1 to 64 beats");
    if (rhythm.metre && !share(rhythm.metre->confidence)) return outside("a confidence lies between 0 and 1");
    const auto bars = [](const MetreChange& x) {
        return time(x.time) && x.beats_per_bar >= 1 && x.beats_per_bar <= 64;
    };
    if (rhythm.metre && !std::ranges::all_of(rhythm.metre->changes, bars)) return outside("a bar has 1 to 64 beats");
    if (rhythm.range_set_aside && !check(*rhythm.range_set_aside))
        return outside("a range of tempi ascends and lies between 30 and 300 BPM");
    const auto fits = [](const Onset& x) { return time(x.time) && share(x.strength); };
    if (!std::ranges::all_of(rhythm.onsets, fits)) return outside("an onset has a time and a strength of 0 to 1");
    return {};
}

Result<void> check(const Harmony& harmony) {
    const auto fits = [](const auto& x) { return key(x.key) && share(x.confidence); };
    if (harmony.key && (!fits(*harmony.key) || !std::ranges::all_of(harmony.key->alternatives, fits) ||
                        !std::ranges::all_of(harmony.key->opinions, [](const KeyOpinion& x) { return key(x.key); })))
        return outside("a key's tonic is 0 to 11, its confidence 0 to 1");
    const auto spans = [&](const KeySpan& x) { return fits(x) && time(x.start) && time(x.end) && x.start <= x.end; };
    if (!std::ranges::all_of(harmony.key_over_time, spans)) return outside("a key over time has a start and an end");
    if (harmony.tuning &&
        (std::abs(harmony.tuning->offset.value()) > 50.0 + 1e-6 || !share(harmony.tuning->confidence) ||
         !(harmony.tuning->a4.value() > 0.0 && harmony.tuning->a4.value() < 1e5)))
        return outside("a tuning lies within 50 cents");
    if (harmony.lone_tone && !(harmony.lone_tone->value() > 0.0 && harmony.lone_tone->value() < 1e5))
        return outside("a lone tone has a frequency");
    if (!numbers(harmony.pitch_classes) || !time(harmony.chromagram.hop) || harmony.chromagram.values.size() % 12 != 0)
        return outside("a chromagram has twelve values a frame");
    return {};
}

Result<void> check(const Loudness& loudness) {
    if (!level(loudness.integrated) || !level(loudness.range) || !level(loudness.momentary_max) ||
        !level(loudness.short_term_max) || !level(loudness.true_peak) || !level(loudness.sample_peak) ||
        (loudness.replay_gain &&
         (!level(std::optional{loudness.replay_gain->gain}) || !std::isfinite(loudness.replay_gain->peak))))
        return outside("a level is a number");
    if (!time(loudness.curve_hop) || !numbers(loudness.short_term)) return outside("a loudness curve holds numbers");
    return {};
}

Result<void> check(const Waveform& waveform) {
    const std::size_t steps = waveform.peak.size();
    if (!time(waveform.hop) || waveform.low.size() != steps || waveform.mid.size() != steps ||
        waveform.high.size() != steps)
        return outside("a waveform's bands are as long as its peaks");
    return {};
}

Result<void> check(const Silence& silence) {
    if (!time(silence.leading) || !time(silence.trailing) || !level(std::optional{silence.threshold}))
        return outside("silence lasts 0 s or longer");
    return {};
}

Result<void> check(const Fingerprint& fingerprint) {
    return time(fingerprint.analysed) ? Result<void>{} : outside("a fingerprint covers 0 s or more");
}

Result<void> check(const Timbre& timbre) {
    const std::array named{timbre.centroid_hz, timbre.spread_hz, timbre.rolloff_hz,
                           timbre.flatness,    timbre.flux,      timbre.zero_crossings};
    if (!statistics(named) || !statistics(timbre.mfcc) || !statistics(timbre.contrast) ||
        !numbers(timbre.band_energy) || !std::isfinite(timbre.dynamic_complexity) ||
        !std::isfinite(timbre.stereo_width))
        return outside("a descriptor is a number");
    return {};
}

Result<void> check(const Energy& energy) {
    if (energy.rating < 1 || energy.rating > 10 || !std::isfinite(energy.score)) return outside("energy is 1 to 10");
    return {};
}

Result<void> check(const Structure& structure) {
    Seconds last;
    for (const Section& section : structure.sections) {
        if (!time(section.start) || !time(section.end) || section.start < last || section.end < section.start)
            return outside("sections follow each other from 0 s");
        last = section.end;
        if (!share(section.confidence) || !share(section.kind_confidence) || !share(section.melody) ||
            (section.vocals && !share(*section.vocals)))
            return outside("a section's confidences and presences lie between 0 and 1");
        if (section.energy < 1 || section.energy > 10) return outside("a section's energy is 1 to 10");
        if ((section.bars && *section.bars < 0) || !level(section.loudness))
            return outside("a section has a length in bars and a level");
    }
    const auto fits = [](const std::optional<MixPoint>& x) {
        return !x ||
               (time(x->time) && x->bars >= 0 && x->free_bars >= 0 && x->free_bars <= x->bars && share(x->confidence));
    };
    const auto is_share = [](std::uint8_t x) { return x <= 100; };
    if (structure.vocals && (!time(structure.vocals->hop) || !(structure.vocals->hop.value() > 0.0) ||
                             !std::ranges::all_of(structure.vocals->presence, is_share)))
        return outside("the presence of voices is 0 to 100 per cent, at steps longer than 0 s");
    if (!fits(structure.mix_in) || !fits(structure.mix_out))
        return outside("a mix point has a time, a number of bars and a confidence");
    return {};
}

Result<void> check(const Chords& chords) {
    const auto fits = [](const ChordSpan& x) {
        return time(x.start) && time(x.end) && x.start <= x.end && share(x.confidence) && (!x.chord || chord(*x.chord));
    };
    if (!std::ranges::all_of(chords.spans, fits))
        return outside("a chord has a start, an end, a root and a bass of 0 to 11");
    const auto before = [](const ChordSpan& a, const ChordSpan& b) { return a.end > b.start; };
    if (std::ranges::adjacent_find(chords.spans, before) != chords.spans.end())
        return outside("chords follow one another");
    return {};
}

Result<void> check(const Theory& theory) {
    const auto bar = [](int x) { return x >= 0 && x <= 100'000'000; };
    const auto notes = [](const std::vector<int>& x) {
        return std::ranges::all_of(x, [](int note) { return note >= 0 && note < 128; });
    };
    const auto in_context = [&](const TheoryChord& x) {
        return bar(x.bar) && time(x.start) && time(x.end) && x.start <= x.end && chord(x.chord) &&
               (!x.key || key(*x.key)) && x.tension >= 0.0 && x.tension <= kLoudest && notes(x.voicing) &&
               x.motion >= 0;
    };
    if (!std::ranges::all_of(theory.chords, in_context))
        return outside("a chord in its context has a bar, a key and a tension from 0 on");
    const auto named = [&](const NamedProgression& x) {
        return key(x.key) && bar(x.first_bar) && bar(x.last_bar) && x.times >= 1 && time(x.start) && time(x.end);
    };
    if (!std::ranges::all_of(theory.progressions, named)) return outside("a progression lies between two bars");
    const auto rest = [&](const Cadence& x) { return key(x.key) && bar(x.bar) && time(x.time); };
    if (!std::ranges::all_of(theory.cadences, rest)) return outside("a cadence has a bar and a key");
    const auto holds = [&](const auto& x) {
        return key(x.key) && bar(x.first_bar) && bar(x.last_bar) && time(x.start) && time(x.end);
    };
    if (!std::ranges::all_of(theory.keys, [&](const TheoryKey& x) { return holds(x); }))
        return outside("a key holds between two bars");
    const auto next = [&](const NextChord& x) {
        return chord(x.after) && chord(x.chord) && bar(x.bar) && time(x.time) && key(x.key);
    };
    const auto scale = [&](const ScaleAdvice& x) {
        return bar(x.bar) && time(x.start) && key(x.key) && x.tonic >= 0 && x.tonic < 12;
    };
    const auto mixes = [&](const CompatibleKey& x) { return holds(x); };
    if (!std::ranges::all_of(theory.next_chords, next) || !std::ranges::all_of(theory.scales, scale) ||
        !std::ranges::all_of(theory.compatible_keys, mixes))
        return outside("advice names chords, scales and keys");
    return {};
}

Result<void> check(const NoteTrack& track) {
    const auto fits = [](const Note& x) {
        return time(x.start) && time(x.end) && x.start <= x.end && x.pitch >= 0.0 && x.pitch <= 127.0 &&
               share(x.velocity) && share(x.confidence);
    };
    if (!std::ranges::all_of(track.notes, fits))
        return outside("a note has a start, an end, a pitch of 0 to 127, a velocity and a confidence of 0 to 1");
    if (!std::ranges::is_sorted(track.notes, {}, &Note::start)) return outside("notes ascend from 0 s");
    return {};
}

Result<void> check(const Melody& melody) {
    STRATUM_TRY_VOID(check(static_cast<const NoteTrack&>(melody)));
    if (!time(melody.curve_hop) || (melody.curve_hop.value() <= 0.0 && !melody.curve_hz.empty()))
        return outside("a melody's curve has steps of more than 0 s");
    // What no ear hears is no pitch; and it is written so that what is no number fails.
    if (!std::ranges::all_of(melody.curve_hz, [](float hertz) { return hertz >= 0.0F && hertz <= 20000.0F; }))
        return outside("a melody's curve is in hertz, 0 where there is none");
    return {};
}

Result<void> check(const Report& report) {
    if (!time(report.duration)) return outside("a duration is 0 s or longer");
    if (report.rate.value() < 0 || report.channels < 0) return outside("rate and channels are not negative");
    const auto part = [](const auto& one) { return one ? check(*one) : Result<void>{}; };
    STRATUM_TRY_VOID(part(report.rhythm));
    STRATUM_TRY_VOID(part(report.harmony));
    STRATUM_TRY_VOID(part(report.loudness));
    STRATUM_TRY_VOID(part(report.waveform));
    STRATUM_TRY_VOID(part(report.silence));
    STRATUM_TRY_VOID(part(report.fingerprint));
    STRATUM_TRY_VOID(part(report.timbre));
    STRATUM_TRY_VOID(part(report.energy));
    STRATUM_TRY_VOID(part(report.structure));
    STRATUM_TRY_VOID(part(report.chords));
    STRATUM_TRY_VOID(part(report.theory));
    STRATUM_TRY_VOID(part(report.drums));
    STRATUM_TRY_VOID(part(report.melody));
    return part(report.bass);
}

}  // namespace stratum::analysis
