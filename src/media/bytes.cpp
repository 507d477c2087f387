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
    if (offset >= source_.size()) return std::span<const std::uint8_t>{};
    const std::int64_t end = start_ + std::ssize(buffer_);
    const std::int64_t wanted_end = std::min(source_.size(), offset + static_cast<std::int64_t>(length));
    if (offset < start_ || wanted_end > end) {
        const std::int64_t kept = offset >= start_ && offset < end ? end - offset : 0;
        const std::int64_t left = source_.size() - offset - kept;
        const std::int64_t more = std::min(left, static_cast<std::int64_t>(kBlock));
        std::vector<std::uint8_t> next(static_cast<std::size_t>(kept + more));
        std::copy(buffer_.end() - static_cast<std::ptrdiff_t>(kept), buffer_.end(), next.begin());
        STRATUM_TRY(const std::size_t got,
                    source_.read_at(offset + kept, std::span{next}.subspan(static_cast<std::size_t>(kept))));
        next.resize(static_cast<std::size_t>(kept) + got);  // The file may have been cut since.
        buffer_ = std::move(next);
        start_ = offset;
    }
    const auto begin = static_cast<std::size_t>(offset - start_);
    if (begin >= buffer_.size()) return std::span<const std::uint8_t>{};
    return std::span<const std::uint8_t>{buffer_}.subspan(begin, std::min(length, buffer_.size() - begin));
}

bool has_text(std::span<const std::uint8_t> data, std::size_t offset, std::string_view text) {
    return offset <= data.size() && data.size() - offset >= text.size() &&
           std::memcmp(data.data() + offset, text.data(), text.size()) == 0;
}

}  // namespace stratum::media
