#pragma once

#include "stratum/analysis/chord.hpp"
#include "stratum/analysis/key.hpp"
#include "stratum/base/export.hpp"
#include "stratum/base/units.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What music theory says about the chords of a recording. All of it follows from key, beats and chords; no audio is
/// read. Every statement names its bar: bars count from 1 at the first downbeat, and 0 stands for an upbeat and for
/// music in which no bars were heard (then the time tells where).
namespace stratum::analysis {

/// Where a chord comes from, seen from the key of its time.
enum class ChordOrigin : std::uint8_t {
    diatonic,   ///< Built on the key's scale; in minor the dominants of the harmonic scale too.
    borrowed,   ///< Built on the scale of the other mode on the same tonic.
    secondary,  ///< The dominant, or leading-note chord, of a degree other than the tonic.
    chromatic,  ///< None of these.
};
[[nodiscard]] STRATUM_EXPORT std::string_view name_of(ChordOrigin origin);
[[nodiscard]] STRATUM_EXPORT bool from_name(std::string_view name, ChordOrigin& out);

enum class CadenceKind : std::uint8_t {
    authentic,  ///< Dominant to tonic.
    plagal,     ///< Subdominant to tonic.
    half,       ///< A phrase of four bars that ends on the dominant.
    deceptive,  ///< Dominant to the sixth degree.
};
[[nodiscard]] STRATUM_EXPORT std::string_view name_of(CadenceKind kind);
[[nodiscard]] STRATUM_EXPORT bool from_name(std::string_view name, CadenceKind& out);

/// One chord in its context.
struct TheoryChord {
    int bar = 0;
    Seconds start;
    Seconds end;
    Chord chord;
    std::optional<Key> key;  ///< Of its time; absent where none was heard, and then there is no numeral either.
    std::string numeral;     ///< "ii7", "V65", "bVI", "V7/ii".
    ChordOrigin origin = ChordOrigin::diatonic;
    std::string reason;    ///< For all but diatonic chords: "from C minor", "dominant of ii".
    double tension = 0.0;  ///< See `Theory::tension_model`; 0 is the tonic at rest, most chords lie below 15.
    /// The smoothest way from the chord before: four notes, bass first, as MIDI numbers,
    std::vector<int> voicing;
    int motion = 0;          ///< how many semitones the voices move in all,
    bool parallels = false;  ///< and whether two of them move in parallel fifths or octaves even so.
};

struct NamedProgression {
    std::string name;      ///< "I-V-vi-IV (axis)", "12-bar blues".
    std::string numerals;  ///< As played.
    Key key;
    int first_bar = 0;
    int last_bar = 0;
    int times = 1;  ///< In a row.
    Seconds start;
    Seconds end;
};

struct Cadence {
    CadenceKind kind = CadenceKind::authentic;
    int bar = 0;  ///< Where the last chord of the cadence begins.
    Seconds time;
    Key key;
    std::string numerals;  ///< "V7-I".
};

struct NextChord {
    Chord after;   ///< Of this chord,
    int bar = 0;   ///< first heard in this bar (in an upbeat only where it is heard nowhere else),
    Seconds time;  ///< at this time,
    Key key;       ///< in this key.
    Chord chord;   ///< What may follow.
    std::string numeral;
    std::string reason;
};

struct ScaleAdvice {
    int bar = 0;  ///< From where.
    Seconds start;
    Key key;            ///< Of its time.
    int tonic = 0;      ///< Of the scale, a pitch class.
    std::string scale;  ///< "major", "dorian", "mixolydian b9 b13".
    std::string reason;
};

/// Where a key holds.
struct TheoryKey {
    Key key;
    int first_bar = 0;
    int last_bar = 0;
    Seconds start;
    Seconds end;
};

struct CompatibleKey {
    Key key;
    std::string reason;
    /// The longest stretch in the track's own key: there the two can sound together.
    int first_bar = 0;
    int last_bar = 0;
    Seconds start;
    Seconds end;
};

struct Theory {
    std::vector<TheoryKey> keys;                 ///< In the order of time; one without a change of key.
    std::vector<TheoryChord> chords;             ///< Without the stretches that hold no chord.
    std::vector<NamedProgression> progressions;  ///< In the order of time.
    std::vector<Cadence> cadences;
    std::vector<NextChord> next_chords;  ///< After the track's most frequent chords.
    std::vector<ScaleAdvice> scales;     ///< For each key, and for the chords that leave it.
    std::vector<CompatibleKey> compatible_keys;
    std::string tension_model;  ///< "Lerdahl 2001, ...": what `TheoryChord::tension` is.
};

template <class V>
void describe(V& v, TheoryChord& x) {
    v.field("bar", x.bar);
    v.field("start", x.start);
    v.field("end", x.end);
    v.field("chord", x.chord);
    v.field("key", x.key);
    v.field("numeral", x.numeral);
    v.field("origin", x.origin);
    v.field("reason", x.reason);
    v.field("tension", x.tension);
    v.field("voicing", x.voicing);
    v.field("motion", x.motion);
    v.field("parallels", x.parallels);
}
template <class V>
void describe(V& v, NamedProgression& x) {
    v.field("name", x.name);
    v.field("numerals", x.numerals);
    v.field("key", x.key);
    v.field("first_bar", x.first_bar);
    v.field("last_bar", x.last_bar);
    v.field("times", x.times);
    v.field("start", x.start);
    v.field("end", x.end);
}
template <class V>
void describe(V& v, Cadence& x) {
    v.field("kind", x.kind);
    v.field("bar", x.bar);
    v.field("time", x.time);
    v.field("key", x.key);
    v.field("numerals", x.numerals);
}
template <class V>
void describe(V& v, NextChord& x) {
    v.field("after", x.after);
    v.field("bar", x.bar);
    v.field("time", x.time);
    v.field("key", x.key);
    v.field("chord", x.chord);
    v.field("numeral", x.numeral);
    v.field("reason", x.reason);
}
template <class V>
void describe(V& v, ScaleAdvice& x) {
    v.field("bar", x.bar);
    v.field("start", x.start);
    v.field("key", x.key);
    v.field("tonic", x.tonic);
    v.field("scale", x.scale);
    v.field("reason", x.reason);
}
template <class V>
void describe(V& v, TheoryKey& x) {
    v.field("key", x.key);
    v.field("first_bar", x.first_bar);
    v.field("last_bar", x.last_bar);
    v.field("start", x.start);
    v.field("end", x.end);
}
template <class V>
void describe(V& v, CompatibleKey& x) {
    v.field("key", x.key);
    v.field("reason", x.reason);
    v.field("first_bar", x.first_bar);
    v.field("last_bar", x.last_bar);
    v.field("start", x.start);
    v.field("end", x.end);
}
template <class V>
void describe(V& v, Theory& x) {
    v.field("tension_model", x.tension_model);
    v.field("keys", x.keys);
    v.field("chords", x.chords);
    v.field("progressions", x.progressions);
    v.field("cadences", x.cadences);
    v.field("next_chords", x.next_chords);
    v.field("scales", x.scales);
    v.field("compatible_keys", x.compatible_keys);
}

}  // namespace stratum::analysis
