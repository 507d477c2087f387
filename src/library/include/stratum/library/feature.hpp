#pragma once

#include "stratum/base/command.hpp"

#include <string_view>
#include <vector>

namespace stratum::library {

/// What a feature brings to the program: data, not an object that reaches everything. `src/app/features.cpp` lists one
/// of these for each folder of `src/features/`, and a test fails for a command that no descriptor claims.
struct Feature {
    std::string_view name;
    std::vector<CommandMaker> commands;
};

}  // namespace stratum::library
