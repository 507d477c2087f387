#pragma once

#include "rhythm/tempo_level.hpp"
#include "rhythm/tempo_vote.hpp"

#include <optional>
#include <span>
#include <vector>

namespace stratum::analysis::rhythm {

/// Loops are cut so that they can be repeated: a whole number of beats fills the file, nearly always 4, 8, 16 or 32. In
/// files of a few seconds that is the finest and often the strongest evidence of the tempo [after Font and Serra 2016].
[[nodiscard]] bool could_be_loop(Seconds duration);

/// Adds the tempi at which 2, 3, 4, 6, 8, 12, 16, 24, 32 or 64 beats fill the duration, and moves a pulse that is
/// nearly one of them onto it.
void add_loop_pulses(std::vector<Pulse>& pulses, Seconds duration);

[[nodiscard]] Opinion by_loop_length(std::span<const Pulse> pulses, Seconds duration);

/// The tempo that the length of the file proves when `pulse` fills it with a usual number of beats; a whole number when
/// one lies within what the ends of a file may be off.
[[nodiscard]] std::optional<Bpm> loop_tempo(const Pulse& pulse, Seconds duration);

}  // namespace stratum::analysis::rhythm
