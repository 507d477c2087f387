#pragma once

#include "stratum/base/command.hpp"
#include "stratum/base/units.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace stratum::plot {

/// `stratum plot TRACK -o FILE`.
[[nodiscard]] std::unique_ptr<Command> make_plot_command();

/// A place in a recording as people write it: "75", "75.5", "1:15", "1:02:03.5". Nothing for anything else.
[[nodiscard]] std::optional<Seconds> parse_time(std::string_view text);

}  // namespace stratum::plot
