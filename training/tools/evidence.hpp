#pragma once

#include "stratum/analysis/networks.hpp"
#include "stratum/base/result.hpp"

#include <memory>
#include <ostream>
#include <string>

namespace stratum::training {

/// Writes, as one JSON line, what the decisions about a recording's rhythm rest on, so that the weights of the votes
/// can be fitted: every pulse with each method's score; for the true beats (a file with a time a line) what both
/// methods think of each part of a beat; and of each beat as a downbeat. Errors: those of the decoder.
Result<void> write_evidence(const std::string& audio, const std::string& beats,
                            const std::shared_ptr<const analysis::Networks>& networks, std::ostream& out);

}  // namespace stratum::training
