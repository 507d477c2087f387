#pragma once

#include "stratum/base/cbor.hpp"

#include <cstdint>
#include <string>

/// What the job that hears a file is told and what it answers, as CBOR. It lies here because several features ask for
/// it and one does it.
namespace stratum::library {

inline constexpr const char* kAnalyseJob = "analyse";

struct AnalyseOrder {
    std::string path;  ///< Bytes as the system has them; or of a file that the server keeps (`stored.hpp`).
    bool force = false;
    std::string playlist{};  ///< The id of one that the track is appended to; one that is gone by then is passed over.
};
template <class V>
void describe(V& v, AnalyseOrder& x) {
    v.field("path", x.path);
    v.field("force", x.force);
    v.field("playlist", x.playlist);
}

struct AnalyseResult {
    std::string track;  ///< The track's id.
    std::string change;
    std::int64_t analyses = 0;
};
template <class V>
void describe(V& v, AnalyseResult& x) {
    v.field("track", x.track);
    v.field("change", x.change);
    v.field("analyses", x.analyses);
}

}  // namespace stratum::library
