#include "players.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace stratum::composer {
namespace {

/// Moves the point halfway through `unit` beats to `swing` of it; the ends stay.
double swung(double beat, double unit, double swing) {
    const double start = std::floor(beat / unit) * unit;
    const double x = (beat - start) / unit;
    return start + unit * (x < 0.5 ? 2.0 * swing * x : swing + 2.0 * (1.0 - swing) * (x - 0.5));
}

bool plays(Drum drum, unsigned layers) {
    switch (drum) {
        case Drum::kick:
            return (layers & kKick) != 0;
        case Drum::snare:
        case Drum::tom:
        case Drum::crash:
            return (layers & kSnare) != 0;
        case Drum::perc:
            return (layers & kPercussion) != 0;
        default:
            return (layers & kHats) != 0;
    }
}

/// How many steps the note at `at` is held: '-' after it.
int held_steps(std::string_view pattern, std::size_t at) {
    int steps = 1;
    while (at + static_cast<std::size_t>(steps) < pattern.size() &&
           pattern[at + static_cast<std::size_t>(steps)] == '-')
        ++steps;
    return steps;
}

}  // namespace

double Timing::exact(const Bar& bar, double step) const {
    double beat = step / style_.steps_per_beat;
    if (swing8_ != 0.5) beat = swung(beat, 1.0, swing8_);
    if (swing16_ != 0.5) beat = swung(beat, 0.5, swing16_);
    return map_.time_at(bar.first_beat + beat);
}

Drummer::Drummer(std::string_view pattern, Random random)
    : lanes_(parse_drum_pattern(pattern)), random_(random), busy_(random_.between(0.0, 0.12)) {}

void Drummer::play(const Bar& bar, Timing& timing, Score& score) {
    const int steps = timing.steps();
    const int fill_from = bar.fill && (bar.layers & kSnare) != 0 ? steps - std::max(2, steps / 4) : steps;
    for (const Lane& lane : lanes_) {
        if (!plays(lane.drum, bar.layers)) continue;
        const int bars = static_cast<int>(lane.steps.size()) / steps;
        const int offset = (bar.in_section % std::max(1, bars)) * steps;
        for (int step = 0; step < steps; ++step) {
            if (timing.silent(bar, step) || (step >= fill_from && lane.drum != Drum::kick)) continue;
            float velocity = 0.0F;
            const char mark = lane.steps[static_cast<std::size_t>(offset + step)];
            switch (mark) {
                case 'x':
                    velocity = 1.0F;
                    break;
                case 'o':
                    velocity = 0.7F;
                    break;
                case 'r':
                    velocity = 0.75F;
                    break;
                case '-':
                    velocity = 0.4F;
                    break;
                case '?':
                    velocity = random_.chance(0.5) ? 0.6F : 0.0F;
                    break;
                default:
                    velocity = random_.chance(busy_ * 0.25) && lane.drum != Drum::kick ? 0.3F : 0.0F;
            }
            if (velocity == 0.0F) continue;
            velocity *= static_cast<float>(random_.between(0.88, 1.0));
            score.drums.push_back({timing.played(bar, step), lane.drum, velocity});
            if (lane.drum == Drum::kick) {
                const double time = score.drums.back().time;
                score.ducks.push_back({time, time + 0.9 * timing.step_seconds(bar) * timing.steps_per_beat(), ""});
            }
            if (mark == 'r')
                for (const double part : {1.0 / 3.0, 2.0 / 3.0})
                    score.drums.push_back({timing.played(bar, step + part), lane.drum, velocity * 0.7F});
        }
    }
    if (fill_from < steps) fill(bar, timing, score);
    if (bar.in_section == 0 && bar.index > 0 && (bar.layers & kSnare) != 0 && random_.chance(0.8))
        score.drums.push_back({timing.exact(bar, 0), Drum::crash, 0.8F});
}

void Drummer::fill(const Bar& bar, Timing& timing, Score& score) {
    const int steps = timing.steps();
    const int length = std::max(2, steps / 4);
    for (int step = steps - length; step < steps; ++step) {
        if (random_.chance(0.3)) continue;
        const Drum drum = random_.chance(0.5) ? Drum::tom : Drum::snare;
        const auto velocity = static_cast<float>(0.5 + 0.4 * (step - steps + length) / length);
        score.drums.push_back({timing.played(bar, step), drum, velocity});
    }
}

void Bassist::play(const Bar& bar, Timing& timing, Score& score) {
    if ((bar.layers & kBass) == 0) return;
    const auto intervals = intervals_of(bar.chord.quality);
    const int root = low_note_ + (bar.tonic + bar.chord.root - low_note_ + 1200) % 12;
    const int steps = timing.steps();
    for (int step = 0; step < steps; ++step) {
        const auto at = static_cast<std::size_t>(step) % pattern_.size();
        if (timing.silent(bar, step)) continue;
        int pitch = root;
        switch (pattern_[at]) {
            case '1':
                break;
            case '3':
                pitch += intervals[1];
                break;
            case '5':
                pitch += intervals[2];
                break;
            case '8':
                pitch += 12;
                break;
            case '7':
                pitch -= 2;
                break;
            case 'a': {
                const int target = low_note_ + (bar.tonic + bar.next_chord.root - low_note_ + 1200) % 12;
                pitch = target + (random_.chance(0.5) ? 1 : -1);
                break;
            }
            default:
                continue;
        }
        const int held = held_steps(pattern_, at);
        const double start = timing.played(bar, step);
        const double end = timing.exact(bar, step + held);
        const double length = (end - start) * (held > 1 ? 0.95 : random_.between(0.6, 0.9));
        score.notes.push_back(
            {start, std::max(0.03, length), pitch, static_cast<float>(random_.between(0.8, 1.0)), Part::bass});
    }
}

