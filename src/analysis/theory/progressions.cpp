#include "theory/progressions.hpp"

#include "theory/roman.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace stratum::analysis {
namespace {

/// Degrees in semitones and the colour of the third: M major, m minor, o diminished.
struct Step {
    int degree;
    char colour;
};
struct Pattern {
    std::string_view name;
    Mode mode;
    std::array<Step, 8> steps;
    std::size_t length;
};

template <class... Steps>
constexpr Pattern pattern(std::string_view name, Mode mode, Steps... steps) {
    return {name, mode, {steps...}, sizeof...(Steps)};
}

constexpr Step operator""_M(unsigned long long degree) { return {static_cast<int>(degree), 'M'}; }
constexpr Step operator""_m(unsigned long long degree) { return {static_cast<int>(degree), 'm'}; }
constexpr Step operator""_o(unsigned long long degree) { return {static_cast<int>(degree), 'o'}; }

// Longest first, so that a name is not lost to a shorter one inside of it.
constexpr std::array kPatterns{
    pattern("Pachelbel's canon", Mode::major, 0_M, 7_M, 9_m, 4_m, 5_M, 0_M, 5_M, 7_M),
    pattern("La Folia", Mode::minor, 0_m, 7_M, 0_m, 10_M, 3_M, 10_M, 0_m, 7_M),
    pattern("circle of fifths, iii-vi-ii-V-I", Mode::major, 4_m, 9_m, 2_m, 7_M, 0_M),
    pattern("circle of fifths, i-iv-VII-III-VI", Mode::minor, 0_m, 5_m, 10_M, 3_M, 8_M),
    pattern("I-V-vi-IV (axis)", Mode::major, 0_M, 7_M, 9_m, 5_M),
    pattern("vi-IV-I-V (axis from the sixth degree)", Mode::major, 9_m, 5_M, 0_M, 7_M),
    pattern("IV-I-V-vi (axis from the fourth degree)", Mode::major, 5_M, 0_M, 7_M, 9_m),
    pattern("i-VI-III-VII (axis in minor)", Mode::minor, 0_m, 8_M, 3_M, 10_M),
    pattern("I-vi-IV-V (doo-wop)", Mode::major, 0_M, 9_m, 5_M, 7_M),
    pattern("I-vi-ii-V (turnaround)", Mode::major, 0_M, 9_m, 2_m, 7_M),
    pattern("vi-ii-V-I", Mode::major, 9_m, 2_m, 7_M, 0_M),
    pattern("IV-V-iii-vi (royal road)", Mode::major, 5_M, 7_M, 4_m, 9_m),
    pattern("Andalusian cadence, i-VII-VI-V", Mode::minor, 0_m, 10_M, 8_M, 7_M),
    pattern("i-VII-VI-VII", Mode::minor, 0_m, 10_M, 8_M, 10_M),
    pattern("I-III-IV-iv", Mode::major, 0_M, 4_M, 5_M, 5_m),
    pattern("I-IV-vi-V", Mode::major, 0_M, 5_M, 9_m, 7_M),
    pattern("I-IV-ii-V", Mode::major, 0_M, 5_M, 2_m, 7_M),
    pattern("I-V-ii-IV", Mode::major, 0_M, 7_M, 2_m, 5_M),
    pattern("I-bVII-IV-I (Mixolydian)", Mode::major, 0_M, 10_M, 5_M, 0_M),
    pattern("I-IV-V-I", Mode::major, 0_M, 5_M, 7_M, 0_M),
    pattern("i-iv-V-i", Mode::minor, 0_m, 5_m, 7_M, 0_m),
    pattern("i-iv-v-i", Mode::minor, 0_m, 5_m, 7_m, 0_m),
    pattern("bVI-bVII-I", Mode::major, 8_M, 10_M, 0_M),
    pattern("iv-bVII-I (backdoor)", Mode::major, 5_m, 10_M, 0_M),
    pattern("ii-V-I", Mode::major, 2_m, 7_M, 0_M),
    pattern("ii-V-i", Mode::minor, 2_o, 7_M, 0_m),
};

char colour_of(ChordType type) { return is_diminished(type) ? 'o' : is_minor_like(type) ? 'm' : 'M'; }

/// Neighbours on one root and of one colour are one step of a progression.
struct Move {
    std::size_t first;  ///< Index of the first chord,
    std::size_t last;   ///< and of the last one.
    Key key;
    Step step;
};

std::vector<Move> moves_of(std::span<const TheoryChord> chords) {
    std::vector<Move> out;
    for (std::size_t i = 0; i < chords.size(); ++i) {
        const TheoryChord& x = chords[i];
        if (!x.key) continue;
        const Step step{degree_in(x.chord.root, *x.key), colour_of(x.chord.type)};
        const bool goes_on = !out.empty() && out.back().last + 1 == i && out.back().key == *x.key &&
                             out.back().step.degree == step.degree && out.back().step.colour == step.colour;
        if (goes_on)
            out.back().last = i;
        else
            out.push_back({i, i, *x.key, step});
    }
    return out;
}

bool fits(std::span<const Move> moves, const Pattern& pattern) {
    if (moves.size() < pattern.length || moves.front().key.mode != pattern.mode) return false;
    for (std::size_t n = 0; n < pattern.length; ++n) {
        const bool follows = n == 0 || moves[n].first == moves[n - 1].last + 1;
        if (!follows || moves[n].key != moves.front().key || moves[n].step.degree != pattern.steps[n].degree ||
            moves[n].step.colour != pattern.steps[n].colour)
            return false;
    }
    return true;
}

}  // namespace

