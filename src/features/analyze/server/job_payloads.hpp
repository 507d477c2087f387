#pragma once

#include "stratum/base/cbor.hpp"

#include <cstdint>
#include <string>

/// What the jobs of this feature are told and what they answer, as CBOR.
namespace stratum::analyze {

inline constexpr const char* kAnalyseJob = "analyse";
inline constexpr const char* kScanJob = "scan";

struct AnalyseOrder {
    std::string path;  ///< Bytes as the system has them.
    bool force = false;
};
template <class V>
void describe(V& v, AnalyseOrder& x) {
    v.field("path", x.path);
    v.field("force", x.force);
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

struct ScanOrder {
    std::string path;
    bool force = false;
};
template <class V>
void describe(V& v, ScanOrder& x) {
    v.field("path", x.path);
    v.field("force", x.force);
}

struct ScanResult {
    std::int64_t found = 0;
    std::int64_t queued = 0;
    std::int64_t problems = 0;
};
template <class V>
void describe(V& v, ScanResult& x) {
    v.field("found", x.found);
    v.field("queued", x.queued);
    v.field("problems", x.problems);
}

}  // namespace stratum::analyze
