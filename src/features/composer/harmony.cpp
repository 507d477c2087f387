#include "harmony.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace stratum::composer {
namespace {

constexpr std::array kMajor{0, 4, 7};
constexpr std::array kMinor{0, 3, 7};
constexpr std::array kDominant{0, 4, 7, 10};
constexpr std::array kMajorSeventh{0, 4, 7, 11};
constexpr std::array kMinorSeventh{0, 3, 7, 10};
constexpr std::array kDiminished{0, 3, 6};
constexpr std::array kSuspended{0, 5, 7};
constexpr std::array kMajorScale{0, 2, 4, 5, 7, 9, 11};
constexpr std::array kMinorScale{0, 2, 3, 5, 7, 8, 10};
constexpr std::array<std::string_view, 12> kPitchNames{"C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"};

std::string_view pitch_name(int pitch) { return kPitchNames[static_cast<std::size_t>(((pitch % 12) + 12) % 12)]; }

}  // namespace

std::span<const int> intervals_of(char quality) {
    switch (quality) {
        case 'm':
            return kMinor;
        case '7':
            return kDominant;
        case 'j':
            return kMajorSeventh;
        case 'n':
            return kMinorSeventh;
        case 'd':
            return kDiminished;
        case 's':
            return kSuspended;
        default:
            return kMajor;
    }
}

std::string harte_label(int tonic, const Chord& chord) {
    std::string label{pitch_name(tonic + chord.root)};
    switch (chord.quality) {
        case 'm':
            return label + ":min";
        case '7':
            return label + ":7";
        case 'j':
            return label + ":maj7";
        case 'n':
            return label + ":min7";
        case 'd':
            return label + ":dim";
        case 's':
            return label + ":sus4";
        default:
            return label + ":maj";
    }
}

std::string key_label(int tonic, Mode mode) {
    return std::string{pitch_name(tonic)} + (mode == Mode::major ? ":maj" : ":min");
}

std::vector<Chord> parse_progression(std::string_view text) {
    std::vector<Chord> chords;
    for (std::size_t i = 0; i + 1 < text.size(); i += 3) {
        const char root = text[i];
        chords.push_back({root >= 'a' ? root - 'a' + 10 : root - '0', text[i + 1]});
    }
    return chords;
}

std::span<const int, 7> scale_of(Mode mode) { return mode == Mode::major ? kMajorScale : kMinorScale; }

std::vector<int> voice_chord(int tonic, const Chord& chord, int centre, std::span<const int> previous) {
    const auto intervals = intervals_of(chord.quality);
    std::vector<int> best;
    int best_cost = 1 << 30;
    for (std::size_t inversion = 0; inversion < intervals.size(); ++inversion) {
        for (int octave = -1; octave <= 1; ++octave) {
            std::vector<int> notes;
            for (std::size_t i = 0; i < intervals.size(); ++i) {
                const std::size_t which = (i + inversion) % intervals.size();
                int note = tonic + chord.root + intervals[which] + (i + inversion >= intervals.size() ? 12 : 0);
                while (note < centre - 12) note += 12;
                notes.push_back(note);
            }
            for (int& note : notes) note += 12 * octave;
            std::sort(notes.begin(), notes.end());
            int cost = 0;
            for (std::size_t i = 0; i < notes.size(); ++i)
                cost += previous.empty() ? std::abs(notes[i] - centre)
                                         : std::abs(notes[i] - previous[std::min(i, previous.size() - 1)]);
            cost += std::abs(notes[notes.size() / 2] - centre) / 4;  // do not wander off over a long piece
            cost += 2 * std::max(0, notes.back() - notes.front() - 14);
            if (cost < best_cost) best_cost = cost, best = notes;
        }
    }
    return best;
}

}  // namespace stratum::composer
