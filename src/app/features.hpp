#pragma once

#include "stratum/platform/feature.hpp"

#include <vector>

namespace stratum::app {

/// Everything this program can do, one descriptor a feature: those of `features.cpp`, then the further ones.
[[nodiscard]] const std::vector<platform::Feature>& features();

/// What a program adds to them. The open program links `no_further_features.cpp`, which adds nothing; another one that
/// is built on the same libraries links a definition of its own instead, and nothing else of the code knows.
[[nodiscard]] std::vector<platform::Feature> further_features();

}  // namespace stratum::app
