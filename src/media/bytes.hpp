#pragma once

#include "stratum/base/result.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace stratum::media {

/// Bytes that can be read anywhere: a file, or memory in tests and fuzzing.
class ByteSource {
  public:
    virtual ~ByteSource() = default;
    [[nodiscard]] virtual std::int64_t size() const = 0;
    /// Fills `out` as far as there are bytes; returns how many. Errors: `io`.
    virtual Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) = 0;
};

class FdBytes final : public ByteSource {
  public:
    static Result<FdBytes> open(int fd);
    [[nodiscard]] std::int64_t size() const override { return size_; }
    Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) override;

  private:
    FdBytes(int fd, std::int64_t size) : fd_(fd), size_(size) {}
    int fd_;
    std::int64_t size_;
};

class MemoryBytes final : public ByteSource {
  public:
    explicit MemoryBytes(std::span<const std::uint8_t> data) : data_(data) {}
    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(data_.size()); }
    Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) override;

  private:
    std::span<const std::uint8_t> data_;
};

/// A view that moves forward over a source with few reads. Never holds more than two blocks.
class ByteWindow {
  public:
    static constexpr std::size_t kBlock = std::size_t{1} << 18;
    explicit ByteWindow(ByteSource& source) : source_(source) {}
    /// The bytes from `offset` on: `length` of them (at most kBlock), fewer at the end of the source. Valid until the
    /// next call. Errors: `io`.
    Result<std::span<const std::uint8_t>> at(std::int64_t offset, std::size_t length);

  private:
    ByteSource& source_;
    std::vector<std::uint8_t> buffer_;
    std::int64_t start_ = 0;
};

[[nodiscard]] constexpr std::uint32_t big_endian_32(std::span<const std::uint8_t> b) {
    return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
}
[[nodiscard]] constexpr std::uint32_t little_endian_32(std::span<const std::uint8_t> b) {
    return std::uint32_t{b[3]} << 24 | std::uint32_t{b[2]} << 16 | std::uint32_t{b[1]} << 8 | b[0];
}
[[nodiscard]] constexpr std::uint64_t little_endian_64(std::span<const std::uint8_t> b) {
    return std::uint64_t{little_endian_32(b.subspan(4))} << 32 | little_endian_32(b);
}
/// Whether `data` has `text` at `offset`.
[[nodiscard]] bool has_text(std::span<const std::uint8_t> data, std::size_t offset, std::string_view text);

}  // namespace stratum::media
