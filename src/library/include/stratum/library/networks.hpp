#pragma once

#include "stratum/analysis/networks.hpp"
#include "stratum/base/command.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stratum::library {

/// The networks as the configuration wants them.
struct ChosenNetworks {
    std::shared_ptr<const analysis::Networks> networks;  ///< Null when they are off or cannot be loaded.
    std::string absence;                                 ///< Why they are not there; empty when switched off.
};

/// What the configuration says of them; travels to the children that hear.
struct NetworkWish {
    std::string use = "yes";           ///< `networks.use`: "no" switches them off.
    std::optional<std::string> place;  ///< `networks.onnxruntime`: the library's place, instead of the usual ones.
};
[[nodiscard]] NetworkWish wished_networks(const CommandContext& context);

/// `executable`: beside it the library is looked for, too. Errors: `invalid_argument` for another value of
/// `networks.use`; what the loader said when the library that was named cannot be loaded.
Result<ChosenNetworks> choose_networks(const NetworkWish& wish, const std::string& executable);
Result<ChosenNetworks> choose_networks(const CommandContext& context);

}  // namespace stratum::library
