#include "theory/roman.hpp"

#include <algorithm>
#include <array>

namespace stratum::analysis {
namespace {

template <class... Tones>
constexpr std::uint16_t mask(Tones... tones) {
    return static_cast<std::uint16_t>((0U | ... | (1U << (static_cast<unsigned>(tones) % 12U))));
}
constexpr std::uint16_t kMajorScale = mask(0, 2, 4, 5, 7, 9, 11);
constexpr std::uint16_t kMinorScale = mask(0, 2, 3, 5, 7, 8, 10);
constexpr std::uint16_t kHarmonicMinor = mask(0, 2, 3, 5, 7, 8, 11);

constexpr std::array<std::string_view, 12> kMajorDegrees{"I",   "bII", "II",  "bIII", "III",  "IV",
                                                         "#IV", "V",   "bVI", "VI",   "bVII", "VII"};
constexpr std::array<std::string_view, 12> kMinorDegrees{"I",   "bII", "II", "III", "#III", "IV",
                                                         "#IV", "V",   "VI", "#VI", "VII",  "#VII"};

bool within(std::uint16_t tones, std::uint16_t scale) { return (tones & ~scale) == 0; }

/// The degree that a dominant or leading-note chord aims at: above its root.
int aim_of(ChordType type) { return is_diminished(type) ? 1 : 5; }

std::string small(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c == 'I' ? 'i' : c == 'V' ? 'v' : c; });
    return text;
}

/// "7", "o7", "maj7", and the figures of an inversion in place of the 5 or the 7.
std::string quality_of(const Chord& chord) {
    const int bass = (chord.bass - chord.root + 12) % 12;
    const int place = bass == 0 ? 0 : bass <= 4 ? 1 : bass <= 8 ? 2 : 3;
    constexpr std::array<std::string_view, 4> kTriad{"", "6", "64", ""};
    constexpr std::array<std::string_view, 4> kSeventh{"7", "65", "43", "42"};
    std::string triad{kTriad[static_cast<std::size_t>(place)]};
    std::string seventh{kSeventh[static_cast<std::size_t>(place)]};
    switch (chord.type) {
        case ChordType::major:
        case ChordType::minor:
            return triad;
        case ChordType::dominant7:
        case ChordType::minor7:
            return seventh;
        case ChordType::major7:
        case ChordType::minor_major7:
            return "maj" + seventh;
        case ChordType::diminished:
            return "o" + triad;
        case ChordType::diminished7:
            return "o" + seventh;
        case ChordType::half_diminished7:
            return "ø" + seventh;
        case ChordType::augmented:
            return "+" + triad;
        case ChordType::sus2:
            return "sus2";
        case ChordType::sus4:
            return "sus4";
        case ChordType::major6:
        case ChordType::minor6:
            return "add6";
        case ChordType::dominant9:
        case ChordType::minor9:
            return "9";
        case ChordType::major9:
            return "maj9";
        case ChordType::eleventh:
            return "11";
        case ChordType::thirteenth:
            return "13";
    }
    return {};
}

bool is_diatonic(const Chord& chord, Key key) {
    const std::uint16_t tones = tones_in(chord, key);
    if (within(tones, scale_of(key.mode))) return true;
    if (key.mode == Mode::major) return false;
    // The raised seventh belongs to the chords that lead home.
    const int degree = degree_in(chord.root, key);
    return (degree == 7 || degree == 11) && within(tones, kHarmonicMinor);
}

/// Whether a degree of the scale carries a triad that something may lead to.
bool is_target(int degree, Key key) {
    if (degree == 0 || (scale_of(key.mode) >> degree & 1U) == 0) return false;
    return key.mode == Mode::major ? degree != 11 : degree != 2;
}

/// Minor triads on ii, iii, vi of major and i, iv, v of minor keys.
bool small_degree(int degree, Key key) {
    const std::uint16_t scale = scale_of(key.mode);
    return (scale >> ((degree + 3) % 12) & 1U) != 0 && (scale >> ((degree + 4) % 12) & 1U) == 0;
}

}  // namespace

