#pragma once

#include <optional>
#include <span>
#include <vector>

/// Sudden changes of tempo, as in a track with a 150 half and a 200 half.
namespace stratum::evaluate {

struct TempoJump {
    double time = 0.0;    ///< Of the first beat of the new tempo, seconds.
    double before = 0.0;  ///< Beats a minute.
    double after = 0.0;
};

/// Where neighbouring intervals of beats that are steady otherwise differ by more than 3 %.
[[nodiscard]] std::vector<TempoJump> tempo_jumps(std::span<const double> beats);

/// A stretch of constant tempo in an answer.
struct TempoStretch {
    double start = 0.0;
    double end = 0.0;
    double bpm = 0.0;
};

/// Whether a border between two stretches lies within `window` seconds of the jump, and their tempi stand to each other
/// as the true ones do, within 2 %. That both are heard at half or double the level is no fault of this measure.
[[nodiscard]] bool finds_jump(std::span<const TempoStretch> answer, const TempoJump& jump, double window);

}  // namespace stratum::evaluate
