#include "theory/cadences.hpp"

#include "theory/roman.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace stratum::analysis {
namespace {

constexpr double kOnTheBar = 0.1;  // Seconds: chords begin on half beats, which may lie this far from a downbeat.

enum class Role : unsigned char { tonic, subdominant, dominant, sixth, other };

Role role_of(const TheoryChord& x) {
    const int degree = degree_in(x.chord.root, *x.key);
    const bool minor = is_minor_like(x.chord.type);
    const bool in_minor = x.key->mode == Mode::minor;
    if (degree == 0 && minor == in_minor) return Role::tonic;
    if (degree == 7 && !minor && x.chord.type != ChordType::sus2) return Role::dominant;
    if (degree == 11 && is_diminished(x.chord.type)) return Role::dominant;
    if (degree == 5) return Role::subdominant;
    if (degree == (in_minor ? 8 : 9) && minor != in_minor) return Role::sixth;
    return Role::other;
}

std::optional<std::size_t> bar_at(std::span<const Seconds> bars, Seconds time) {
    const auto after = std::lower_bound(bars.begin(), bars.end(), time - Seconds{kOnTheBar});
    if (after == bars.end() || std::abs((*after - time).value()) > kOnTheBar) return std::nullopt;
    return static_cast<std::size_t>(after - bars.begin());
}

std::optional<CadenceKind> kind_of(Role before, Role here) {
    if (before == Role::dominant && here == Role::tonic) return CadenceKind::authentic;
    if (before == Role::subdominant && here == Role::tonic) return CadenceKind::plagal;
    if (before == Role::dominant && here == Role::sixth) return CadenceKind::deceptive;
    return std::nullopt;
}

}  // namespace

std::vector<Cadence> cadences(std::span<const TheoryChord> chords, std::span<const Seconds> bars) {
    std::vector<Cadence> out;
    for (std::size_t i = 1; i < chords.size(); ++i) {
        const TheoryChord& before = chords[i - 1];
        const TheoryChord& here = chords[i];
        if (!before.key || !here.key || *before.key != *here.key) continue;
        const auto bar = bar_at(bars, here.start);
        const Role role = role_of(here);
        if (role == Role::dominant && role_of(before) != Role::dominant) {
            const std::size_t next = bar ? *bar + 1 : 0;
            const bool fills =
                bar && *bar % 4 == 3 && next < bars.size() && here.end.value() >= bars[next].value() - kOnTheBar;
            if (fills)
                out.push_back(
                    {CadenceKind::half, here.bar, here.start, *here.key, before.numeral + "-" + here.numeral});
            continue;
        }
        const auto kind = kind_of(role_of(before), role);
        if (!kind || !bar || here.chord.bass != here.chord.root) continue;
        const double lasts = (here.end - here.start).value();
        const bool long_enough = lasts >= 0.95 * (before.end - before.start).value() ||
                                 (*bar + 1 < bars.size() && here.end.value() >= bars[*bar + 1].value() - kOnTheBar);
        const bool after_dominant = *kind == CadenceKind::plagal && i >= 2 && chords[i - 2].key == here.key &&
                                    role_of(chords[i - 2]) == Role::dominant;
        if (!long_enough || after_dominant) continue;
        out.push_back({*kind, here.bar, here.start, *here.key, before.numeral + "-" + here.numeral});
    }
    return out;
}

}  // namespace stratum::analysis
