#include "backup/contents.hpp"

#include <algorithm>

// The bytes of a backup that somebody hands over. The hash at the end keeps most inputs from being whole, but each part
// is read before.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum::store;
    std::size_t at = 0;
    const auto begin = std::span{reinterpret_cast<const std::uint8_t*>(kArchiveBegin.data()), kArchiveBegin.size()};
    ArchiveReader archive{[&](std::span<std::uint8_t> place) -> stratum::Result<std::size_t> {
        const auto rest = at < begin.size() ? begin.subspan(at) : std::span{data, size}.subspan(at - begin.size());
        const std::size_t count = std::min(place.size(), rest.size());
        std::ranges::copy_n(rest.begin(), static_cast<std::ptrdiff_t>(count), place.begin());
        at += count;
        return count;
    }};
    (void)walk(archive, {.row = [](const auto&) { return stratum::Result<void>{}; }}, {});
    return 0;
}
