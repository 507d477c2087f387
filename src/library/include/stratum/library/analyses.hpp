#pragma once

#include "stratum/library/library.hpp"

#include <string>

namespace stratum::library {

/// That an analyser heard a track's audio.
struct AnalysisMade {
    std::string analyser;  ///< Also one that only newer programs know.
    std::int64_t version = 0;
    Timestamp made_at;
    bool current = false;  ///< Made by the version that this program has, from such versions of what it builds on.
};

/// Of the track's oldest file; the newest first. Errors: `not_found`, also where its audio is somewhere else for now;
/// `invalid_argument` for a page that makes no sense.
[[nodiscard]] Result<Page<AnalysisMade>> analyses_of(Library& library, const Uuid& track, const PageRequest& page);

}  // namespace stratum::library
