#pragma once

#include "stratum/base/export.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace stratum::nn {

/// Where ONNX Runtime is looked for, in this order: beside a program that runs from its build folder, in the package
/// that the program belongs to (../lib/stratum), and wherever the dynamic loader looks. `executable`: the running
/// program's path.
[[nodiscard]] STRATUM_EXPORT std::vector<std::string> usual_places(std::string_view executable);

}  // namespace stratum::nn
