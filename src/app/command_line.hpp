#pragma once

#include "stratum/base/command.hpp"
#include "stratum/base/result.hpp"

#include <memory>
#include <string>
#include <vector>

namespace stratum::app {

/// What the arguments ask for: a command with its options filled in, or text to print and an exit code.
struct ParsedLine {
    Command* command = nullptr;
    std::string text;  ///< Help or version for stdout, or a usage error for stderr when `exit_code` is not 0.
    int exit_code = 0;
    std::optional<std::string> library;
    std::optional<std::string> config;
    bool quiet = false;
    int verbosity = 0;
};

/// The only place that knows the parser. `commands` must outlive the result.
[[nodiscard]] ParsedLine parse_command_line(int argc, const char* const* argv,
                                            const std::vector<std::unique_ptr<Command>>& commands);

}  // namespace stratum::app
