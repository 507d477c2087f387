#pragma once

#include "peers.hpp"
#include "score.hpp"

#include <ostream>
#include <string>
#include <vector>

namespace stratum::evaluate {

/// Everything one run of the command found.
struct Evaluation {
    std::vector<Summary> sets;
    std::vector<Summary> groups;  ///< Empty unless grouped.
    Summary pooled;
    std::vector<PeerComparison> peers;
    std::vector<FileScore> files;
    int skipped_midi = 0;
};

void print_tables(std::ostream& out, const Evaluation& evaluation, int worst);
[[nodiscard]] std::string to_json_text(const Evaluation& evaluation);
/// One line a file.
[[nodiscard]] std::string to_csv_text(const Evaluation& evaluation);

}  // namespace stratum::evaluate
