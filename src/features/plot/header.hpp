#pragma once

#include "picture.hpp"
#include "scene.hpp"

#include <string>
#include <vector>

namespace stratum::plot {

/// One figure over the picture: "Tempo", "128.00 BPM", "constant, 94 %".
struct Figure {
    std::string name;
    std::string value;
    std::string detail;
};

/// What is known of the recording in words, most wanted first. `from` and `to` are the stretch that is shown.
[[nodiscard]] std::vector<Figure> figures_of(const analysis::Report& report, Seconds from, Seconds to);

/// Draws title, artist and figures into the width of `area`, and returns the y where the rest may begin.
double draw_header(const Scene& scene, const Rect& area, const Caption& caption);

}  // namespace stratum::plot
