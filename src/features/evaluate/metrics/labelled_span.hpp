#pragma once

#include <string>

namespace stratum::evaluate {

/// A stretch with a name: a section, or a chord in Harte's syntax ("C:maj", "A:min7/b3", "D:sus4(b7)", "N", "X").
struct LabelledSpan {
    double start = 0.0;  ///< Seconds.
    double end = 0.0;
    std::string label;
    double confidence = 0.0;
};

}  // namespace stratum::evaluate
