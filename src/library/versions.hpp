#pragma once

#include "stratum/analysis/analysers.hpp"
#include "stratum/analysis/tempo_prior.hpp"
#include "stratum/analysis/tempo_range.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace stratum::library {

/// "loudness 1, rhythm 1": the versions of what an analyser reads; empty for one that hears the audio alone.
[[nodiscard]] std::string input_versions(analysis::AnalyserId id);

/// What can change an analyser's values besides its version.
struct ListeningOptions {
    std::optional<analysis::TempoRange> tempo_range;  ///< Where the tempo is looked for.
    std::string_view network;                         ///< The model that listens to rhythm; empty for none.
    std::optional<analysis::TempoPrior> tempo_prior;  ///< Where it is likely; without meaning beside a range.
    std::string_view key_network;                     ///< The model that listens to keys; empty for none.
    std::string_view vocals_network = {};             ///< The model that tells voices; empty for none.
};
/// Of the options that bear on an analyser, or on what it reads. With none of them it is the hash of the empty map.
[[nodiscard]] Bytes options_hash(analysis::AnalyserId id, const ListeningOptions& options);

/// Whether a row (analyser, version, inputs from column `first` on) is what this program would make, with whatever
/// options.
[[nodiscard]] bool is_current(const store::Row& row, std::size_t first, analysis::AnalyserId& id);

}  // namespace stratum::library
