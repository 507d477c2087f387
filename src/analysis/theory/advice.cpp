#include "theory/advice.hpp"

#include "theory/roman.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace stratum::analysis {
namespace {

constexpr std::size_t kMostFrequent = 6;

/// From one degree to another, in semitones above the tonic.
struct Usual {
    int from;
    int to;
    ChordType type;
    std::string_view reason;
};
constexpr std::array kInMajor{
    Usual{0, 5, ChordType::major, "the tonic opens to the subdominant"},
    Usual{0, 9, ChordType::minor, "the relative minor keeps two of its notes"},
    Usual{0, 7, ChordType::dominant7, "the tonic goes out to the dominant"},
    Usual{2, 7, ChordType::dominant7, "pre-dominant to dominant, down a fifth"},
    Usual{2, 5, ChordType::major, "another pre-dominant, with two notes in common"},
    Usual{4, 9, ChordType::minor, "down a fifth"},
    Usual{4, 5, ChordType::major, "a semitone up to the subdominant"},
    Usual{5, 7, ChordType::dominant7, "pre-dominant to dominant"},
    Usual{5, 0, ChordType::major, "plagal, home without the dominant"},
    Usual{5, 5, ChordType::minor, "borrowed from minor: its third falls by a semitone"},
    Usual{7, 0, ChordType::major, "dominant to tonic, down a fifth"},
    Usual{7, 9, ChordType::minor, "deceptive: the sixth degree in place of the tonic"},
    Usual{9, 2, ChordType::minor7, "down a fifth to the pre-dominant"},
    Usual{9, 5, ChordType::major, "down a third, with two notes in common"},
    Usual{10, 5, ChordType::major, "up a fifth, the Mixolydian way home"},
    Usual{11, 0, ChordType::major, "the leading note resolves"},
};
constexpr std::array kInMinor{
    Usual{0, 8, ChordType::major, "down a third, with two notes in common"},
    Usual{0, 5, ChordType::minor, "the tonic opens to the subdominant"},
    Usual{0, 7, ChordType::dominant7, "the tonic goes out to the dominant"},
    Usual{2, 7, ChordType::dominant7, "pre-dominant to dominant, down a fifth"},
    Usual{3, 8, ChordType::major, "down a fifth"},
    Usual{3, 10, ChordType::major, "to the dominant of the relative major"},
    Usual{5, 7, ChordType::dominant7, "pre-dominant to dominant"},
    Usual{5, 0, ChordType::minor, "plagal, home without the dominant"},
    Usual{7, 0, ChordType::minor, "dominant to tonic, down a fifth"},
    Usual{7, 8, ChordType::major, "deceptive: the sixth degree in place of the tonic"},
    Usual{8, 10, ChordType::major, "up by step towards the tonic"},
    Usual{8, 3, ChordType::major, "to the relative major"},
    Usual{10, 0, ChordType::minor, "up by step to the tonic"},
    Usual{10, 3, ChordType::major, "dominant of the relative major resolves"},
    Usual{11, 0, ChordType::minor, "the leading note resolves"},
};

Chord rooted(int root, ChordType type) { return {(root % 12 + 12) % 12, type, (root % 12 + 12) % 12}; }

/// What is advised for one chord.
void advise(std::vector<NextChord>& out, const TheoryChord& x) {
    const Key key = *x.key;
    const auto say = [&](const Chord& chord, std::string reason) {
        if (chord.root == x.chord.root && chord.type == x.chord.type) return;
        NextChord next{x.chord, x.bar, x.start, key, chord, {}, std::move(reason)};
        next.numeral = read_roman(chord, nullptr, key).numeral;
        out.push_back(std::move(next));
    };
    const int degree = degree_in(x.chord.root, key);
    if (x.origin == ChordOrigin::secondary) {
        const int aim = x.chord.root + (is_diminished(x.chord.type) ? 1 : 5);
        const unsigned scale = scale_of(key.mode);
        const int at = degree_in(aim % 12, key);
        const bool small = (scale >> ((at + 3) % 12) & 1U) != 0 && (scale >> ((at + 4) % 12) & 1U) == 0;
        say(rooted(aim, small ? ChordType::minor : ChordType::major), "where this dominant leads");
        return;
    }
    const std::span<const Usual> table =
        key.mode == Mode::major ? std::span<const Usual>{kInMajor} : std::span<const Usual>{kInMinor};
    for (const Usual& usual : table)
        if (usual.from == degree) say(rooted(key.tonic + usual.to, usual.type), std::string{usual.reason});
    const bool predominant = degree == 2 || degree == 5;
    if (predominant) say(rooted(key.tonic + 1, ChordType::dominant7), "tritone substitute of the dominant");
    if (degree == 0)
        say(rooted(key.tonic + (key.mode == Mode::major ? 9 : 0), ChordType::dominant7),
            key.mode == Mode::major ? "secondary dominant, leads to ii" : "secondary dominant, leads to iv");
}

std::string_view chord_scale(const TheoryChord& x) {
    switch (x.chord.type) {
        case ChordType::diminished7:
            return "whole-half diminished";
        case ChordType::half_diminished7:
            return "locrian";
        case ChordType::augmented:
            return "whole tone";
        case ChordType::minor_major7:
            return "melodic minor";
        default:
            break;
    }
    if (x.origin == ChordOrigin::secondary && x.key) {
        // Towards a minor degree the ninth and the thirteenth are flat.
        const int at = degree_in((x.chord.root + 5) % 12, *x.key);
        const unsigned scale = scale_of(x.key->mode);
        const bool small = (scale >> ((at + 3) % 12) & 1U) != 0 && (scale >> ((at + 4) % 12) & 1U) == 0;
        return small ? "mixolydian b9 b13" : "mixolydian";
    }
    if (is_dominant(x.chord.type)) {
        if (x.key && degree_in(x.chord.root, *x.key) == 1) return "lydian dominant";
        return "mixolydian";
    }
    return is_minor_like(x.chord.type) ? "dorian" : "lydian";
}

}  // namespace

