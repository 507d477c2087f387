#include "stratum/analysis/chord.hpp"

#include "stratum/base/fields.hpp"
#include "stratum/base/text.hpp"

#include <utility>

namespace stratum::analysis {
namespace {

constexpr std::array<std::pair<ChordType, std::string_view>, kChordTypes> kNames{{
    {ChordType::major, "maj"},      {ChordType::minor, "min"},        {ChordType::dominant7, "7"},
    {ChordType::major7, "maj7"},    {ChordType::minor7, "min7"},      {ChordType::minor_major7, "minmaj7"},
    {ChordType::diminished, "dim"}, {ChordType::diminished7, "dim7"}, {ChordType::half_diminished7, "hdim7"},
    {ChordType::augmented, "aug"},  {ChordType::sus2, "sus2"},        {ChordType::sus4, "sus4"},
    {ChordType::major6, "maj6"},    {ChordType::minor6, "min6"},      {ChordType::dominant9, "9"},
    {ChordType::major9, "maj9"},    {ChordType::minor9, "min9"},      {ChordType::eleventh, "11"},
    {ChordType::thirteenth, "13"},
}};

constexpr std::array<std::string_view, kChordTypes> kSongbook{"",     "m",    "7",   "maj7", "m7",   "m(maj7)", "dim",
                                                              "dim7", "m7b5", "aug", "sus2", "sus4", "6",       "m6",
                                                              "9",    "maj9", "m9",  "11",   "13"};

template <class... Tones>
constexpr std::uint16_t mask(Tones... tones) {
    return static_cast<std::uint16_t>((... | (1U << (static_cast<unsigned>(tones) % 12U))));
}
constexpr std::array<std::uint16_t, kChordTypes> kTones{
    mask(0, 4, 7),        mask(0, 3, 7),        mask(0, 4, 7, 10),    mask(0, 4, 7, 11),   mask(0, 3, 7, 10),
    mask(0, 3, 7, 11),    mask(0, 3, 6),        mask(0, 3, 6, 9),     mask(0, 3, 6, 10),   mask(0, 4, 8),
    mask(0, 2, 7),        mask(0, 5, 7),        mask(0, 4, 7, 9),     mask(0, 3, 7, 9),    mask(0, 4, 7, 10, 2),
    mask(0, 4, 7, 11, 2), mask(0, 3, 7, 10, 2), mask(0, 7, 10, 2, 5), mask(0, 4, 10, 2, 9)};

constexpr std::array<std::string_view, 12> kSharps{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
constexpr std::array<std::string_view, 12> kFlats{"C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"};
constexpr std::array<std::string_view, 12> kUsual{"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
constexpr std::array<std::string_view, 12> kDegrees{"1", "b2", "2", "b3", "3", "4", "b5", "5", "b6", "6", "b7", "7"};

/// A chord that is being read from bytes is named before its range is checked.
int pitch_class(int any) { return (any % 12 + 12) % 12; }

/// A pitch class from a letter with accidentals, which are taken off `text`.
std::optional<int> take_pitch(std::string_view& text) {
    constexpr std::string_view kLetters = "CxDxEFxGxAxB";
    if (text.empty() || text.front() == 'x') return std::nullopt;
    const auto letter = kLetters.find(text.front());
    if (letter == std::string_view::npos) return std::nullopt;
    int pitch = static_cast<int>(letter);
    text.remove_prefix(1);
    for (; !text.empty() && (text.front() == '#' || text.front() == 'b'); text.remove_prefix(1))
        pitch += text.front() == '#' ? 1 : 11;
    return pitch % 12;
}

/// A degree such as "b7" in semitones.
std::optional<int> degree_of(std::string_view text) {
    constexpr std::array kSteps{0, 2, 4, 5, 7, 9, 11};
    int semitones = 0;
    for (; !text.empty() && (text.front() == '#' || text.front() == 'b'); text.remove_prefix(1))
        semitones += text.front() == '#' ? 1 : 11;
    const auto number = parse_integer(text);
    if (!number || *number < 1 || *number > 13) return std::nullopt;
    return (semitones + kSteps[static_cast<std::size_t>((*number - 1) % 7)]) % 12;
}

}  // namespace

std::string_view name_of(ChordType type) { return find_name(kNames, type); }
bool from_name(std::string_view name, ChordType& out) { return find_name(kNames, name, out); }
std::uint16_t tones_of(ChordType type) {
    const auto index = static_cast<std::size_t>(type);
    return index < kTones.size() ? kTones[index] : std::uint16_t{1};
}

std::string_view pitch_name(int note, Spelling spelling) {
    const auto index = static_cast<std::size_t>((note % 12 + 12) % 12);
    return spelling == Spelling::sharps ? kSharps[index] : spelling == Spelling::flats ? kFlats[index] : kUsual[index];
}

Spelling spelling_in(Key key) {
    // Around the circle of fifths from C: F# major has six sharps, but Eb minor six flats.
    const int tonic = (key.tonic + (key.mode == Mode::minor ? 3 : 0)) % 12;
    const int fifths = (tonic * 7 % 12 + 12) % 12;
    if (fifths == 0) return Spelling::usual;  // No signature to follow: Bb and Eb, but F#.
    return fifths <= (key.mode == Mode::major ? 6 : 5) ? Spelling::sharps : Spelling::flats;
}

std::string harte_of(const Chord& chord, Spelling spelling) {
    std::string label{pitch_name(chord.root, spelling)};
    label += ":";
    label += name_of(chord.type);
    const int degree = (pitch_class(chord.bass) - pitch_class(chord.root) + 12) % 12;
    if (degree != 0) label += "/" + std::string{kDegrees[static_cast<std::size_t>(degree)]};
    return label;
}

std::string name_of(const Chord& chord, Spelling spelling) {
    std::string label{pitch_name(chord.root, spelling)};
    if (const auto type = static_cast<std::size_t>(chord.type); type < kSongbook.size()) label += kSongbook[type];
    if (pitch_class(chord.bass) != pitch_class(chord.root))
        label += "/" + std::string{pitch_name(chord.bass, spelling)};
    return label;
}

std::optional<Chord> parse_chord(std::string_view harte) {
    std::string_view rest = harte;
    const auto root = take_pitch(rest);
    if (!root) return std::nullopt;
    Chord chord{*root, ChordType::major, *root};
    const auto slash = rest.find('/');
    if (slash != std::string_view::npos) {
        const auto degree = degree_of(rest.substr(slash + 1));
        if (!degree) return std::nullopt;
        chord.bass = (*root + *degree) % 12;
        rest = rest.substr(0, slash);
    }
    if (rest.empty()) return chord;
    if (rest.front() != ':' || !from_name(rest.substr(1), chord.type)) return std::nullopt;
    return chord;
}

}  // namespace stratum::analysis
