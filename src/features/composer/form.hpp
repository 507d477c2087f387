#pragma once

#include "random.hpp"
#include "style.hpp"

#include <string_view>
#include <vector>

namespace stratum::composer {

struct Section {
    std::string_view label;
    int bars = 4;
    unsigned layers = 0;
};

/// The sections of a piece of about `bars` bars.
[[nodiscard]] std::vector<Section> lay_out(Form form, int bars, bool drums, Random& random);

}  // namespace stratum::composer
