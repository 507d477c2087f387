#include "serve/blob_store.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/store/blobs/folder_blobs.hpp"
#include "stratum/store/blobs/s3_blobs.hpp"
#include "stratum/store/postgresql.hpp"

namespace stratum::app {

Result<BlobStore> open_blob_store(const std::string& library,
                                  const std::function<std::optional<std::string>(std::string_view key)>& setting,
                                  const Clock& clock) {
    const bool has_folder = !store::is_postgresql_url(library);
    const auto endpoint = setting("blobs.s3_endpoint");
    const auto bucket = setting("blobs.s3_bucket");
    auto folder = setting("blobs.folder");
    if (endpoint.has_value() != bucket.has_value())
        return error(ErrorCode::invalid_argument, "an S3 store needs both blobs.s3_endpoint and blobs.s3_bucket",
                     endpoint ? "set blobs.s3_bucket" : "set blobs.s3_endpoint");
    if (endpoint && folder)
        return error(ErrorCode::invalid_argument, "blobs.folder and blobs.s3_endpoint are both set",
                     "files are kept in one place: take one of the two out");
    BlobStore store;
    if (!endpoint && !folder && has_folder) folder = join_path(library, "blobs");
    if (!endpoint && !folder) return store;
    if (const auto scratch = setting("blobs.scratch"))
        store.scratch = absolute_path(*scratch);
    else if (folder)
        store.scratch = join_path(absolute_path(*folder), "scratch");
    else if (has_folder)
        store.scratch = join_path(library, "scratch");
    else
        return error(ErrorCode::invalid_argument, "files on their way to S3 need a folder of this machine",
                     "set blobs.scratch to one that is kept over restarts, such as /var/lib/stratum/scratch");
    STRATUM_TRY_VOID(make_lasting_folders(store.scratch));
    if (folder) {
        STRATUM_TRY(store.blobs, store::open_folder_blobs(*folder, clock));
        return store;
    }
    // Whoever sets the address of the store may mean one in this network.
    store.client = std::make_unique<net::Client>(
        net::ClientOptions{.certificates = setting("blobs.s3_certificates").value_or("")});
    STRATUM_TRY(store.blobs, store::open_s3_blobs({.endpoint = *endpoint,
                                                   .bucket = *bucket,
                                                   .prefix = setting("blobs.s3_prefix").value_or(""),
                                                   .region = setting("blobs.s3_region").value_or("us-east-1"),
                                                   .access_key = setting("blobs.s3_access_key").value_or(""),
                                                   .secret_key = setting("blobs.s3_secret_key").value_or(""),
                                                   .session_token = setting("blobs.s3_session_token").value_or(""),
                                                   .scratch = join_path(store.scratch, "outgoing")},
                                                  *store.client, clock));
    return store;
}

}  // namespace stratum::app
