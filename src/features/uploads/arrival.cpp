#include "arrival.hpp"

#include "removal.hpp"
#include "stratum/library/hearing_orders.hpp"
#include "stratum/library/loose_blobs.hpp"
#include "stratum/library/stored.hpp"
#include "stratum/platform/problem.hpp"
#include "stratum/store/events/events.hpp"
#include "stratum/store/jobs/job_store.hpp"

namespace stratum::uploads {
namespace {

constexpr int kAttempts = 3;

/// The job that hears it.
Result<std::optional<Uuid>> order(const platform::Services& services, store::Database& database, const Upload& upload,
                                  const store::BlobId& blob) {
    const library::AnalyseOrder order{.path = library::stored_path({crypto::to_hex(blob), upload.name}),
                                      .playlist = upload.playlist ? to_text(*upload.playlist) : std::string{}};
    STRATUM_TRY(const auto job, store::enqueue_job(database, services.ids,
                                                   {.workspace = upload.workspace,
                                                    .kind = library::kAnalyseJob,
                                                    .payload = to_cbor(order),
                                                    .max_attempts = 3,
                                                    .idempotency_key = "upload " + to_text(upload.id)},
                                                   services.clock.now()));
    STRATUM_TRY_VOID(hand_over(database, upload, blob, job.id));
    STRATUM_TRY_VOID(store::append_event(database, services.ids,
                                         {.workspace = upload.workspace,
                                          .kind = "upload.finished",
                                          .subject = to_text(upload.id),
                                          .payload = R"({"upload_id":")" + to_text(upload.id) + "\"}",
                                          .actor = ""},
                                         services.clock.now()));
    return std::optional{job.id};
}

}  // namespace

Result<void> arrive(const platform::Services& services, Upload& upload, Place& place) {
    if (services.blobs == nullptr) return platform::no_place_for_files();
    const auto note = [&](const store::BlobId& id) {
        return services.change(
            [&](store::Database& database) { return library::note_coming_blob(database, id, services.clock.now()); });
    };
    for (int attempt = 1;; ++attempt) {
        STRATUM_TRY(const auto blob, services.blobs->put_file(place.path(), {}, note));
        if (blob.size != upload.length) return error(ErrorCode::internal, "an upload became a blob of another length");
        bool gone = false;
        STRATUM_TRY(upload.job, services.change([&](store::Database& database) -> Result<std::optional<Uuid>> {
            STRATUM_TRY(const auto now, find(database, upload.workspace, upload.id));
            if (!now) return error(ErrorCode::not_found, "this upload was given up meanwhile", "begin it anew");
            if (now->job) return now->job;
            STRATUM_TRY_VOID(hold(database, blob.id));
            // One that was there already may have been removed before anything of ours referred to it.
            const auto there = services.blobs->stat(blob.id);
            gone = !there && there.error().code == ErrorCode::not_found;
            if (gone) return std::optional<Uuid>{};
            STRATUM_TRY_VOID(there);
            return order(services, database, upload, blob.id);
        }));
        if (!gone) break;
        if (attempt == kAttempts) return error(ErrorCode::busy, "the blob of an upload is removed again and again");
    }
    place.remove();
    return {};
}

}  // namespace stratum::uploads
