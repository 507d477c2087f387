#include "stratum/library/analysis_jobs.hpp"

#include "state.hpp"
#include "stratum/store/jobs/job_store.hpp"

namespace stratum::library {
namespace {

constexpr int kAskedFor = 5;  ///< What a person chose comes before what is all.

Result<void> enqueue(const Library::State& state, IdSource& ids, const AnalyseOrder& order, int priority, Timestamp now,
                     AnalysesRequested& requested) {
    STRATUM_TRY(const auto queued, store::enqueue_job(*state.database, ids,
                                                      {.workspace = state.workspace,
                                                       .kind = kAnalyseJob,
                                                       .payload = to_cbor(order),
                                                       .priority = priority,
                                                       .max_attempts = 3},
                                                      now));
    requested.last = queued.id;
    ++requested.jobs;
    return {};
}

}  // namespace

Result<AnalysesRequested> request_analyses(Library& library, IdSource& ids, std::span<const Uuid> tracks, bool force,
                                           Timestamp now) {
    const Library::State& state = library.state();
    AnalysesRequested requested;
    for (const Uuid& track : tracks) {
        STRATUM_TRY(const auto row,
                    state.database->query_one(
                        "SELECT path FROM files WHERE workspace_id = $1 AND track_id = $2 ORDER BY id LIMIT 1",
                        {state.workspace.bytes, track.bytes}));
        if (!row)
            return error(ErrorCode::not_found, "the library holds no audio of the track " + to_text(track),
                         "add its folder again, or leave it out");
        STRATUM_TRY_VOID(enqueue(state, ids, {path_text(row->bytes(0)), force}, kAskedFor, now, requested));
    }
    return requested;
}

Result<AnalysesRequested> request_all_analyses(Library& library, IdSource& ids, bool force, Timestamp now) {
    std::vector<std::string> paths;
    STRATUM_TRY_VOID(library.each_file([&](const FileRecord& file) -> Result<void> {
        paths.push_back(file.path);
        return {};
    }));
    if (paths.empty()) return error(ErrorCode::not_found, "there are no tracks to hear", "add some first");
    AnalysesRequested requested;
    for (std::string& path : paths)
        STRATUM_TRY_VOID(enqueue(library.state(), ids, {std::move(path), force}, 0, now, requested));
    return requested;
}

}  // namespace stratum::library
