#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace stratum::signatures {

/// A hash that another protocol prescribes, fed in pieces: "sha256" [FIPS 180-4] or "sha1" [RFC 3174], which finds
/// accidents, not forgeries. Not thread-safe.
class Digest {
  public:
    /// Nothing for other names.
    [[nodiscard]] static std::optional<Digest> of(std::string_view name);
    ~Digest();
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;
    void update(std::span<const std::uint8_t> bytes);
    /// The hash of everything so far, after which nothing more may follow.
    [[nodiscard]] std::vector<std::uint8_t> finish();

  private:
    struct State;
    explicit Digest(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace stratum::signatures
