#pragma once

#include "stratum/analysis/analysers.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/store/database.hpp"

#include <string>

namespace stratum::library {

/// "loudness 1, rhythm 1": the versions of what an analyser reads; empty for one that hears the audio alone.
[[nodiscard]] std::string input_versions(analysis::AnalyserId id);

/// Of the options that can change a value. There are none so far, so all rows have the hash of the empty map.
[[nodiscard]] const Bytes& options_hash();

/// Whether a row (analyser, version, inputs, options_hash from column `first` on) is what this program would make.
[[nodiscard]] bool is_current(const store::Row& row, std::size_t first, analysis::AnalyserId& id);

}  // namespace stratum::library
