#pragma once

#include "stratum/analysis/report.hpp"

#include <iosfwd>
#include <string>

namespace stratum::theory {

struct PageOptions {
    bool colour = false;
    bool all = false;  ///< Every line of long lists.
    /// In the place of the key's confidence: "by hand" where a person said it. Empty: the confidence.
    std::string key_certainty;
};

/// Prints the theory of a report for people; the report must hold chords and theory. Chords stand in rows of four bars,
/// or in rows of eight with the time where no bars were heard.
void print_page(std::ostream& out, const analysis::Report& report, const PageOptions& options);

}  // namespace stratum::theory
