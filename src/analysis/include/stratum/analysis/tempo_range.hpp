#pragma once

#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <string>
#include <string_view>

namespace stratum::analysis {

/// Between which tempi a listener wants the beat: drum and bass at 174 is 87 to some. Usually about an octave.
struct TempoRange {
    Bpm slowest;
    Bpm fastest;
    friend bool operator==(const TempoRange&, const TempoRange&) = default;
};
template <class V>
void describe(V& v, TempoRange& x) {
    v.field("slowest", x.slowest);
    v.field("fastest", x.fastest);
}

/// Errors: `invalid_argument` unless 30 <= slowest < fastest <= 300.
STRATUM_EXPORT Result<void> check(const TempoRange& range);
/// From "88-175" or "88..175". Errors: `invalid_argument`.
[[nodiscard]] STRATUM_EXPORT Result<TempoRange> parse_tempo_range(std::string_view text);

}  // namespace stratum::analysis
