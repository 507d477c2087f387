#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/library/library.hpp"

#include <span>
#include <string>

/// Asking for tracks to be heard (again): jobs that whoever hears takes. Here, since several features ask and one
/// hears.
namespace stratum::library {

inline constexpr const char* kAnalyseJob = "analyse";

/// What such a job is told, as CBOR.
struct AnalyseOrder {
    std::string path;  ///< Bytes as the system has them.
    bool force = false;
};
template <class V>
void describe(V& v, AnalyseOrder& x) {
    v.field("path", x.path);
    v.field("force", x.force);
}

struct AnalysesRequested {
    std::int64_t jobs = 0;
    Uuid last;  ///< The job that is done last, if all goes its usual way.
};
/// One job a track, for its oldest file, in the caller's transaction. Errors: `not_found` for a track that is not there
/// or whose audio is somewhere else.
Result<AnalysesRequested> request_analyses(Library& library, IdSource& ids, std::span<const Uuid> tracks, bool force,
                                           Timestamp now);
/// The same for every file of the workspace. Errors: `not_found` when there are none.
Result<AnalysesRequested> request_all_analyses(Library& library, IdSource& ids, bool force, Timestamp now);

}  // namespace stratum::library
