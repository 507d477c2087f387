#pragma once

#include "score.hpp"
#include "style.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace stratum::composer {

/// Patterns, progressions, kits and patches are divided between the two, so that nothing tuned on one was heard in the
/// other.
enum class Split : unsigned char { tune, test };
[[nodiscard]] std::string_view name_of(Split split);

/// Which piece to write. What is not given is drawn by rule from the seed.
struct PieceSpec {
    const Style* style = nullptr;
    std::uint64_t seed = 0;
    Split split = Split::tune;
    int tonic = 0;  ///< 0 C to 11 B.
    Mode mode = Mode::major;
    double seconds = 60.0;  ///< Wanted; the piece has whole bars.
    std::optional<double> bpm;
    std::optional<double> tuning_cents;
    std::optional<double> lead_in;  ///< Silence before the first note, seconds.
    bool may_modulate = true;
};

/// Writes a piece: form, tempo, chords, every player's part, and the truth about all of it. The same specification
/// gives the same score on every machine.
[[nodiscard]] Score compose(const PieceSpec& spec);

}  // namespace stratum::composer
