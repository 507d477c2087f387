#pragma once

#include "metrics/labelled_span.hpp"

#include <span>
#include <string>
#include <vector>

/// How well two divisions of a recording into sections agree. Definitions as mir_eval's `segment.evaluate` computes
/// them [Raffel et al. 2014]; `tests/mir_eval` compares the numbers.
namespace stratum::evaluate {

/// Makes both begin at 0 s and the answer end where the truth does, as mir_eval does before it compares: a span is put
/// before the first and behind the last, or what lies outside is cut. Spans must ascend; those without length go.
struct Divisions {
    std::vector<LabelledSpan> truth;
    std::vector<LabelledSpan> answer;
};
[[nodiscard]] Divisions aligned(std::span<const LabelledSpan> truth, std::span<const LabelledSpan> answer);

/// Harmonic mean of precision and recall of the borders, matched one to one within `window` seconds [Turnbull et al.
/// 2007]. All borders count, also the beginning and the end of the recording; with `inner` those two do not (mir_eval's
/// `trim`). 0 when either has none.
[[nodiscard]] double border_f(const Divisions& divisions, double window, bool inner);

/// Harmonic mean of precision and recall over pairs of moments, 0.1 s apart, that share a label [Levy and Sandler
/// 2008]. Capital letters count as small ones, as in mir_eval.
[[nodiscard]] double pairwise_label_f(const Divisions& divisions);

/// Share of the moments whose label is the same in both, of those whose true label is among `known`; -1 when none is.
[[nodiscard]] double same_label_share(const Divisions& divisions, std::span<const std::string_view> known);

}  // namespace stratum::evaluate