std::uint16_t scale_of(Mode mode) { return mode == Mode::major ? kMajorScale : kMinorScale; }

std::uint16_t tones_in(const Chord& chord, Key key) {
    const unsigned tones = tones_of(chord.type);
    const int shift = degree_in(chord.root, key);
    return static_cast<std::uint16_t>((tones << shift | tones >> (12 - shift)) & 0xfffU);
}

bool is_minor_like(ChordType type) { return (tones_of(type) >> 3 & 1U) != 0; }
bool is_dominant(ChordType type) {
    return type == ChordType::dominant7 || type == ChordType::dominant9 || type == ChordType::thirteenth;
}
bool is_diminished(ChordType type) {
    return type == ChordType::diminished || type == ChordType::diminished7 || type == ChordType::half_diminished7;
}

std::string degree_name(int degree, Key key, bool small_letters) {
    const auto index = static_cast<std::size_t>((degree % 12 + 12) % 12);
    const std::string name{key.mode == Mode::major ? kMajorDegrees[index] : kMinorDegrees[index]};
    return small_letters ? small(name) : name;
}

std::string roman_numeral(const Chord& chord, Key key) {
    const int degree = degree_in(chord.root, key);
    // The leading-note chord of a minor key is written without its sharp.
    const bool leading = key.mode == Mode::minor && degree == 11 && is_diminished(chord.type);
    return (leading ? "vii" : degree_name(degree, key, is_minor_like(chord.type))) + quality_of(chord);
}

RomanReading read_roman(const Chord& chord, const Chord* next, Key key, bool seventh_at_home) {
    RomanReading reading{roman_numeral(chord, key), ChordOrigin::diatonic, {}};
    if (is_diatonic(chord, key)) return reading;
    if (seventh_at_home && is_dominant(chord.type) && degree_in(chord.root, key) == 0) {
        reading.origin = ChordOrigin::chromatic;
        reading.reason = "blues seventh, on the home chord throughout";
        return reading;
    }

    const bool leading = is_diminished(chord.type);
    const bool plain = chord.type == ChordType::major;
    if (leading || plain || is_dominant(chord.type)) {
        const int aim = (degree_in(chord.root, key) + aim_of(chord.type)) % 12;
        const bool resolved = next != nullptr && degree_in(next->root, key) == aim;
        // A triad alone says too little about where it wants to go; a seventh says enough.
        if (is_target(aim, key) && (resolved || is_dominant(chord.type))) {
            const std::string target = degree_name(aim, key, small_degree(aim, key));
            reading.numeral = (leading ? "vii" : "V") + quality_of(chord) + "/" + target;
            reading.origin = ChordOrigin::secondary;
            reading.reason = std::string{leading ? "leading-note chord of " : "dominant of "} + target +
                             (resolved ? "" : ", which does not follow");
            return reading;
        }
    }
    const Key parallel{key.tonic, key.mode == Mode::major ? Mode::minor : Mode::major};
    if (is_diatonic(chord, parallel)) {
        reading.origin = ChordOrigin::borrowed;
        reading.reason = "from " + name_of(parallel, spelling_in(key));  // as the page spells the chord itself
        return reading;
    }
    reading.origin = ChordOrigin::chromatic;
    const int degree = degree_in(chord.root, key);
    if (degree == 1 && (chord.type == ChordType::major || chord.type == ChordType::major7))
        reading.reason = "Neapolitan, a semitone above the tonic";
    else if (is_dominant(chord.type) && degree == 1)
        reading.reason = "tritone substitute of V7";
    else if (is_dominant(chord.type) && (degree == 0 || degree == 5))
        reading.reason = "blues seventh";
    else
        reading.reason = "outside of " + name_of(key, spelling_in(key));
    return reading;
}

}  // namespace stratum::analysis
