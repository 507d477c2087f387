#pragma once

#include "stratum/analysis/analysers.hpp"
#include "stratum/base/result.hpp"

#include <optional>
#include <string>

namespace stratum::analyze {

/// A setting that is true or false; `usual` where it is not set. Errors: `invalid_argument` for anything else.
inline Result<bool> read_flag(const std::string& key, const std::optional<std::string>& text, bool usual) {
    if (!text) return usual;
    if (*text == "true" || *text == "yes" || *text == "1") return true;
    if (*text == "false" || *text == "no" || *text == "0") return false;
    return error(ErrorCode::invalid_argument, "the setting " + key + " is true or false, not " + *text);
}

/// The parts of a report; chords are a part of a transcription like others.
inline analysis::AnalyserSet parts_with(bool harmony, bool notes) {
    auto wanted = analysis::AnalyserSet::standard();
    if (harmony || notes) {
        wanted.add(analysis::AnalyserId::chords);
        wanted.add(analysis::AnalyserId::theory);
    }
    if (notes)
        for (const auto part : analysis::kNoteAnalysers) wanted.add(part);
    return wanted;
}

}  // namespace stratum::analyze
