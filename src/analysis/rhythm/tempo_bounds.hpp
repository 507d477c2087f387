#pragma once

#include "rhythm/tempo_level.hpp"
#include "stratum/analysis/tempo_range.hpp"

#include <vector>

/// The range that a listener gave decides the octave: pulses outside of it hand what speaks for them to their octave
/// inside. Where the range is narrower than an octave a pulse may have none; it loses to whatever is inside.
namespace stratum::analysis::rhythm {

/// Whether the tempo lies in the range, give or take one per cent: a pulse is known no better before the grid is
/// fitted.
[[nodiscard]] bool is_within(Bpm tempo, const TempoRange& range);
[[nodiscard]] bool is_within(const Pulse& pulse, const TempoRange& range);

/// Adds the octaves inside the range of all pulses outside of it, where nothing is yet.
void add_octaves_within(std::vector<Pulse>& pulses, const TempoRange& range);

/// Moves the probabilities. Left as they are when hardly anything speaks for any tempo inside: then the range is for
/// other music.
void keep_within(std::vector<double>& probabilities, const std::vector<Pulse>& pulses, const TempoRange& range);

}  // namespace stratum::analysis::rhythm
