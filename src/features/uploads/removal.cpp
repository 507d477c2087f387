#include "removal.hpp"

#include "rows.hpp"
#include "stratum/library/loose_blobs.hpp"

namespace stratum::uploads {
namespace {

constexpr std::size_t kBatch = 1000;

/// Whether it may be removed; where it is needed it is loose no more.
Result<bool> may_go(store::Database& database, const store::BlobId& blob) {
    STRATUM_TRY(const auto loose, library::find_loose(database, blob));
    if (!loose) return false;
    STRATUM_TRY(const bool needed, is_needed(database, blob));
    if (needed)
        STRATUM_TRY_VOID(library::forget_loose(database, blob));
    else
        STRATUM_TRY_VOID(library::mark_going(database, blob));
    return !needed;
}

}  // namespace

Result<void> remove_loose(const platform::Services& services) {
    for (;;) {
        std::vector<library::LooseBlob> blobs;
        {
            STRATUM_TRY(const auto reader, services.pool.read());
            STRATUM_TRY(blobs, library::loose_blobs(*reader, kBatch, services.clock.now()));
        }
        for (const auto& [id, going] : blobs) {
            STRATUM_TRY(const bool goes,
                        services.change([&](store::Database& database) { return may_go(database, id); }));
            if (!goes) continue;
            STRATUM_TRY_VOID(services.blobs->remove(id));
            STRATUM_TRY_VOID(
                services.change([&](store::Database& database) { return library::forget_loose(database, id); }));
        }
        if (blobs.size() < kBatch) return {};
    }
}

Result<void> hold(store::Database& database, const store::BlobId& blob) {
    STRATUM_TRY(const auto loose, library::find_loose(database, blob));
    if (!loose) return {};
    if (loose->going)
        return error(ErrorCode::busy, "the same file is being removed at this moment", "it is taken over in a while");
    return library::forget_loose(database, blob);
}

store::JobHandler remove_blobs_job(const platform::Services& services) {
    return {.kind = library::kRemoveBlobsJob, .run = [&services](store::JobContext&) -> Result<Bytes> {
                if (services.blobs != nullptr) STRATUM_TRY_VOID(remove_loose(services));
                return Bytes{};
            }};
}

}  // namespace stratum::uploads
