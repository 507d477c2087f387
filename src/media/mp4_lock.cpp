#include "mp4_lock.hpp"

#include <algorithm>
#include <array>

namespace stratum::media {
namespace {

constexpr int kMostBoxes = 10'000;  // Of all levels; files have some dozens, fragmented ones more behind the first.
constexpr int kDeepest = 5;         // The sample entries' own level.
constexpr std::array<std::string_view, 5> kContainers{"moov", "trak", "mdia", "minf", "stbl"};
constexpr std::array<std::string_view, 3> kLocks{"enca", "drms", "drmi"};

/// Goes through the boxes of a range and into those that lead to sample entries.
class Walk {
  public:
    explicit Walk(ByteSource& source) : source_(source) {}

    Result<void> range(std::int64_t at, std::int64_t end, int depth) {
        while (!done_ && at + 8 <= end && ++boxes_ <= kMostBoxes) {
            std::array<std::uint8_t, 24> head{};
            STRATUM_TRY(const std::size_t got, source_.read_at(at, head));
            if (got < 8) break;
            std::int64_t size = big_endian_32(head);
            std::int64_t inner = at + 8;
            if (size == 1) {  // The length proper follows, in 64 bits.
                size = std::int64_t{big_endian_32(std::span{head}.subspan(8))} << 32 |
                       big_endian_32(std::span{head}.subspan(12));
                inner += 8;
            }
            if (size == 0 || size > end - at) size = end - at;
            if (size < inner - at) break;
            const std::string_view name{reinterpret_cast<const char*>(head.data()) + 4, 4};
            if (name == "hdlr") is_sound_ = has_text(head, 16, "soun");
            if (name == "stsd" && is_sound_) {
                STRATUM_TRY_VOID(entry(inner + 8));
            } else if (depth < kDeepest && std::ranges::find(kContainers, name) != kContainers.end()) {
                STRATUM_TRY_VOID(range(inner, at + size, depth + 1));
            }
            at += size;
        }
        return {};
    }
    [[nodiscard]] const std::string& lock() const { return lock_; }

  private:
    /// The first sample entry, behind version, flags and their number.
    Result<void> entry(std::int64_t at) {
        std::array<std::uint8_t, 8> head{};
        STRATUM_TRY(const std::size_t got, source_.read_at(at, head));
        const std::string name{reinterpret_cast<const char*>(head.data()) + 4, 4};
        if (got == head.size() && std::ranges::find(kLocks, name) != kLocks.end()) lock_ = name;
        done_ = true;
        return {};
    }

    ByteSource& source_;
    int boxes_ = 0;
    bool is_sound_ = false;
    bool done_ = false;
    std::string lock_;
};

}  // namespace

Result<std::string> mp4_lock(ByteSource& source) {
    Walk walk{source};
    STRATUM_TRY_VOID(walk.range(0, source.size(), 0));
    return walk.lock();
}

}  // namespace stratum::media
