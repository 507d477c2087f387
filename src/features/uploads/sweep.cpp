#include "sweep.hpp"

#include "arrival.hpp"
#include "removal.hpp"
#include "rows.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/store/jobs/job_store.hpp"

#include <unistd.h>

namespace stratum::uploads {
namespace {

constexpr const char* kSweepJob = "uploads.sweep";
constexpr std::int64_t kPeriod = 10 * 60'000;
constexpr std::int64_t kHour = 3'600'000;

/// The server's own jobs are of no workspace.
constexpr Uuid kServer{};

Result<void> ask_for(store::Database& database, const platform::Services& services, std::int64_t period) {
    STRATUM_TRY_VOID(store::enqueue_job(database, services.ids,
                                        {.workspace = kServer,
                                         .kind = kSweepJob,
                                         .run_after = Timestamp{period * kPeriod},
                                         .idempotency_key = std::to_string(period)},
                                        services.clock.now()));
    return {};
}

std::int64_t period_of(const platform::Services& services) { return services.clock.now().milliseconds / kPeriod; }

/// Once more, for what is all there.
Result<void> take_over(const platform::Services& services) {
    std::vector<Upload> waiting;
    {
        STRATUM_TRY(const auto lease, services.pool.read());
        STRATUM_TRY(waiting, arrived(*lease));
    }
    for (Upload& upload : waiting) {
        auto place = Place::open(services, upload.id);
        if (!place || !place->hold_to(upload.kept)) continue;  // somebody is at it, or it lies on another machine
        if (const auto done = arrive(services, upload, *place); !done)
            services.log.warning("an upload that is all there still could not be taken over",
                                 {{"upload", to_text(upload.id)}, {"error", done.error().text()}});
    }
    return {};
}

/// Files without an upload: of those that expired or were given up, and of a crash between file and row.
Result<void> remove_files(const platform::Services& services) {
    const auto entries = list_folder(Place::folder(services));
    if (!entries) return {};  // nothing was ever uploaded here
    const std::int64_t before = (services.clock.now().milliseconds - kHour) * 1'000'000;
    STRATUM_TRY(const auto lease, services.pool.read());
    for (const auto& entry : *entries) {
        const auto id = parse_uuid(entry.name);
        const std::string path = join_path(Place::folder(services), entry.name);
        const auto stat = stat_file(path, Links::keep);
        if (!id || !stat || stat->modified_ns > before) continue;
        STRATUM_TRY(const auto row,
                    lease->query_one("SELECT 1 FROM uploads WHERE id = $1 AND job_id IS NULL", {id->bytes}));
        if (!row) ::unlink(path.c_str());
    }
    return {};
}

}  // namespace

Result<void> sweep(const platform::Services& services) {
    if (services.blobs != nullptr) STRATUM_TRY_VOID(take_over(services));
    STRATUM_TRY_VOID(services.change([&](store::Database& database) { return prune(database, services.clock.now()); }));
    if (services.blobs != nullptr) STRATUM_TRY_VOID(remove_loose(services));
    if (!services.scratch.empty()) STRATUM_TRY_VOID(remove_files(services));
    return {};
}

store::JobHandler sweep_job(const platform::Services& services) {
    const auto first =
        services.change([&](store::Database& database) { return ask_for(database, services, period_of(services)); });
    if (!first) services.log.warning("uploads will not be swept", {{"error", first.error().text()}});
    return {.kind = kSweepJob, .run = [&services](store::JobContext& context) -> Result<Bytes> {
                STRATUM_TRY_VOID(sweep(services));
                STRATUM_TRY_VOID(context.finish([&](store::Database& database) -> Result<Bytes> {
                    STRATUM_TRY_VOID(ask_for(database, services, period_of(services) + 1));
                    return Bytes{};
                }));
                return Bytes{};
            }};
}

}  // namespace stratum::uploads
