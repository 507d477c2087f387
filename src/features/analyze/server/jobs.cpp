#include "server/jobs.hpp"

#include "child_answers.hpp"
#include "scan.hpp"
#include "server/ears.hpp"
#include "server/job_payloads.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/hash.hpp"
#include "stratum/library/lists.hpp"
#include "stratum/library/stored.hpp"
#include "stratum/platform/jobs_wire.hpp"
#include "stratum/platform/problem.hpp"
#include "stratum/store/blobs/blob_file.hpp"
#include "stratum/store/jobs/job_store.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace stratum::analyze {
namespace {

/// A failure that will be the same the next time is kept, so that scans pass the file over.
Result<Bytes> note_failure(Ears& ears, const platform::Services& services, const Ears::Wish& wish,
                           const Error& failure) {
    if (is_lasting(failure.code) && !library::is_stored(wish.path)) {
        const auto noted = services.change([&](store::Database& database) {
            auto library = ears.library(database, wish.workspace);
            return library.record_failure(wish.path, wish.stat, failure, ears.circumstances());
        });
        if (!noted) services.log.warning("a failure could not be kept", {{"error", noted.error().text()}});
    }
    return failure;
}

/// A file that the server keeps, where a child can read it.
Result<store::BlobFile> fetch(const platform::Services& services, const std::string& path,
                              const std::stop_token& stop) {
    const auto stored = library::parse_stored(path);
    const auto id = stored ? store::parse_blob_id(stored->key) : std::nullopt;
    if (!id) return error(ErrorCode::invalid_argument, "the path of a kept file names none: " + printable(path));
    if (services.blobs == nullptr) return platform::no_place_for_files();
    const std::string folder = join_path(services.scratch, "heard");
    STRATUM_TRY_VOID(make_folders(folder));
    store::remove_old_copies(folder, services.clock.now());
    auto opened = store::BlobFile::open(*services.blobs, *id, folder, stop);
    if (opened || !worth_retrying(opened.error().code) || opened.error().code == ErrorCode::no_space) return opened;
    // The place is away, which is not the file's fault.
    services.log.warning("a kept file can not be read at the moment", {{"error", opened.error().text()}});
    return error(ErrorCode::busy, "the kept file can not be read at the moment", "it is tried again");
}

/// Where the track of an upload was wished to be. A list that is gone by now is nobody's wish any more.
Result<void> append_to(library::Library& library, const std::string& playlist, const Uuid& track) {
    const auto id = parse_uuid(playlist);
    if (!id) return {};
    library::Playlists lists{library};
    const auto there = lists.get(*id);
    if (!there && there.error().code == ErrorCode::not_found) return {};
    if (!there) return there.error();
    STRATUM_TRY_VOID(lists.add(*id, std::array{track}));
    return {};
}

Result<Bytes> analyse(Ears& ears, const platform::Services& services, store::JobContext& context) {
    STRATUM_TRY(const auto order, from_cbor<AnalyseOrder>(context.claim().payload));
    context.progress(0.0, printable(file_name_of(order.path)));
    std::optional<store::BlobFile> kept;
    if (library::is_stored(order.path)) {
        STRATUM_TRY(auto fetched, fetch(services, order.path, context.stop()));
        kept.emplace(std::move(fetched));
    }
    STRATUM_TRY(FileStat stat, stat_file(kept ? kept->path() : order.path));
    // Nothing of where it lies is its own: the same bytes under the same name are the same file for ever.
    if (kept) stat = {.kind = FileKind::regular, .size = stat.size};
    const Ears::Wish wish{.workspace = context.claim().workspace,
                          .path = order.path,
                          .stat = stat,
                          .wanted = ears.wanted(),
                          .force = order.force,
                          .place = kept ? kept->path() : std::string{}};
    const auto heard = ears.hear(wish, context.stop());
    if (!heard) return note_failure(ears, services, wish, heard.error());
    context.progress(0.9, printable(file_name_of(order.path)));
    STRATUM_TRY_VOID(context.finish([&](store::Database& database) -> Result<Bytes> {
        auto library = ears.library(database, wish.workspace);
        STRATUM_TRY(const auto recorded, library.record(*heard));
        int analyses = recorded.analyses;
        if (heard->parts.empty()) {
            STRATUM_TRY(const auto missing, library.missing(heard->content, heard->tempo_prior));
            const auto wanted = missing & wish.wanted;
            if (!wanted.empty()) STRATUM_TRY_VOID(library.derive(heard->content, wanted, heard->tempo_prior));
        }
        STRATUM_TRY_VOID(append_to(library, order.playlist, recorded.track));
        return to_cbor(AnalyseResult{to_text(recorded.track), std::string{name_of(recorded.change)}, analyses});
    }));
    services.events_signal.notify();
    return Bytes{};
}

/// Whether a file has to be heard; what only needs new values from old rows gets them here.
Result<bool> needs_hearing(Ears& ears, const platform::Services& services, const Uuid& workspace,
                           const FoundFile& file) {
    const auto looked = services.change([&](store::Database& database) -> Result<bool> {
        auto library = ears.library(database, workspace);
        STRATUM_TRY(auto record, library.find(file.path));
        if (!record || record->stat != file.stat) {
            STRATUM_TRY(auto renamed, library.relink(file.path, file.stat));
            if (renamed) record = std::move(renamed);
        }
        if (!record || record->stat.size != file.stat.size || record->stat.modified_ns != file.stat.modified_ns) {
            STRATUM_TRY(const auto known, library.known_failure(file.path, file.stat, ears.circumstances()));
            return !known;
        }
        STRATUM_TRY(const auto missing, library.missing(record->content));
        const auto wanted = missing & ears.wanted();
        return !wanted.empty();
    });
    return looked;
}

/// Names one state of one file, heard by one version of this program.
std::string key_of(const FoundFile& file, const Ears& ears) {
    crypto::Blake2b256 hash;
    hash.update(file.path);
    hash.update(" " + std::to_string(file.stat.size) + " " + std::to_string(file.stat.modified_ns) + " ");
    hash.update(ears.circumstances());
    return crypto::to_hex(hash.digest());
}

Result<Bytes> scan_folder(Ears& ears, const platform::Services& services, store::JobContext& context) {
    STRATUM_TRY(const auto order, from_cbor<ScanOrder>(context.claim().payload));
    const Uuid& workspace = context.claim().workspace;
    const Scan found = scan({order.path}, {}, context.stop(),
                            [&](std::size_t files) { context.progress(0.0, std::to_string(files) + " files found"); });
    if (context.stop().stop_requested()) return error(ErrorCode::cancelled, "the search was stopped");
    if (found.files.empty() && !found.problems.empty()) return found.problems.front().error;
    ScanResult result{.found = static_cast<std::int64_t>(found.files.size()),
                      .problems = static_cast<std::int64_t>(found.problems.size())};
    constexpr std::size_t kBatch = 200;
    for (std::size_t first = 0; first < found.files.size(); first += kBatch) {
        if (context.stop().stop_requested()) return error(ErrorCode::cancelled, "the search was stopped");
        const std::size_t last = std::min(found.files.size(), first + kBatch);
        std::vector<const FoundFile*> wanted;
        for (std::size_t i = first; i < last; ++i) {
            STRATUM_TRY(const bool needed,
                        order.force ? Result<bool>{true} : needs_hearing(ears, services, workspace, found.files[i]));
            if (needed) wanted.push_back(&found.files[i]);
        }
        STRATUM_TRY_VOID(services.change([&](store::Database& database) -> Result<void> {
            for (const FoundFile* file : wanted) {
                // A scan that runs twice queues each state of a file once.
                STRATUM_TRY_VOID(store::enqueue_job(
                    database, services.ids,
                    {.workspace = workspace,
                     .kind = kAnalyseJob,
                     .payload = to_cbor(AnalyseOrder{file->path, order.force}),
                     .max_attempts = 3,
                     .idempotency_key = order.force ? std::nullopt : std::optional{key_of(*file, ears)}},
                    services.clock.now()));
            }
            return {};
        }));
        result.queued += static_cast<std::int64_t>(wanted.size());
        context.progress(static_cast<double>(last) / static_cast<double>(found.files.size()),
                         std::to_string(result.queued) + " of " + std::to_string(last) + " files are to be heard");
    }
    return to_cbor(result);
}

}  // namespace

store::JobHandler analyse_job(const platform::Services& services) {
    return {.kind = kAnalyseJob,
            .run = [ears = std::make_shared<Ears>(services),
                    &services](store::JobContext& context) { return analyse(*ears, services, context); },
            .ended = platform::teller_of_jobs(services)};
}

store::JobHandler scan_job(const platform::Services& services) {
    return {.kind = kScanJob,
            .run = [ears = std::make_shared<Ears>(services),
                    &services](store::JobContext& context) { return scan_folder(*ears, services, context); },
            .ended = platform::teller_of_jobs(services)};
}

}  // namespace stratum::analyze