std::vector<NamedProgression> named_progressions(std::span<const TheoryChord> chords) {
    const std::vector<Move> moves = moves_of(chords);
    std::vector<NamedProgression> out;
    std::vector<bool> taken(moves.size());
    for (const Pattern& pattern : kPatterns) {
        for (std::size_t at = 0; at + pattern.length <= moves.size();) {
            const auto free = [&](std::size_t from) {
                return from + pattern.length <= moves.size() && fits(std::span{moves}.subspan(from), pattern) &&
                       std::none_of(taken.begin() + static_cast<std::ptrdiff_t>(from),
                                    taken.begin() + static_cast<std::ptrdiff_t>(from + pattern.length),
                                    [](bool t) { return t; });
            };
            if (!free(at)) {
                ++at;
                continue;
            }
            std::size_t end = at + pattern.length;
            int times = 1;
            while (free(end) && moves[end].first == moves[end - 1].last + 1) end += pattern.length, ++times;
            NamedProgression named;
            named.name = pattern.name;
            named.key = moves[at].key;
            named.times = times;
            for (std::size_t n = at; n < at + pattern.length; ++n)
                named.numerals += (n > at ? "-" : "") + chords[moves[n].first].numeral;
            const TheoryChord& first = chords[moves[at].first];
            const TheoryChord& last = chords[moves[end - 1].last];
            named.first_bar = first.bar;
            named.last_bar = last.bar;
            named.start = first.start;
            named.end = last.end;
            out.push_back(std::move(named));
            std::fill(taken.begin() + static_cast<std::ptrdiff_t>(at), taken.begin() + static_cast<std::ptrdiff_t>(end),
                      true);
            at = end;
        }
    }
    std::stable_sort(out.begin(), out.end(), [](auto& a, auto& b) { return a.start < b.start; });
    return out;
}

std::vector<NamedProgression> blues_choruses(std::span<const TheoryChord> chords, std::span<const Seconds> bars) {
    constexpr std::array kForm{0, 0, 0, 0, 5, 5, 0, 0, 7, 5, 0, 0};
    // The degree of each bar: of the chord that fills most of it.
    std::vector<const TheoryChord*> filling;
    std::size_t first = 0;
    for (std::size_t b = 0; b + 1 < bars.size(); ++b) {
        const TheoryChord* best = nullptr;
        double most = 0.0;
        while (first < chords.size() && chords[first].end <= bars[b]) ++first;
        for (std::size_t i = first; i < chords.size() && chords[i].start < bars[b + 1]; ++i) {
            const double part = std::min(chords[i].end.value(), bars[b + 1].value()) -
                                std::max(chords[i].start.value(), bars[b].value());
            if (part > most && chords[i].key) most = part, best = &chords[i];
        }
        filling.push_back(best);
    }
    std::vector<NamedProgression> out;
    for (std::size_t b = 0; b + kForm.size() <= filling.size();) {
        bool is_blues = filling[b] != nullptr;
        for (std::size_t n = 0; is_blues && n < kForm.size(); ++n) {
            const TheoryChord* x = filling[b + n];
            if (x == nullptr || x->key->tonic != filling[b]->key->tonic) {
                is_blues = false;
                break;
            }
            const int degree = degree_in(x->chord.root, *x->key);
            is_blues =
                degree == kForm[n] || (n == 1 && degree == 5) || (n == 9 && degree == 7) || (n == 11 && degree == 7);
        }
        if (!is_blues) {
            ++b;
            continue;
        }
        NamedProgression named;
        named.name = "12-bar blues";
        named.key = *filling[b]->key;
        named.first_bar = static_cast<int>(b) + 1;
        named.last_bar = static_cast<int>(b + kForm.size());
        named.start = bars[b];
        named.end = bars[b + kForm.size()];
        for (std::size_t n = 0; n < kForm.size(); ++n) named.numerals += (n > 0 ? "-" : "") + filling[b + n]->numeral;
        out.push_back(std::move(named));
        b += kForm.size();
    }
    return out;
}

}  // namespace stratum::analysis
