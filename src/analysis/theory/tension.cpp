#include "theory/tension.hpp"

#include "theory/roman.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace stratum::analysis {
namespace {

unsigned turned(unsigned bits, int by) { return (bits << by | bits >> (12 - by)) & 0xfffU; }

/// Steps on the circle of fifths, 0 to 6.
int fifths_between(int a, int b) {
    const int steps = ((b - a) * 7 % 12 + 12) % 12;
    return std::min(steps, 12 - steps);
}

/// The fifths that a key's signature holds: minor keys share that of their relative major.
int signature_root(Key key) { return key.mode == Mode::major ? key.tonic : (key.tonic + 3) % 12; }

/// Steps between two roots on the circle of the scale's own fifths; the chromatic one where a root is not in it.
int root_steps(int a, int b, Key key) {
    // C G D A E B F C: as degrees of the major scale.
    constexpr std::array kCircle{0, 7, 2, 9, 4, 11, 5};
    const int major = signature_root(key);
    const auto place = [&](int root) {
        return std::find(kCircle.begin(), kCircle.end(), (root - major + 12) % 12) - kCircle.begin();
    };
    const auto from = static_cast<int>(place(a));
    const auto to = static_cast<int>(place(b));
    if (from == 7 || to == 7) return fifths_between(a, b);
    const int steps = std::abs(from - to);
    return std::min(steps, 7 - steps);
}

/// The basic space: root; root and fifth; chord; scale. The fifth of a diminished chord is its own.
std::array<unsigned, 4> basic_space(const Chord& chord, Key key) {
    const unsigned tones = turned(tones_of(chord.type), chord.root);
    const unsigned root = 1U << static_cast<unsigned>(chord.root);
    const int fifth = is_diminished(chord.type) ? 6 : chord.type == ChordType::augmented ? 8 : 7;
    const unsigned scale = turned(scale_of(key.mode), key.tonic);
    return {root, root | turned(1, (chord.root + fifth) % 12), tones, scale | tones};
}

}  // namespace

int chord_distance(const Chord& from, Key from_key, const Chord& to, Key to_key) {
    const int i = fifths_between(signature_root(from_key), signature_root(to_key));
    const int j = root_steps(from.root, to.root, to_key);
    const auto before = basic_space(from, from_key);
    const auto after = basic_space(to, to_key);
    int k = 0;
    for (std::size_t level = 0; level < after.size(); ++level) k += std::popcount(after[level] & ~before[level]);
    return i + j + k;
}

double tension_of(const Chord& chord, Key key, Key home) {
    const auto tonic = [](Key of) {
        return Chord{of.tonic, of.mode == Mode::major ? ChordType::major : ChordType::minor, of.tonic};
    };
    double tension = chord_distance(tonic(key), key, chord, key);
    if (key != home) tension += chord_distance(tonic(home), home, tonic(key), key);
    if (chord.bass != chord.root) tension += 2.0;
    if (std::popcount(tones_of(chord.type)) > 3) tension += 1.0;
    return tension;
}

}  // namespace stratum::analysis
