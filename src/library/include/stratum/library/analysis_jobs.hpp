#pragma once

#include "stratum/library/hearing_orders.hpp"
#include "stratum/library/library.hpp"

#include <span>

/// Asking for tracks to be heard (again): jobs that whoever hears takes. Here, since several features ask and one
/// hears.
namespace stratum::library {

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
