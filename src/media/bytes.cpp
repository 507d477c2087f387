#include "bytes.hpp"

#include "stratum/base/os/fd.hpp"

#include <algorithm>
#include <cstring>

namespace stratum::media {

Result<FdBytes> FdBytes::open(int fd) {
    STRATUM_TRY(const std::int64_t size, os::file_size(fd));
    return FdBytes{fd, size};
}

Result<std::size_t> FdBytes::read_at(std::int64_t offset, std::span<std::uint8_t> out) {
    return os::read_at(fd_, offset, out);
}

Result<std::size_t> MemoryBytes::read_at(std::int64_t offset, std::span<std::uint8_t> out) {
    if (offset < 0 || offset >= size()) return std::size_t{0};
    const auto rest = data_.subspan(static_cast<std::size_t>(offset));
    const std::size_t count = std::min(rest.size(), out.size());
    if (count > 0) std::memcpy(out.data(), rest.data(), count);
    return count;
}

Result<std::span<const std::uint8_t>> ByteWindow::at(std::int64_t offset, std::size_t length) {
    STRATUM_CHECK(length <= kBlock && offset >= 0);
    const std::int64_t end = start_ + static_cast<std::int64_t>(buffer_.size());
    if (offset < start_ || offset + static_cast<std::int64_t>(length) > end) {
        std::vector<std::uint8_t> next(2 * kBlock);
        std::size_t kept = 0;
        if (offset >= start_ && offset < end) {
            kept = static_cast<std::size_t>(end - offset);
            std::memcpy(next.data(), buffer_.data() + (offset - start_), kept);
        }
        const std::size_t wanted = std::max(length, kBlock);
        std::size_t got = 0;
        if (kept < wanted) {
            STRATUM_TRY(got, source_.read_at(offset + static_cast<std::int64_t>(kept),
                                             std::span{next}.subspan(kept, wanted - kept)));
        }
        next.resize(kept + got);
        buffer_ = std::move(next);
        start_ = offset;
    }
    const auto begin = static_cast<std::size_t>(offset - start_);
    return std::span<const std::uint8_t>{buffer_}.subspan(begin, std::min(length, buffer_.size() - begin));
}

bool has_text(std::span<const std::uint8_t> data, std::size_t offset, std::string_view text) {
    return offset <= data.size() && data.size() - offset >= text.size() &&
           std::memcmp(data.data() + offset, text.data(), text.size()) == 0;
}

}  // namespace stratum::media
