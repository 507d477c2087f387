#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/result.hpp"
#include "stratum/net/client.hpp"
#include "stratum/store/blobs/blobs.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace stratum::app {

/// Where a server keeps the files it is given. In the order in which they are needed: what comes later goes first.
struct BlobStore {
    std::unique_ptr<net::Client> client;  ///< Of an S3 store.
    std::unique_ptr<store::Blobs> blobs;  ///< None where nobody said where to, and the library is no folder.
    std::string scratch;                  ///< For what is on its way; made.
};

/// By the configuration (`blobs.*`): a folder, which is `blobs` in the library's own unless another is named, or an S3
/// store. A library in PostgreSQL has no folder, so that without a setting there are no blobs; what needs them says so.
/// Errors: `invalid_argument` for settings that do not go together, those of `make_folders` and of the stores.
[[nodiscard]] Result<BlobStore> open_blob_store(
    const std::string& library, const std::function<std::optional<std::string>(std::string_view key)>& setting,
    const Clock& clock);

}  // namespace stratum::app
