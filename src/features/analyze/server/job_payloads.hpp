#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/library/hearing_orders.hpp"

#include <cstdint>
#include <string>

/// What the jobs of this feature are told and what they answer, as CBOR.
namespace stratum::analyze {

using library::AnalyseOrder;
using library::AnalyseResult;
using library::kAnalyseJob;

inline constexpr const char* kScanJob = "scan";

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