std::vector<NextChord> next_chords(std::span<const TheoryChord> chords) {
    // By time, in the order in which they are met.
    struct Entry {
        std::size_t first;
        double seconds = 0.0;
    };
    std::vector<Entry> entries;
    std::map<std::pair<int, int>, std::size_t> known;
    for (std::size_t i = 0; i < chords.size(); ++i) {
        if (!chords[i].key) continue;
        const auto [at, fresh] =
            known.try_emplace({chords[i].chord.root, static_cast<int>(chords[i].chord.type)}, entries.size());
        if (fresh) entries.push_back({i});
        Entry& entry = entries[at->second];
        // An upbeat has no number to point to; the first full bar has.
        if (chords[entry.first].bar == 0 && chords[i].bar > 0) entry.first = i;
        entry.seconds += (chords[i].end - chords[i].start).value();
    }
    std::stable_sort(entries.begin(), entries.end(), [](auto& a, auto& b) { return a.seconds > b.seconds; });
    if (entries.size() > kMostFrequent) entries.resize(kMostFrequent);
    std::vector<NextChord> out;
    for (const Entry& entry : entries) advise(out, chords[entry.first]);
    return out;
}

std::vector<ScaleAdvice> scale_advice(std::span<const TheoryChord> chords, const Harmony* harmony) {
    std::vector<ScaleAdvice> out;
    std::optional<Key> last;
    std::map<std::pair<int, std::string_view>, bool> told;
    for (const TheoryChord& x : chords) {
        if (!x.key) continue;
        if (last != x.key) {
            last = x.key;
            const bool major = x.key->mode == Mode::major;
            const std::string name = name_of(*x.key, spelling_in(*x.key));
            if (!told[{x.key->tonic, major ? "major" : "natural minor"}]) {
                told[{x.key->tonic, major ? "major" : "natural minor"}] = true;
                out.push_back(
                    {x.bar, x.start, *x.key, x.key->tonic, major ? "major" : "natural minor", "the key is " + name});
                out.push_back({x.bar, x.start, *x.key, x.key->tonic, major ? "major pentatonic" : "minor pentatonic",
                               "the five notes of " + name + " that clash with none of its chords"});
            }
            const bool home = harmony != nullptr && harmony->key && harmony->key->key == *x.key;
            if (home && harmony->key->church_mode) {
                const std::string_view mode = name_of(*harmony->key->church_mode);
                if (!std::exchange(told[{x.key->tonic, mode}], true))
                    out.push_back({x.bar, x.start, *x.key, x.key->tonic, std::string{mode},
                                   "the melody and chords use its notes"});
            }
        }
        if (x.origin == ChordOrigin::diatonic) continue;
        if (x.origin == ChordOrigin::borrowed) {
            const std::string_view scale = x.key->mode == Mode::major ? "natural minor" : "major";
            if (!std::exchange(told[{x.key->tonic, scale}], true))
                out.push_back(
                    {x.bar, x.start, *x.key, x.key->tonic, std::string{scale}, x.numeral + " is borrowed from it"});
            continue;
        }
        const std::string_view scale = chord_scale(x);
        if (!std::exchange(told[{x.chord.root, scale}], true))
            out.push_back({x.bar, x.start, *x.key, x.chord.root, std::string{scale},
                           "over " + x.numeral + " (" + x.reason + ")"});
    }
    return out;
}

std::vector<CompatibleKey> compatible_keys(Key key, std::span<const TheoryKey> keys) {
    const bool major = key.mode == Mode::major;
    const auto at = [&](int semitones, Mode mode) { return Key{(key.tonic + semitones) % 12, mode}; };
    const TheoryKey* longest = nullptr;
    for (const TheoryKey& x : keys)
        if (x.key == key && (longest == nullptr || x.end - x.start > longest->end - longest->start)) longest = &x;
    std::vector<CompatibleKey> out;
    const auto say = [&](Key other, std::string_view reason) {
        CompatibleKey& x = out.emplace_back();
        x.key = other;
        x.reason = reason;
        if (longest == nullptr) return;
        x.first_bar = longest->first_bar;
        x.last_bar = longest->last_bar;
        x.start = longest->start;
        x.end = longest->end;
    };
    say(key, "the same key");
    say(major ? at(9, Mode::minor) : at(3, Mode::major), "the relative: the same notes");
    say(at(7, key.mode), "a fifth up: one note differs");
    say(at(5, key.mode), "a fifth down: one note differs");
    say(at(2, key.mode), "a tone up: a lift of energy, two notes differ");
    say(at(1, key.mode), "a semitone up: the strongest lift, to be mixed where no melody sounds");
    say(at(0, major ? Mode::minor : Mode::major), "the parallel: the same tonic, another mood");
    return out;
}

}  // namespace stratum::analysis
