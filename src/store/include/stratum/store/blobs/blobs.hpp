#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/os/fd.hpp"
#include "stratum/base/result.hpp"
#include "stratum/crypto/hash.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace stratum::store {

/// A blob's name is the BLAKE2b-256 of its bytes: what has the same name is the same, and is kept once.
using BlobId = crypto::Hash256;

/// From 64 hex digits; nothing for anything else.
[[nodiscard]] std::optional<BlobId> parse_blob_id(std::string_view text);

struct BlobInfo {
    BlobId id{};
    std::int64_t size = 0;
    Timestamp stored_at{};
};

/// A part of a blob; the default is all of it. One that goes beyond the end ends there.
struct ByteRange {
    std::int64_t offset = 0;
    std::int64_t length = std::numeric_limits<std::int64_t>::max();
};

/// Large things that never change, each named by its bytes. Memory stays the same for any size. Thread-safe. Errors of
/// every call: `not_found`, `no_space`, `permission_denied`, `io`, `timeout`, `cancelled`, and those of the functions
/// that are passed in.
class Blobs {
  public:
    /// Fills some of `place`; 0 is the end.
    using Source = std::function<Result<std::size_t>(std::span<std::uint8_t> place)>;
    using Sink = std::function<Result<void>(std::span<const std::uint8_t> piece)>;
    /// Is told the name of a blob before there is anything under it.
    using Named = std::function<Result<void>(const BlobId& id)>;

    virtual ~Blobs() = default;
    /// Keeps what `source` gives. It is there as a whole and to stay when this returns, and not at all when it fails.
    virtual Result<BlobInfo> put(const Source& source, std::stop_token stop = {}) = 0;
    /// Keeps what the file at `path` holds, which must not change from now on. The file stays; where it lies on the
    /// disk of the blobs they share its bytes, so that nothing is copied.
    virtual Result<BlobInfo> put_file(const std::string& path, std::stop_token stop = {}, const Named& named = {});
    /// Gives a part to `sink`, piece by piece. Errors also: `invalid_argument` for a part that begins beyond the end,
    /// `corrupt` when there is less than there was.
    virtual Result<void> get(const BlobId& id, ByteRange range, const Sink& sink, std::stop_token stop = {}) = 0;
    virtual Result<BlobInfo> stat(const BlobId& id) = 0;
    /// The file of this machine that holds a blob, to be read only, whether it is there or not; nothing for blobs that
    /// are kept elsewhere.
    [[nodiscard]] virtual std::optional<std::string> file_of(const BlobId& id) const;
    /// Fine when it is not there. Whoever calls this knows that nobody needs it, nor puts it at the same time.
    virtual Result<void> remove(const BlobId& id) = 0;
    /// All of them, in the order of their names.
    virtual Result<void> list(const std::function<Result<void>(const BlobInfo& info)>& each,
                              std::stop_token stop = {}) = 0;
    /// Whether blobs can be kept at this moment, for the readiness of a server.
    virtual Result<void> check() = 0;

  protected:
    Blobs() = default;
    Blobs(const Blobs&) = default;
    Blobs& operator=(const Blobs&) = default;
};

/// The name that the file would have as a blob.
[[nodiscard]] Result<BlobId> blob_id_of(const os::Fd& file, const std::stop_token& stop);

/// Reads the whole blob and compares it with its name. Errors: `corrupt`, and those of `get`.
Result<void> verify_blob(Blobs& blobs, const BlobId& id, std::stop_token stop = {});

/// A source that gives what lies in memory, which must outlive it.
[[nodiscard]] Blobs::Source source_of(std::span<const std::uint8_t> bytes);

}  // namespace stratum::store
