#include "theory/voice_leading.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace stratum::analysis {
namespace {

constexpr int kLowestBass = 40;    // E2
constexpr int kHighestBass = 51;   // D#3
constexpr int kLowestVoice = 52;   // E3
constexpr int kHighestVoice = 79;  // G5

/// The pitch classes that the upper voices sing.
std::array<int, 3> upper_tones(const Chord& chord) {
    const unsigned tones = tones_of(chord.type);
    std::vector<int> above;  // in the order of their importance: third, seventh, ninth and on, fifth, root
    const auto take = [&](std::initializer_list<int> intervals) {
        for (const int interval : intervals)
            if ((tones >> interval & 1U) != 0) above.push_back((chord.root + interval) % 12);
    };
    take({3, 4});
    take({10, 11, 9});
    take({2, 5});
    take({6, 7, 8});
    take({0});
    while (above.size() < 3) above.push_back(chord.root);
    return {above[0], above[1], above[2]};
}

int nearest(int pitch_class, int to, int low, int high) {
    int note = to + ((pitch_class - to) % 12 + 12) % 12;
    if (note - to > 6) note -= 12;
    while (note < low) note += 12;
    while (note > high) note -= 12;
    return note;
}

bool has_parallels(const Voicing& a, const Voicing& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = i + 1; j < a.size(); ++j) {
            const int before = std::abs(a[j] - a[i]) % 12;
            const int after = std::abs(b[j] - b[i]) % 12;
            const bool same_way = (b[i] - a[i]) * (b[j] - a[j]) > 0;
            if (same_way && before == after && (before == 0 || before == 7)) return true;
        }
    return false;
}

}  // namespace

Voicing opening(const Chord& chord) {
    Voicing out{nearest(chord.bass, 46, kLowestBass, kLowestBass + 11)};
    const std::array<int, 3> tones = upper_tones(chord);
    for (std::size_t i = 0; i < 3; ++i) out[i + 1] = nearest(tones[i], 60, kLowestVoice, kHighestVoice);
    std::sort(out.begin() + 1, out.end());
    return out;
}

VoiceMove smoothest(const Voicing& before, const Chord& chord) {
    std::array<int, 3> tones = upper_tones(chord);
    std::sort(tones.begin(), tones.end());
    VoiceMove best;
    bool found = false;
    do {
        VoiceMove move;
        move.voicing[0] = nearest(chord.bass, before[0], kLowestBass, kHighestBass);
        for (std::size_t i = 0; i < 3; ++i)
            move.voicing[i + 1] = nearest(tones[i], before[i + 1], kLowestVoice, kHighestVoice);
        for (std::size_t i = 0; i < 4; ++i) move.motion += std::abs(move.voicing[i] - before[i]);
        move.parallels = has_parallels(before, move.voicing);
        if (!found || move.motion < best.motion || (move.motion == best.motion && best.parallels && !move.parallels)) {
            best = move;
            found = true;
        }
    } while (std::next_permutation(tones.begin(), tones.end()));
    std::sort(best.voicing.begin() + 1, best.voicing.end());
    return best;
}

}  // namespace stratum::analysis
