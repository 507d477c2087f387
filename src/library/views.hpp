#pragma once

#include "state.hpp"
#include "stratum/analysis/analysers.hpp"
#include "stratum/library/corrections.hpp"

#include <optional>

namespace stratum::library {

/// What the analysis has of one content: of each analyser the current row, else the newest.
struct ContentView {
    analysis::Report report;
    analysis::AnalyserSet stale = analysis::AnalyserSet::standard();
    std::optional<Timestamp> newest;
};
/// The parts that are not asked for stay absent, and count as stale.
[[nodiscard]] Result<ContentView> content_view(store::Database& database, const Uuid& workspace,
                                               const media::ContentId& content, analysis::AnalyserSet parts);

/// The same as people see it: with the corrections of the track.
[[nodiscard]] Result<analysis::Report> shown_report(store::Database& database, const Uuid& workspace, const Uuid& track,
                                                    const media::ContentId& content, analysis::AnalyserSet parts);

}  // namespace stratum::library
