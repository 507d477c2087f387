#pragma once

#include "output.hpp"
#include "progress.hpp"
#include "scan.hpp"
#include "stratum/base/log.hpp"
#include "stratum/base/result.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/networks.hpp"
#include "stratum/library/tempo_rules.hpp"
#include "stratum/media/confined.hpp"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace stratum::analyze {

struct RunOptions {
    bool force = false;
    analysis::AnalyserSet wanted = analysis::AnalyserSet::standard();
    int jobs = 1;
    media::Limits limits;
    std::optional<analysis::TempoRange> tempo_range;  ///< As `analysis::AnalysisOptions` has it.
    library::TempoRules tempo_rules;                  ///< Without meaning where there is a range.
    std::string executable;                           ///< For the children.
    library::NetworkWish networks;                    ///< Likewise.
    /// What, beside the file itself, decides whether it can be read; see `Library::known_failure`.
    std::string circumstances;
    /// Files that need nothing are printed as well, unless there are more than this.
    std::size_t most_unchanged = SIZE_MAX;
    Logger log{};  ///< Hears of every file: what was done with it and why.
};

/// A file whose tempo lies outside of the range that was asked for, since hardly anything spoke for one inside it.
struct OutsideRange {
    std::string path;
    analysis::TempoRange range;
    Bpm found;
};

struct RunSummary {
    std::size_t analysed = 0;
    std::size_t known = 0;
    std::size_t unchanged = 0;
    std::size_t failed = 0;
    std::size_t warned = 0;  ///< Among those above: files that are damaged or silent.
    bool unchanged_left_out = false;
    bool interrupted = false;
    Seconds audio;                            ///< Heard anew.
    std::vector<OutsideRange> outside_range;  ///< Among those that were printed.
};

/// Hears what needs to be heard, keeps each file as it is finished, and prints all in the order of `files`.
/// Errors: those of the library (nothing more can be kept), `internal` when no child can be started. What was finished
/// before is kept in either case.
[[nodiscard]] Result<RunSummary> run(library::Library& library, const std::vector<FoundFile>& files,
                                     const RunOptions& options, Output& output, const Terminal& out, Progress& progress,
                                     std::stop_token stop);

}  // namespace stratum::analyze
