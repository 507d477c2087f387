#pragma once

#include "operation.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/library/corrections.hpp"

#include <string>
#include <vector>

namespace stratum::correct {

/// A value that may be wrong, and what would be said instead.
struct Doubt {
    library::CorrectedField field{};  ///< tempo, grid or key.
    double confidence = 0.0;
    std::string shown;                     ///< "87.00 BPM".
    std::string alternative;               ///< "174.00 BPM (double)"; empty when nothing else was heard.
    std::string options;                   ///< Of `stratum fix`, to take the alternative: "--double". Empty likewise.
    std::optional<Operation> operation{};  ///< The same for programs.
};
template <class V>
void describe(V& v, Doubt& x) {
    v.field("field", x.field);
    v.field("confidence", x.confidence);
    v.field("shown", x.shown);
    v.field("alternative", x.alternative);
    v.field("fix", x.options);
}

/// Tempo, beats and key of a report, the most doubtful first. What a person set is in no doubt. Beats are asked about
/// only where no other tempo is nearly as likely; no rival of theirs is kept, and half a beat is the commonest error.
[[nodiscard]] std::vector<Doubt> doubts_of(const analysis::Report& report);

}  // namespace stratum::correct
