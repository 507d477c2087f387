#include "compose.hpp"

#include "form.hpp"
#include "numeric.hpp"
#include "players.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace stratum::composer {
namespace {

/// Purposes of random streams; one each, so that a change in one part leaves the others as they are.
enum Purpose : std::uint64_t { form = 1, tempo, harmony, drums, bass, keys, solo, timing, choice, free_time };

/// Of `items`, one of those that belong to the split.
std::string_view choose(const std::vector<std::string_view>& items, Split split, Random& random) {
    const int own = static_cast<int>(items.size()) / 2;
    return items[static_cast<std::size_t>(2 * random.below(own) + (split == Split::test ? 1 : 0))];
}

double round_to(double value, double step) { return std::floor(value / step + 0.5) * step; }

/// Whole numbers are what machines are set to most of the time; the rest has digits after the point.
double draw_bpm(const Style& style, Random& random) {
    const double bpm = random.between(style.slowest, style.fastest);
    if (random.chance(0.6)) return round_to(bpm, 1.0);
    return std::clamp(round_to(bpm, 0.01), style.slowest, style.fastest);
}

TempoPlan plan_tempo(const Style& style, double bpm, int beats, Random& random) {
    TempoPlan plan{.kind = style.tempo, .bpm = bpm, .end_bpm = bpm, .change_end = beats, .drift = style.drift};
    if (style.tempo == TempoKind::ramp) {
        plan.end_bpm =
            round_to(bpm * (random.chance(0.5) ? random.between(1.12, 1.35) : random.between(0.74, 0.9)), 0.1);
        plan.change_beat = static_cast<int>(beats * random.between(0.1, 0.3));
        plan.change_end = static_cast<int>(beats * random.between(0.75, 0.95));
    } else if (style.tempo == TempoKind::jump) {
        plan.end_bpm =
            round_to(bpm * (random.chance(0.5) ? random.between(1.08, 1.4) : random.between(0.7, 0.93)), 0.5);
        plan.change_beat =
            static_cast<int>(beats * random.between(0.58, 0.7)) / style.beats_per_bar * style.beats_per_bar;
    }
    return plan;
}

void add_span(std::vector<Span>& spans, double start, double end, std::string label) {
    if (!spans.empty() && spans.back().label == label && std::abs(spans.back().end - start) < 1e-9)
        spans.back().end = end;
    else
        spans.push_back({start, end, std::move(label)});
}

std::string longest(const std::vector<Span>& spans) {
    std::vector<Span> sums;
    for (const Span& span : spans) {
        const auto same = std::find_if(sums.begin(), sums.end(), [&](const Span& s) { return s.label == span.label; });
        if (same == sums.end())
            sums.push_back({0.0, span.end - span.start, span.label});
        else
            same->end += span.end - span.start;
    }
    const auto best =
        std::max_element(sums.begin(), sums.end(), [](const Span& a, const Span& b) { return a.end < b.end; });
    return best == sums.end() ? "" : best->label;
}

/// Long chords without any pulse: lengths and entries are drawn freely.
Score compose_free(const PieceSpec& spec) {
    Random random{seed_for(spec.seed, free_time)};
    Score score;
    const auto chords = parse_progression(choose(progressions(spec.mode, true), spec.split, random));
    double now = spec.lead_in.value_or(random.between(0.1, 1.0));
    std::vector<int> voicing;
    for (std::size_t i = 0; now < spec.seconds - 6.0; ++i) {
        const Chord& chord = chords[i % chords.size()];
        const double length = random.between(5.0, 11.0);
        voicing = voice_chord(spec.tonic, chord, 60, voicing);
        for (const int pitch : voicing) {
            const double late = random.between(0.0, 1.2);
            score.notes.push_back(
                {now + late, length - late + 0.8, pitch, static_cast<float>(random.between(0.5, 0.9)), Part::pad});
        }
        score.notes.push_back({now, length, 36 + (spec.tonic + chord.root) % 12, 0.7F, Part::pad});
        double tone = now + random.between(0.3, 3.0);
        while (tone < now + length - 1.0) {
            const auto scale = scale_of(spec.mode);
            const int pitch = 72 + (spec.tonic + scale[static_cast<std::size_t>(random.below(7))]) % 12;
            score.notes.push_back(
                {tone, random.between(0.8, 3.0), pitch, static_cast<float>(random.between(0.2, 0.6)), Part::lead});
            tone += random.between(0.7, 4.7);
        }
        add_span(score.truth.chords, now, now + length, harte_label(spec.tonic, chord));
        now += length;
    }
    const double first = score.truth.chords.front().start;
    score.truth.keys.push_back({first, now, key_label(spec.tonic, spec.mode)});
    score.truth.sections.push_back({first, now, "ambient"});
    score.duration = now + 3.0;
    return score;
}

Score compose_metric(const PieceSpec& spec) {
    const Style& style = *spec.style;
    Random choices{seed_for(spec.seed, choice)};
    Random tempo_random{seed_for(spec.seed, tempo)};
    Random form_random{seed_for(spec.seed, form)};
    Random harmony_random{seed_for(spec.seed, harmony)};

    const double bpm = spec.bpm.value_or(draw_bpm(style, tempo_random));
    const double bar_seconds = style.beats_per_bar * 60.0 / bpm;
    const int wanted_bars = std::max(8, static_cast<int>(spec.seconds / bar_seconds));
    const auto sections = lay_out(style.form, wanted_bars, style.drums, form_random);
    const bool pickup = style.form != Form::club && form_random.chance(0.2);
    int bars = pickup ? 1 : 0;
    for (const Section& section : sections) bars += section.bars;
    const double skip = pickup ? style.beats_per_bar - 1.0 : 0.0;

    const int beats = bars * style.beats_per_bar;
    const TempoPlan plan = plan_tempo(style, bpm, beats, tempo_random);
    const double lead_in = spec.lead_in.value_or(tempo_random.chance(0.25) ? tempo_random.between(0.5, 2.5)
                                                                           : tempo_random.between(0.02, 0.3));
    // A pickup is counted back from the first bar; a wandering tempo must not put it before the file.
    const double first = pickup ? std::max(lead_in, 0.4) : lead_in;
    const TempoMap map{plan, first - skip * 60.0 / bpm, beats, tempo_random};

    const double swing8 = choices.between(style.swing8_low, style.swing8_high);
    const double swing16 = choices.between(style.swing16_low, style.swing16_high);
    Timing clock{style, map, swing8, swing16, seed_for(spec.seed, timing)};
    Drummer drummer{choose(drum_patterns(style.groove), spec.split, choices), Random{seed_for(spec.seed, drums)}};
    Bassist bassist{choose(bass_patterns(style.groove), spec.split, choices), 28 + choices.below(6),
                    Random{seed_for(spec.seed, bass)}};
    Keyboarder keyboarder{choose(comp_patterns(style.groove), spec.split, choices), 57 + choices.below(8),
                          choices.chance(0.5) || style.steps_per_beat < 4 ? 1 : 2, Random{seed_for(spec.seed, keys)}};
    Soloist soloist{style, 68 + choices.below(10), choices.between(0.35, 0.75), Random{seed_for(spec.seed, solo)}};

    const auto chords = parse_progression(choose(progressions(spec.mode, style.seventh_chords), spec.split, choices));
    const int bars_per_chord = bar_seconds < 1.6 ? 2 : 1;
    const bool modulates = spec.may_modulate && harmony_random.chance(0.15);
    const int shift = std::array{1, 2, 3, 5}[static_cast<std::size_t>(harmony_random.below(4))];
    const int modulation_bar = modulates ? bars * 2 / 3 : bars + 1;

    Score score;
    Truth& truth = score.truth;
    int index = 0;
    const auto chord_at = [&](int bar) {
        return bar >= bars - 1 ? Chord{0, spec.mode == Mode::major ? 'M' : 'm'}
                               : chords[static_cast<std::size_t>(bar / bars_per_chord) % chords.size()];
    };
    const auto play = [&](const Section& section, int in_section, bool is_pickup, bool last_of_section) {
        Bar bar{.index = index,
                .in_section = in_section,
                .fill = last_of_section,
                .layers = section.layers,
                .first_beat = static_cast<double>(index) * style.beats_per_bar,
                .skip_beats = is_pickup ? skip : 0.0,
                .tonic = (spec.tonic + (index >= modulation_bar ? shift : 0)) % 12,
                .mode = spec.mode,
                .chord = chord_at(index),
                .next_chord = chord_at(index + 1)};
        const double start = map.time_at(bar.first_beat + bar.skip_beats);
        const double end = map.time_at(bar.first_beat + style.beats_per_bar);
        if (style.drums) drummer.play(bar, clock, score);
        bassist.play(bar, clock, score);
        keyboarder.play(bar, clock, score);
        soloist.play(bar, clock, score);
        if (!is_pickup) truth.downbeats.push_back(start);
        for (int beat = 0; beat < style.beats_per_bar; ++beat)
            if (beat >= bar.skip_beats) truth.beats.push_back(map.time_at(bar.first_beat + beat));
        const bool tonal = (bar.layers & (kBass | kChords | kPad | kArp)) != 0;
        add_span(truth.chords, start, end, tonal ? harte_label(bar.tonic, bar.chord) : "N");
        add_span(truth.keys, start, end, key_label(bar.tonic, bar.mode));
        add_span(truth.sections, start, end, std::string{section.label});
        if (last_of_section && style.form == Form::club && choices.chance(0.5))
            score.sweeps.push_back({end - 2.0 * (end - start), end, ""});
        ++index;
    };
    if (pickup) play({"pickup", 1, kSnare | kLead | kChords | (style.drums ? 0U : kBass)}, 0, true, false);
    for (const Section& section : sections)
        for (int bar = 0; bar < section.bars; ++bar) play(section, bar, false, bar + 1 == section.bars);

    truth.constant = style.tempo == TempoKind::constant;
    if (style.tempo == TempoKind::constant || style.tempo == TempoKind::jump) truth.bpm = bpm;
    if (style.tempo == TempoKind::drift) {
        std::vector<double> periods;
        for (std::size_t i = 1; i < truth.beats.size(); ++i) periods.push_back(truth.beats[i] - truth.beats[i - 1]);
        std::nth_element(periods.begin(), periods.begin() + static_cast<std::ptrdiff_t>(periods.size() / 2),
                         periods.end());
        truth.bpm = 60.0 / periods[periods.size() / 2];
    }
    truth.metre = style.metre;
    truth.beats_per_bar = style.beats_per_bar;
    score.duration = map.time_at(beats) + 1.5;
    return score;
}

}  // namespace

std::string_view name_of(Split split) { return split == Split::tune ? "tune" : "test"; }

Score compose(const PieceSpec& spec) {
    Score score = spec.style->beats_per_bar == 0 ? compose_free(spec) : compose_metric(spec);
    Random tuning{seed_for(spec.seed, harmony + 100)};
    const double drawn = tuning.chance(0.35) ? round_to(tuning.between(-50.0, 50.0), 1.0) : 0.0;
    score.truth.tuning_cents = spec.tuning_cents.value_or(drawn);
    score.truth.key = longest(score.truth.keys);
    // A complete order, so that what is rendered first does not depend on the sorting.
    std::sort(score.drums.begin(), score.drums.end(), [](const DrumHit& a, const DrumHit& b) {
        return std::tie(a.time, a.drum, a.velocity) < std::tie(b.time, b.drum, b.velocity);
    });
    std::sort(score.notes.begin(), score.notes.end(), [](const Note& a, const Note& b) {
        return std::tie(a.time, a.part, a.pitch, a.length, a.velocity) <
               std::tie(b.time, b.part, b.pitch, b.length, b.velocity);
    });
    return score;
}

}  // namespace stratum::composer
