#pragma once

#include "stratum/analysis/report.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// The waveform in tiles, as `api/waveform.yaml` has it: a column of level k stands for 2^k hops of the analysis.
namespace stratum::audio {

inline constexpr std::int64_t kTileColumns = 1024;

/// The number of levels; the highest is one tile. At least 1.
[[nodiscard]] int levels_of(const analysis::Waveform& waveform);

/// The columns of a tile, four bytes each: the largest peak, and the loudest strength of each band. Nothing when there
/// is no such level or tile.
[[nodiscard]] std::optional<std::string> tile_of(const analysis::Waveform& waveform, int level, std::int64_t tile);

}  // namespace stratum::audio