void Keyboarder::play(const Bar& bar, Timing& timing, Score& score) {
    voicing_ = voice_chord(bar.tonic, bar.chord, centre_, voicing_);
    const int steps = timing.steps();
    const double bar_end = timing.exact(bar, steps);
    if ((bar.layers & kPad) != 0) {
        const double start = timing.exact(bar, bar.skip_beats * timing.steps_per_beat());
        for (const int pitch : voicing_) score.notes.push_back({start, bar_end - start, pitch, 0.7F, Part::pad});
    }
    if ((bar.layers & kChords) != 0) {
        for (int step = 0; step < steps; ++step) {
            const auto at = static_cast<std::size_t>(step) % comp_.size();
            if (comp_[at] != 'x' || timing.silent(bar, step)) continue;
            const int held = held_steps(comp_, at);
            const double end = timing.exact(bar, step + held);
            const auto velocity = static_cast<float>(random_.between(0.7, 1.0));
            for (const int pitch : voicing_) {
                const double start = timing.played(bar, step);
                score.notes.push_back({start, std::max(0.04, (end - start) * 0.92), pitch, velocity, Part::chords});
            }
        }
    }
    if ((bar.layers & kArp) != 0) {
        const int size = static_cast<int>(voicing_.size());
        int turn = 0;
        for (int step = 0; step < steps; step += arp_rate_, ++turn) {
            if (timing.silent(bar, step)) continue;
            int which = turn % (2 * size);
            if (arp_order_ == 1) which = 2 * size - 1 - which;
            if (arp_order_ == 2) which = which < size ? which : 2 * size - 1 - which;
            const int pitch = voicing_[static_cast<std::size_t>(which % size)] + 12 * (which / size) + 12;
            const double start = timing.played(bar, step);
            const double end = timing.exact(bar, step + arp_rate_);
            score.notes.push_back(
                {start, std::max(0.03, (end - start) * 0.8), pitch, turn % 4 == 0 ? 0.9F : 0.7F, Part::arp});
        }
    }
}

Soloist::Soloist(const Style& style, int centre, double density, Random random) : centre_(centre), random_(random) {
    const int steps = style.beats_per_bar * style.steps_per_beat;
    for (auto& bar : motif_) bar = invent(steps, style.steps_per_beat, density);
    answer_[0] = motif_[0];
    answer_[1] = invent(steps, style.steps_per_beat, density * 0.6);
}

std::vector<Soloist::MotifNote> Soloist::invent(int steps, int steps_per_beat, double density) {
    std::vector<MotifNote> notes;
    const int grid = std::max(1, steps_per_beat / 2);
    int degree = std::array{0, 2, 4}[static_cast<std::size_t>(random_.below(3))];
    for (int step = 0; step < steps; step += grid) {
        const bool on_beat = step % steps_per_beat == 0;
        if (!random_.chance(density * (on_beat ? 1.0 : 0.65))) continue;
        const int start = random_.chance(0.08) && grid > 1 ? step + grid / 2 : step;
        notes.push_back({start, grid, degree});
        // Steps are common, leaps rare, and the tune comes back to its middle.
        const int move = random_.chance(0.75) ? (random_.chance(0.5) ? 1 : -1) : random_.below(7) - 3;
        degree = std::clamp(degree + move - (degree > 6 ? 2 : 0) + (degree < -3 ? 2 : 0), -5, 9);
    }
    for (std::size_t i = 0; i < notes.size(); ++i) {
        const int next = i + 1 < notes.size() ? notes[i + 1].step : steps;
        notes[i].length = std::max(1, std::min(next - notes[i].step, steps_per_beat * 2));
    }
    return notes;
}

void Soloist::play(const Bar& bar, Timing& timing, Score& score) {
    if ((bar.layers & kLead) == 0) return;
    const auto scale = scale_of(bar.mode);
    const auto intervals = intervals_of(bar.chord.quality);
    const auto& phrase = bar.in_section % 4 < 2 ? motif_ : answer_;
    for (const MotifNote& note : phrase[bar.in_section % 2]) {
        if (timing.silent(bar, note.step) || random_.chance(0.04)) continue;
        const int octave = note.degree >= 0 ? note.degree / 7 : -((6 - note.degree) / 7);
        int pitch = bar.tonic + scale[static_cast<std::size_t>(note.degree - 7 * octave)] + 12 * octave;
        pitch += 12 * ((centre_ - bar.tonic + 6) / 12);
        if (note.step % timing.steps_per_beat() == 0) {
            // A strong note moves to the nearest tone of the chord.
            int best = pitch;
            int distance = 100;
            for (const int interval : intervals)
                for (int shift = -24; shift <= 108; shift += 12) {
                    const int tone = bar.tonic + bar.chord.root + interval + shift;
                    if (std::abs(tone - pitch) < distance) distance = std::abs(tone - pitch), best = tone;
                }
            pitch = best;
        }
        const double start = timing.played(bar, note.step);
        const double end = timing.exact(bar, note.step + note.length);
        score.notes.push_back({start, std::max(0.04, (end - start) * 0.93), pitch,
                               static_cast<float>(random_.between(0.75, 1.0)), Part::lead});
    }
}

}  // namespace stratum::composer
