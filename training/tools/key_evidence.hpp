#pragma once

#include "stratum/analysis/networks.hpp"
#include "stratum/base/result.hpp"

#include <memory>
#include <ostream>
#include <string>

namespace stratum::training {

/// What each method and the network say about the key of the file as a whole and of stretches of 20 to 60 s, as one
/// line of JSON. `audio` may be a file of chroma, too. Errors: those of the decoder and of the network.
Result<void> write_key_evidence(const std::string& audio, const std::shared_ptr<const analysis::Networks>& networks,
                                std::ostream& out);

}  // namespace stratum::training
