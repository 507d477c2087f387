#include "output.hpp"

#include "stratum/base/json_writer.hpp"

namespace stratum::analyze {

std::string_view name_of(Status status) {
    switch (status) {
        case Status::analysed:
            return "analysed";
        case Status::known:
            return "known";
        case Status::unchanged:
            return "unchanged";
        case Status::stored:
            break;
    }
    return "stored";
}

std::vector<std::string> notes_of(const library::TrackView& track) {
    std::vector<std::string> notes;
    if (track.report.silence && track.report.silence->all) notes.emplace_back("silent");
    if (!track.file.warning.empty()) notes.emplace_back("damaged");
    if (track.report.rhythm && track.report.rhythm->range_set_aside) notes.emplace_back("outside-range");
    if (!track.corrected.empty()) notes.emplace_back("corrected");
    if (!track.stale.empty()) notes.emplace_back("outdated");
    return notes;
}

std::string range_text(const analysis::TempoRange& range) {
    return to_json(range.slowest.value()) + "-" + to_json(range.fastest.value()) + " BPM";
}

}  // namespace stratum::analyze
