#include "stratum/analysis/key.hpp"

#include "stratum/base/fields.hpp"
#include "stratum/base/text.hpp"

#include <array>
#include <cctype>

namespace stratum::analysis {
namespace {

constexpr std::array<std::pair<Mode, std::string_view>, 2> kModes{{{Mode::major, "major"}, {Mode::minor, "minor"}}};

constexpr std::array<std::pair<ChurchMode, std::string_view>, 4> kChurchModes{{
    {ChurchMode::dorian, "dorian"},
    {ChurchMode::phrygian, "phrygian"},
    {ChurchMode::lydian, "lydian"},
    {ChurchMode::mixolydian, "mixolydian"},
}};

constexpr std::array<std::string_view, 12> kSharps{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
constexpr std::array<std::string_view, 12> kFlats{"C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"};
// Fewest accidentals in the key signature; F# and Gb major have six each, DJ software writes F#.
constexpr std::array<std::string_view, 12> kMajor{"C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
constexpr std::array<std::string_view, 12> kMinor{"C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"};

/// A key that is being read from bytes is named before its range is checked: any number stands for a pitch class.
int pitch_class_of(Key key) { return (key.tonic % 12 + 12) % 12; }

std::string_view tonic_name(Key key, Spelling spelling) {
    const auto tonic = static_cast<std::size_t>(pitch_class_of(key));
    switch (spelling) {
        case Spelling::sharps:
            return kSharps[tonic];
        case Spelling::flats:
            return kFlats[tonic];
        case Spelling::usual:
            break;
    }
    return key.mode == Mode::major ? kMajor[tonic] : kMinor[tonic];
}

/// Steps along the circle of fifths from C major (or A minor): 0 to 11.
int fifths_of(Key key) {
    const int relative_major = key.mode == Mode::major ? pitch_class_of(key) : pitch_class_of(key) + 3;
    return relative_major * 7 % 12;
}

Key from_fifths(int fifths, Mode mode) {
    const int relative_major = fifths * 7 % 12;
    return {mode == Mode::major ? relative_major : (relative_major + 9) % 12, mode};
}

std::optional<Key> parse_wheel(std::string_view text) {
    if (text.size() < 2 || text.size() > 3) return std::nullopt;
    const auto number = parse_integer(text.substr(0, text.size() - 1));
    if (!number || *number < 1 || *number > 12) return std::nullopt;
    const int n = static_cast<int>(*number);
    switch (text.back()) {
        case 'a':
            return from_fifths((n + 4) % 12, Mode::minor);
        case 'b':
            return from_fifths((n + 4) % 12, Mode::major);
        case 'm':
            return from_fifths(n - 1, Mode::minor);
        case 'd':
            return from_fifths(n - 1, Mode::major);
        default:
            return std::nullopt;
    }
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

}  // namespace

std::string_view name_of(ChurchMode mode) { return find_name(kChurchModes, mode); }
bool from_name(std::string_view name, ChurchMode& out) { return find_name(kChurchModes, name, out); }

std::string_view name_of(Mode mode) { return find_name(kModes, mode); }
bool from_name(std::string_view name, Mode& out) { return find_name(kModes, name, out); }

std::string name_of(Key key, Spelling spelling) {
    return std::string{tonic_name(key, spelling)} + " " + std::string{name_of(key.mode)};
}

std::string short_name_of(Key key, Spelling spelling) {
    return std::string{tonic_name(key, spelling)} + (key.mode == Mode::minor ? "m" : "");
}

std::string camelot_of(Key key) {
    return std::to_string((fifths_of(key) + 7) % 12 + 1) + (key.mode == Mode::minor ? "A" : "B");
}

std::string open_key_of(Key key) { return std::to_string(fifths_of(key) + 1) + (key.mode == Mode::minor ? "m" : "d"); }

std::string harte_of(Key key) {
    return std::string{tonic_name(key, Spelling::usual)} + (key.mode == Mode::minor ? ":min" : ":maj");
}

std::optional<Key> parse_key(std::string_view raw) {
    // "M" means major and "m" minor only where the letter stands alone, so that is read before case is dropped.
    const std::string_view trimmed = trim(raw);
    const bool capital_m = trimmed.size() >= 2 && trimmed.size() <= 3 && trimmed.back() == 'M';
    std::string text = to_lower(trimmed);
    replace_all(text, "\xe2\x99\xad", "b");
    replace_all(text, "\xe2\x99\xaf", "#");
    replace_all(text, "-", " ");
    if (text.empty()) return std::nullopt;
    if (std::isdigit(static_cast<unsigned char>(text[0])) != 0) return parse_wheel(text);

    constexpr std::array<int, 7> kLetters{9, 11, 0, 2, 4, 5, 7};  // a b c d e f g
    if (text[0] < 'a' || text[0] > 'g') return std::nullopt;
    int tonic = kLetters[static_cast<std::size_t>(text[0] - 'a')];
    std::string_view rest = std::string_view{text}.substr(1);
    for (; !rest.empty() && (rest[0] == '#' || rest[0] == 'b'); rest.remove_prefix(1)) tonic += rest[0] == '#' ? 1 : -1;
    if (rest.starts_with(" sharp")) tonic += 1, rest.remove_prefix(6);
    if (rest.starts_with(" flat")) tonic -= 1, rest.remove_prefix(5);
    if (rest.starts_with(":")) rest.remove_prefix(1);
    rest = trim(rest);
    const Key major{(tonic + 24) % 12, Mode::major};
    const Key minor{(tonic + 24) % 12, Mode::minor};
    if (rest.empty() || capital_m || rest == "maj" || rest == "major" || rest == "dur") return major;
    if (rest == "m" || rest == "min" || rest == "minor" || rest == "moll") return minor;
    return std::nullopt;
}

}  // namespace stratum::analysis
