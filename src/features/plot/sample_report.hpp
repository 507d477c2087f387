#pragma once

#include "stratum/analysis/report.hpp"

namespace stratum::plot {

/// A report such as an analysis makes, for tests: `seconds` of music at 124 BPM that changes from A minor to C major,
/// with an intro, a break and silence at both ends.
[[nodiscard]] analysis::Report sample_report(double seconds);

}  // namespace stratum::plot
