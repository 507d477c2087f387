#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace stratum::crypto {

using Hash256 = std::array<std::uint8_t, 32>;

/// BLAKE2b with 256 bits of output [RFC 7693], fed in pieces; the pieces' borders do not matter. About 1 GB/s on one
/// core. A value: copies go on independently. Not thread-safe.
class Blake2b256 {
  public:
    Blake2b256();
    /// With a key it is a message authentication code.
    explicit Blake2b256(std::span<const std::uint8_t, 32> key);
    void update(std::span<const std::uint8_t> data);
    void update(std::string_view text);
    /// The hash of everything so far; more may follow.
    [[nodiscard]] Hash256 digest() const;

  private:
    void begin(const std::uint8_t* key, std::size_t size);
    // libsodium's state, whose size is part of its ABI; kept opaque so that no header of ours needs theirs.
    struct alignas(64) State {
        std::array<std::byte, 384> bytes;
    };
    State state_;
};

[[nodiscard]] Hash256 blake2b_256(std::span<const std::uint8_t> data);
/// Lower-case hexadecimal, 64 letters.
[[nodiscard]] std::string to_hex(const Hash256& hash);

}  // namespace stratum::crypto
