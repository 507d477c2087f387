#pragma once

#include "stratum/analysis/networks.hpp"
#include "stratum/base/command.hpp"

#include <memory>
#include <string>
#include <vector>

namespace stratum::library {

/// The networks as the configuration wants them.
struct ChosenNetworks {
    std::shared_ptr<const analysis::Networks> networks;  ///< Null when they are off or cannot be loaded.
    std::string absence;                                 ///< Why they are not there; empty when switched off.
};

/// Settings: `networks.use` ("no" switches them off), `networks.onnxruntime` (the library's place, instead of the usual
/// ones). Errors: `invalid_argument` for another value of `networks.use`; what the loader said when the library that
/// the setting names cannot be loaded.
Result<ChosenNetworks> choose_networks(const CommandContext& context);

}  // namespace stratum::library
