#pragma once

#include <span>
#include <string>
#include <string_view>

namespace stratum::app {

/// The word among `known` that somebody who typed `word` most likely meant; empty when none is near. Near is an edit
/// distance (with swapped neighbours as one edit) of at most a third of the letters, at least one.
[[nodiscard]] std::string nearest(std::string_view word, std::span<const std::string> known);

}  // namespace stratum::app
