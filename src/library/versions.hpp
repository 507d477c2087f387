#pragma once

#include "stratum/analysis/analysers.hpp"
#include "stratum/analysis/tempo_range.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>

namespace stratum::library {

/// "loudness 1, rhythm 1": the versions of what an analyser reads; empty for one that hears the audio alone.
[[nodiscard]] std::string input_versions(analysis::AnalyserId id);

/// Of the options that can change an analyser's values, its own and those of what it reads: where the tempo is looked
/// for. With none of them it is the hash of the empty map.
[[nodiscard]] Bytes options_hash(analysis::AnalyserId id, const std::optional<analysis::TempoRange>& range);

/// Whether a row (analyser, version, inputs from column `first` on) is what this program would make, with whatever
/// options.
[[nodiscard]] bool is_current(const store::Row& row, std::size_t first, analysis::AnalyserId& id);

}  // namespace stratum::library
