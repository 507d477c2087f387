#include "stratum/analysis/theory.hpp"

#include "frontend/registry.hpp"
#include "stratum/base/fields.hpp"
#include "theory/advice.hpp"
#include "theory/cadences.hpp"
#include "theory/progressions.hpp"
#include "theory/roman.hpp"
#include "theory/tension.hpp"
#include "theory/voice_leading.hpp"

#include <algorithm>

/// The analyser without ears: key, downbeats and chords in, what theory says about them out. docs/theory.md has the
/// whole.
namespace stratum::analysis {
namespace {

constexpr std::array<std::pair<ChordOrigin, std::string_view>, 4> kOrigins{{
    {ChordOrigin::diatonic, "diatonic"},
    {ChordOrigin::borrowed, "borrowed"},
    {ChordOrigin::secondary, "secondary"},
    {ChordOrigin::chromatic, "chromatic"},
}};
constexpr std::array<std::pair<CadenceKind, std::string_view>, 4> kCadences{{
    {CadenceKind::authentic, "authentic"},
    {CadenceKind::plagal, "plagal"},
    {CadenceKind::half, "half"},
    {CadenceKind::deceptive, "deceptive"},
}};

/// A chord that begins this little before a bar line begins on it.
constexpr Seconds kEarly{0.1};

/// 1 from the first downbeat on, 0 before it.
int bar_of(std::span<const Seconds> bars, Seconds time) {
    return static_cast<int>(std::upper_bound(bars.begin(), bars.end(), time + kEarly) - bars.begin());
}

std::optional<Key> key_at_time(const Harmony* harmony, Seconds time) {
    if (harmony == nullptr) return std::nullopt;
    const auto& spans = harmony->key_over_time;
    const auto after = std::upper_bound(spans.begin(), spans.end(), time,
                                        [](Seconds t, const KeySpan& span) { return t < span.start; });
    if (after != spans.begin() && time < std::prev(after)->end) return std::prev(after)->key;
    if (harmony->key) return harmony->key->key;
    return std::nullopt;
}

/// Where each key holds. A key that ends a little after a bar line does not reach into that bar, and one that begins
/// with an upbeat is told from the first bar on.
std::vector<TheoryKey> keys_of(const Harmony* harmony, std::span<const Seconds> bars, Seconds duration) {
    std::vector<TheoryKey> out;
    const auto add = [&](Key key, Seconds start, Seconds end) {
        const auto last = static_cast<int>(std::lower_bound(bars.begin(), bars.end(), end - kEarly) - bars.begin());
        const int first = std::max(bar_of(bars, start), std::min(last, 1));
        out.push_back({key, first, std::max(first, last), start, end});
    };
    if (harmony == nullptr) return out;
    for (const KeySpan& span : harmony->key_over_time) {
        Seconds start = span.start;
        if (!out.empty() && out.back().key == span.key) {
            start = out.back().start;
            out.pop_back();
        }
        add(span.key, start, span.end);
    }
    if (out.empty() && harmony->key) add(harmony->key->key, Seconds{0.0}, duration);
    return out;
}

/// How long a key's own chord sounds, and how much of that as a dominant seventh.
struct HomeChord {
    double seconds = 0.0;
    double seventh = 0.0;
};
constexpr double kMostly = 0.6;

/// In these keys the home chord is a dominant seventh throughout: a blues.
std::vector<Key> keys_with_seventh_at_home(std::span<const TheoryChord> chords) {
    std::vector<std::pair<Key, HomeChord>> homes;
    for (const TheoryChord& x : chords) {
        if (!x.key || x.chord.root != x.key->tonic) continue;
        auto home = std::ranges::find(homes, *x.key, &std::pair<Key, HomeChord>::first);
        if (home == homes.end()) home = homes.insert(home, {*x.key, {}});
        const double seconds = (x.end - x.start).value();
        home->second.seconds += seconds;
        if (is_dominant(x.chord.type)) home->second.seventh += seconds;
    }
    std::vector<Key> out;
    for (const auto& [key, home] : homes)
        if (home.seventh > 0.0 && home.seventh >= kMostly * home.seconds) out.push_back(key);
    return out;
}

std::vector<TheoryChord> in_context(const Chords& chords, const Harmony* harmony, std::span<const Seconds> bars) {
    std::vector<TheoryChord> out;
    for (const ChordSpan& span : chords.spans) {
        if (!span.chord) continue;
        TheoryChord x;
        x.bar = bar_of(bars, span.start);
        x.start = span.start;
        x.end = span.end;
        x.chord = *span.chord;
        x.key = key_at_time(harmony, Seconds{0.5 * (span.start.value() + span.end.value())});
        out.push_back(std::move(x));
    }
    std::optional<Key> home;
    if (harmony != nullptr && harmony->key) home = harmony->key->key;
    const std::vector<Key> blues = keys_with_seventh_at_home(out);
    Voicing voices{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        TheoryChord& x = out[i];
        const Chord* next = i + 1 < out.size() ? &out[i + 1].chord : nullptr;
        if (x.key) {
            RomanReading reading = read_roman(x.chord, next, *x.key, std::ranges::find(blues, *x.key) != blues.end());
            x.numeral = std::move(reading.numeral);
            x.origin = reading.origin;
            x.reason = std::move(reading.reason);
            x.tension = tension_of(x.chord, *x.key, home.value_or(*x.key));
        }
        if (i == 0) {
            voices = opening(x.chord);
        } else {
            const VoiceMove move = smoothest(voices, x.chord);
            voices = move.voicing;
            x.motion = move.motion;
            x.parallels = move.parallels;
        }
        x.voicing.assign(voices.begin(), voices.end());
    }
    return out;
}

}  // namespace

std::string_view name_of(ChordOrigin origin) { return find_name(kOrigins, origin); }
bool from_name(std::string_view name, ChordOrigin& out) { return find_name(kOrigins, name, out); }
std::string_view name_of(CadenceKind kind) { return find_name(kCadences, kind); }
bool from_name(std::string_view name, CadenceKind& out) { return find_name(kCadences, name, out); }

void tell_theory(Report& report) {
    report.theory.reset();
    if (!report.chords) return;
    const Harmony* harmony = report.harmony ? &*report.harmony : nullptr;
    std::span<const Seconds> bars;
    if (report.rhythm && report.rhythm->grid) bars = report.rhythm->grid->downbeats;
    Theory theory;
    theory.tension_model = kTensionModel;
    theory.keys = keys_of(harmony, bars, report.duration);
    theory.chords = in_context(*report.chords, harmony, bars);
    theory.progressions = named_progressions(theory.chords);
    for (NamedProgression& blues : blues_choruses(theory.chords, bars)) theory.progressions.push_back(std::move(blues));
    std::stable_sort(theory.progressions.begin(), theory.progressions.end(),
                     [](auto& a, auto& b) { return a.start < b.start; });
    theory.cadences = cadences(theory.chords, bars);
    theory.next_chords = next_chords(theory.chords);
    theory.scales = scale_advice(theory.chords, harmony);
    if (harmony != nullptr && harmony->key) theory.compatible_keys = compatible_keys(harmony->key->key, theory.keys);
    report.theory = std::move(theory);
}

}  // namespace stratum::analysis
