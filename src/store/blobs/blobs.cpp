#include "stratum/store/blobs/blobs.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <vector>

namespace stratum::store {

std::optional<BlobId> parse_blob_id(std::string_view text) {
    BlobId id{};
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != id.size()) return {};
    std::ranges::copy(*bytes, id.begin());
    return id;
}

Result<BlobId> blob_id_of(const os::Fd& file, const std::stop_token& stop) {
    crypto::Blake2b256 hash;
    std::vector<std::uint8_t> piece(std::size_t{1} << 18);
    for (std::int64_t offset = 0;;) {
        if (stop.stop_requested()) return error(ErrorCode::cancelled, "storing a blob was cancelled");
        STRATUM_TRY(const std::size_t count, os::read_at(file.get(), offset, piece));
        if (count == 0) return hash.digest();
        hash.update(std::span<const std::uint8_t>{piece}.first(count));
        offset += static_cast<std::int64_t>(count);
    }
}

Result<BlobInfo> Blobs::put_file(const std::string& path, std::stop_token stop, const Named& named) {
    STRATUM_TRY(const auto file, os::open_regular_file(path));
    if (named) {
        STRATUM_TRY(const BlobId id, blob_id_of(file, stop));
        STRATUM_TRY_VOID(named(id));
    }
    return put(
        [&, offset = std::int64_t{0}](std::span<std::uint8_t> place) mutable -> Result<std::size_t> {
            STRATUM_TRY(const std::size_t count, os::read_at(file.get(), offset, place));
            offset += static_cast<std::int64_t>(count);
            return count;
        },
        std::move(stop));
}

std::optional<std::string> Blobs::file_of(const BlobId&) const { return {}; }

Result<void> verify_blob(Blobs& blobs, const BlobId& id, std::stop_token stop) {
    crypto::Blake2b256 hash;
    STRATUM_TRY_VOID(blobs.get(
        id, {},
        [&](std::span<const std::uint8_t> piece) -> Result<void> {
            hash.update(piece);
            return {};
        },
        std::move(stop)));
    if (hash.digest() == id) return {};
    return error(ErrorCode::corrupt, "the blob " + crypto::to_hex(id) + " does not hold what its name says",
                 "restore it from a backup, or upload it again");
}

Blobs::Source source_of(std::span<const std::uint8_t> bytes) {
    return [rest = bytes](std::span<std::uint8_t> place) mutable -> Result<std::size_t> {
        const std::size_t count = std::min(place.size(), rest.size());
        std::copy_n(rest.begin(), count, place.begin());
        rest = rest.subspan(count);
        return count;
    };
}

}  // namespace stratum::store
